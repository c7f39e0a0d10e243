using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using System.Runtime.InteropServices;
using Spectre.Console;

namespace TorchSharp.Siamese.Examples.Host;

/// <summary>Runs a command: parses, turns Ctrl-C into cancellation, and every outcome into an exit code.</summary>
public static class ExampleProgram
{
    /// <summary>Exit codes; also in the help text.</summary>
    public const int Done = 0, Failed = 1, WrongCommandLine = 2, Interrupted = 130;

    private const string Script = "./";
    private const string RunScript = "./run.sh";

    /// <param name="command">
    /// The command with its options. Its name is the one that run.sh knows it by, or that of a script of its own, as in <c>./bench.sh</c>.
    /// </param>
    /// <param name="args">What stood on the command line.</param>
    /// <param name="body">The work. Its exceptions become one line on standard error and a non-zero exit code.</param>
    /// <returns>One of the exit codes above.</returns>
    public static async Task<int> RunAsync(
        Command command, string[] args, Func<ParseResult, CancellationToken, Task> body)
    {
        ArgumentNullException.ThrowIfNull(command);
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(body);

        command.Add(new HelpOption());
        var parsed = command.Name.StartsWith(Script, StringComparison.Ordinal)
            ? command.Parse(args)
            : new Command(RunScript) { command }.Parse([command.Name, .. args]);
        if (parsed.Errors.Count > 0)
        {
            foreach (var message in parsed.Errors.Select(Message).Distinct())
                Say($"error: {message}");
            Say($"{(parsed.RootCommandResult.Command == command ? "" : RunScript + " ")}{command.Name} --help lists the options.");
            return WrongCommandLine;
        }

        command.SetAction((result, _) => GuardAsync(result, body));
        return await parsed.InvokeAsync(new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,      // signals are handled below
        });
    }

    /// <summary>What is wrong with a command line; of an argument that is missing also which one.</summary>
    private static string Message(ParseError error) => error.SymbolResult switch
    {
        ArgumentResult { Tokens.Count: 0 } missing => $"{missing.Argument.Name} is missing: {missing.Argument.Description}",
        _ => error.Message,
    };

    private static async Task<int> GuardAsync(ParseResult result, Func<ParseResult, CancellationToken, Task> body)
    {
        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Stop(context, stop));
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Stop(context, stop));
        try
        {
            await body(result, stop.Token);
            return Done;
        }
        catch (OperationCanceledException stopped) when (stop.IsCancellationRequested)
        {
            Say(stopped is StoppedAtCheckpointException ? stopped.Message : "Stopped. Nothing was saved.");
            return Interrupted;
        }
        catch (Exception error) when (IsExpected(error))
        {
            Say($"error: {error.Message}");
            return Failed;
        }
        catch (Exception error)
        {
            Say($"error: {error}");               // ours to mend: the stack trace belongs to the report
            return Failed;
        }
    }

    /// <summary>The first signal asks the work to stop; a second one ends the process as usual.</summary>
    private static void Stop(PosixSignalContext context, CancellationTokenSource stop)
    {
        if (stop.IsCancellationRequested)
            return;
        context.Cancel = true;
        stop.Cancel();
    }

    /// <summary>What bad data, a full disk or an impossible option lead to: the message says it all.</summary>
    private static bool IsExpected(Exception error) => error is not ObjectDisposedException
        and (IOException or UnauthorizedAccessException or InvalidDataException or HttpRequestException
        or ArgumentException or InvalidOperationException or NotSupportedException or ArithmeticException);

    private static void Say(string line)
    {
        if (Terminal.IsInteractive)
            AnsiConsole.Console.Cursor.Show();      // a bar that was cut off has hidden it
        Console.Error.WriteLine(line);
    }
}
