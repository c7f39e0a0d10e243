using Spectre.Console;
using TorchSharp.Siamese.Data.Sources;

namespace TorchSharp.Siamese.Examples.Host;

/// <summary>Shows downloads: a bar for each file on a terminal, a line for each anywhere else.</summary>
public sealed class DownloadBar : IProgress<FileProgress>
{
    private readonly ProgressContext? _context;
    private readonly Dictionary<string, ProgressTask?> _tasks = [];
    private readonly Lock _lock = new();

    private DownloadBar(ProgressContext? context) => _context = context;

    /// <summary>Runs <paramref name="download"/> and shows what it reports; nothing if it reports nothing.</summary>
    public static Task RunAsync(Func<IProgress<FileProgress>, Task> download)
    {
        ArgumentNullException.ThrowIfNull(download);
        if (!Terminal.IsInteractive)
            return download(new DownloadBar(null));
        return AnsiConsole.Progress()
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left },
                new ProgressBarColumn { Width = 24 },
                new DownloadedColumn(),
                new TransferSpeedColumn(),
                new RemainingTimeColumn())
            .StartAsync(context => download(new DownloadBar(context)));
    }

    /// <summary>Takes over how far a file is.</summary>
    public void Report(FileProgress value)
    {
        lock (_lock)
        {
            var name = Path.GetFileName(value.File);
            if (!_tasks.TryGetValue(name, out var task))
            {
                task = _context?.AddTask(Markup.Escape(name), maxValue: value.TotalBytes ?? 1);
                _tasks.Add(name, task);
                if (task is null)
                    Console.WriteLine($"Downloading {name} ...");
            }
            if (task is null)
                return;
            task.MaxValue = value.TotalBytes ?? Math.Max(value.Bytes, 1);
            task.Value = value.Bytes;
        }
    }
}
