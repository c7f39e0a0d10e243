using System.Globalization;
using TorchSharp.Siamese.Examples.Host;
using TorchSharp.Siamese.Models.Training;

namespace TorchSharp.Siamese.Examples.ImageFolder;

/// <summary>Shows a training: a line at every evaluation, and a bar between them on a terminal.</summary>
internal sealed class TrainingLines(long steps, IProgress<int> bar) : ITrainingObserver, IProgress<TrainingProgress>
{
    private const int LinesWithoutEvaluation = 10;
    private const double Smoothing = 0.05;

    private double _loss = double.NaN;
    private TimeSpan _elapsed;
    private long _first;

    public bool Evaluates { get; init; }

    public void OnStart(TrainingStart start) => _first = start.Step;

    public void OnStep(TrainingStep taken)
    {
        _loss = double.IsNaN(_loss) ? taken.Loss : _loss + Smoothing * (taken.Loss - _loss);
        _elapsed = taken.Elapsed;
        if (!Evaluates && taken.Step % Math.Max(1, steps / LinesWithoutEvaluation) == 0)
            Say(taken.Step, "");
    }

    public void OnEvaluation(TrainingEvaluation evaluation)
        => Say(evaluation.Step, string.Concat(evaluation.Metrics.Select(metric => string.Create(CultureInfo.InvariantCulture, $"  {metric.Key} {100 * metric.Value:0.0} %"))));

    public void Report(TrainingProgress value) => bar.Report((int)value.Step);

    private void Say(long step, string metrics)
    {
        var left = step > _first ? _elapsed / (step - _first) * (steps - step) : TimeSpan.Zero;
        CountBar.Say(string.Create(CultureInfo.InvariantCulture, $"step {step}/{steps}  loss {_loss:0.000}{metrics}  {(int)left.TotalMinutes}:{left.Seconds:00} left"));
    }
}
