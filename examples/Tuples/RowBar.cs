using System.Diagnostics;
using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace TorchSharp.Siamese.Examples.Tuples;

/// <summary>Shows on standard error how far the rows are: a bar on a terminal, nothing anywhere else.</summary>
internal static class RowBar
{
    private const int RoomForText = 62;        // columns beside the bar

    /// <summary>Runs <paramref name="write"/> on this thread; it reports rows written so far.</summary>
    /// <param name="count">Rows to write.</param>
    /// <param name="unit">What they are called.</param>
    /// <param name="write">The work.</param>
    public static void Run(long count, string unit, Action<Action<long>> write)
    {
        // Rows that go to the terminal themselves would run through the bar.
        if (Console.IsErrorRedirected)
        {
            write(_ => { });
            return;
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        if (!console.Profile.Capabilities.Interactive)
        {
            write(_ => { });
            return;
        }

        try
        {
            Show(console, count, unit, write);
        }
        finally
        {
            console.Cursor.Show();      // a bar that is cut off leaves it hidden
        }
    }

    private static void Show(IAnsiConsole console, long count, string unit, Action<Action<long>> write)
    {
        var text = string.Empty;
        var watch = Stopwatch.StartNew();
        console.Progress()
            .Columns(
                new TaskDescriptionColumn(),
                new ProgressBarColumn { Width = Math.Clamp(console.Profile.Width - RoomForText, 8, 40) },
                new PercentageColumn(),
                new TextColumn(() => text))
            .Start(context =>
            {
                var task = context.AddTask(Markup.Escape($"Writing {unit}"), maxValue: count);
                write(rows =>
                {
                    var seconds = watch.Elapsed.TotalSeconds;
                    var left = TimeSpan.FromSeconds(seconds / rows * (count - rows));
                    task.Value = rows;
                    text = string.Create(CultureInfo.InvariantCulture, $"{rows / 1e6:#,0.0} M  {rows / seconds / 1e6:0.0} M/s  {Clock(left)} left");
                });
            });
    }

    private static string Clock(TimeSpan time)
        => time.ToString(time.TotalHours < 1 ? @"m\:ss" : time.TotalDays < 1 ? @"h\:mm\:ss" : @"d\.hh\:mm\:ss", CultureInfo.InvariantCulture);

    private sealed class TextColumn(Func<string> text) : ProgressColumn
    {
        protected override bool NoWrap => true;

        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) => new Text(text());
    }
}
