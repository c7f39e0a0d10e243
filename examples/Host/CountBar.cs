using Spectre.Console;

namespace TorchSharp.Siamese.Examples.Host;

/// <summary>Shows work on a known number of things: a bar on a terminal, nothing anywhere else.</summary>
public sealed class CountBar : IProgress<int>
{
    private readonly ProgressTask? _task;

    private CountBar(ProgressTask? task) => _task = task;

    /// <summary>Runs work on this thread and shows what it reports.</summary>
    /// <param name="what">What is done, such as "Embedding".</param>
    /// <param name="count">How many things there are.</param>
    /// <param name="work">Reports how many are done.</param>
    public static T Run<T>(string what, int count, Func<IProgress<int>, T> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        return Terminal.IsInteractive
            ? AnsiConsole.Progress().AutoClear(true)
                .Columns(new TaskDescriptionColumn(), new ProgressBarColumn { Width = 24 }, new PercentageColumn(), new RemainingTimeColumn())
                .Start(context => work(new CountBar(context.AddTask(what, maxValue: Math.Max(1, count)))))
            : work(new CountBar(null));
    }

    /// <summary>Writes a line, above the bar where there is one.</summary>
    public static void Say(string line)
    {
        if (Terminal.IsInteractive)
            AnsiConsole.WriteLine(line);
        else
            Console.WriteLine(line);
    }

    /// <summary>Takes over how many are done.</summary>
    public void Report(int value)
    {
        if (_task is not null)
            _task.Value = value;
    }
}
