using System.Diagnostics;
using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace TorchSharp.Siamese.Examples.Host;

/// <summary>Shows a training: a bar that moves on a terminal, a line per epoch anywhere else.</summary>
public sealed class TrainingBar : IProgress<TrainingStatus>
{
    private const double Smoothing = 0.05;     // weight of the newest step in the running loss and tuple count
    private const int RoomForText = 72;        // columns beside the bar
    private const int WideTerminal = 96;       // columns from which on words are spelt out
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly ProgressTask? _task;
    private volatile string _text = "";
    private double _loss = double.NaN;
    private double _active = double.NaN;
    private int _reportedEpoch;
    private (long Steps, long Images)? _before;      // what a training that goes on had done already

    private TrainingBar(ProgressTask? task) => _task = task;

    /// <summary>Runs <paramref name="train"/> on this thread and shows what it reports.</summary>
    public static TrainingOutcome Run(Func<IProgress<TrainingStatus>, TrainingOutcome> train)
    {
        ArgumentNullException.ThrowIfNull(train);
        if (!Terminal.IsInteractive)
            return train(new TrainingBar(null));

        TrainingBar? bar = null;
        return AnsiConsole.Progress()
            .Columns(
                new TaskDescriptionColumn(),
                new ProgressBarColumn { Width = Math.Clamp(AnsiConsole.Profile.Width - RoomForText, 8, 40) },
                new PercentageColumn(),
                new TextColumn(() => bar?._text ?? ""))
            .Start(context =>
            {
                bar = new TrainingBar(context.AddTask("Training"));
                return train(bar);
            });
    }

    private static string ActiveLabel => !Terminal.IsInteractive || AnsiConsole.Profile.Width >= WideTerminal ? "active tuples" : "active";

    /// <summary>Takes over a step's numbers; cheap enough for every step.</summary>
    public void Report(TrainingStatus value)
    {
        _loss = double.IsNaN(_loss) ? value.Loss : _loss + Smoothing * (value.Loss - _loss);
        _active = double.IsNaN(_active) ? value.ActiveTuples : _active + Smoothing * (value.ActiveTuples - _active);
        var seconds = _watch.Elapsed.TotalSeconds;
        var (steps, images) = _before ??= (value.Step - 1, value.Images - value.Images / value.Step);
        var left = TimeSpan.FromSeconds(seconds / (value.Step - steps) * (value.Steps - value.Step));
        var text = string.Create(CultureInfo.InvariantCulture,
            $"loss {_loss:0.0000}  {ActiveLabel} {_active:0}  {(value.Images - images) / seconds:#,0} images/s  {left:m\\:ss} left");

        if (_task is not null)
        {
            _task.Description = $"Epoch {value.Epoch}/{value.Epochs}";
            _task.MaxValue = value.Steps;
            _task.Value = value.Step;
            _text = text;
        }
        else if (value.Step * value.Epochs >= value.Epoch * value.Steps && value.Epoch > _reportedEpoch)
        {
            _reportedEpoch = value.Epoch;
            Console.WriteLine($"Epoch {value.Epoch}/{value.Epochs}  {text}");
        }
    }

    private sealed class TextColumn(Func<string> text) : ProgressColumn
    {
        protected override bool NoWrap => true;

        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime)
            => new Text(text());
    }
}
