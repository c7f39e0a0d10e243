using System.Diagnostics;

namespace TorchSharp.Siamese.Examples.Tests;

/// <summary>What a program said and how it ended.</summary>
internal sealed record ProgramRun(int ExitCode, string Output, string Errors)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    /// <summary>Runs <c>NAME.dll</c> beside the tests to its end.</summary>
    public static ProgramRun Of(string name, params string[] arguments) => Of(name, [], arguments);

    /// <summary>The same with additional environment variables.</summary>
    public static ProgramRun Of(string name, Dictionary<string, string> environment, params string[] arguments)
        => Finish(Start(name, environment, arguments), () => { });

    /// <summary>The same in a folder, against which relative paths on the command line count.</summary>
    public static ProgramRun In(string folder, string name, params string[] arguments)
        => Finish(Start(name, [], arguments, folder), () => { });

    /// <summary>Runs, waits for a line of output with <paramref name="sign"/> in it, sends a signal and waits for the end.</summary>
    public static ProgramRun Interrupted(string name, string sign, string signal, params string[] arguments)
    {
        var process = Start(name, [], arguments);
        return Finish(process, () => Send(process, signal), sign);
    }

    /// <summary>Runs until it has saved a checkpoint and for some time more, and kills it without a warning.</summary>
    public static void Killed(string name, string checkpoint, TimeSpan then, params string[] arguments)
    {
        var before = File.Exists(checkpoint) ? File.GetLastWriteTimeUtc(checkpoint) : default;
        KilledWhen(name, () => File.Exists(checkpoint) && File.GetLastWriteTimeUtc(checkpoint) != before, then, arguments);
    }

    /// <summary>Runs for some time, and kills it without a warning, wherever it is.</summary>
    public static void KilledAfter(string name, TimeSpan time, params string[] arguments) => KilledWhen(name, () => true, time, arguments);

    /// <summary>Runs until a file was written to so many times, and kills it without a warning, most likely before the file is whole.</summary>
    public static void KilledWhileWriting(string name, string file, int times, params string[] arguments)
    {
        using var process = Start(name, [], arguments);
        _ = process.StandardError.ReadToEndAsync();
        _ = process.StandardOutput.ReadToEndAsync();
        using var watcher = new FileSystemWatcher(Path.GetDirectoryName(file)!, Path.GetFileName(file)) { NotifyFilter = NotifyFilters.LastWrite | NotifyFilters.Size };
        watcher.Changed += (_, _) =>
        {
            if (Interlocked.Decrement(ref times) == 0)
                process.Kill(entireProcessTree: true);
        };
        watcher.EnableRaisingEvents = true;
        process.WaitForExit(Limit);
        process.Kill(entireProcessTree: true);
        process.WaitForExit();
    }

    private static void KilledWhen(string name, Func<bool> isTime, TimeSpan then, string[] arguments)
    {
        using var process = Start(name, [], arguments);
        _ = process.StandardError.ReadToEndAsync();
        _ = process.StandardOutput.ReadToEndAsync();
        var watch = Stopwatch.StartNew();
        while (!process.HasExited && watch.Elapsed < Limit && !isTime())
            Thread.Sleep(1);
        Thread.Sleep(then);
        process.Kill(entireProcessTree: true);
        process.WaitForExit();
    }

    /// <summary>Runs where no file may become larger than so many KiB: a write beyond that is refused.</summary>
    public static ProgramRun WithFileLimit(string name, long kibibytes, params string[] arguments)
    {
        // Without the variable the runtime itself needs a large file in memory.
        var start = new ProcessStartInfo("bash", ["-c", $"trap '' XFSZ; ulimit -f {kibibytes}; DOTNET_EnableWriteXorExecute=0 exec dotnet \"$@\"", "bash", Path.Combine(AppContext.BaseDirectory, name + ".dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = TestContext.CurrentContext.WorkDirectory,
        };
        return Finish(Process.Start(start)!, () => { });
    }

    private static Process Start(string name, Dictionary<string, string> environment, string[] arguments, string? folder = null)
    {
        // A test runner in the background ignores Ctrl-C, and its children would inherit that.
        var start = new ProcessStartInfo("env", ["--default-signal=INT", "dotnet"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? TestContext.CurrentContext.WorkDirectory,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, name + ".dll"));
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        foreach (var (key, value) in environment)
            start.Environment[key] = value;
        return Process.Start(start)!;
    }

    private static ProgramRun Finish(Process process, Action whenSeen, string? sign = null)
    {
        using (process)
        {
            var errors = process.StandardError.ReadToEndAsync();
            var output = Task.Run(() => Read(process.StandardOutput, whenSeen, sign));
            if (!process.WaitForExit(Limit))
            {
                process.Kill(entireProcessTree: true);
                Assert.Fail($"The program did not end within {Limit}. It said:\n{output.Result}\n{errors.Result}");
            }
            return new ProgramRun(process.ExitCode, output.Result, errors.Result);
        }
    }

    private static string Read(StreamReader reader, Action whenSeen, string? sign)
    {
        var lines = new List<string>();
        while (reader.ReadLine() is { } line)
        {
            lines.Add(line);
            if (sign is null || !line.Contains(sign, StringComparison.Ordinal))
                continue;
            sign = null;
            whenSeen();
        }
        return string.Join('\n', lines);
    }

    private static void Send(Process process, string signal)
    {
        try
        {
            Signal(process, signal);
        }
        catch
        {
            process.Kill(entireProcessTree: true);      // or the test would wait for its time limit
            throw;
        }
    }

    private static void Signal(Process process, string signal)
    {
        using var kill = Process.Start("bash", ["-c", $"kill -{signal} {process.Id}"]);      // built in: not every system has a program of this name
        kill.WaitForExit();
    }
}
