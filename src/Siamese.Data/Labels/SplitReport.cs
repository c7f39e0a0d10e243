using System.Globalization;

namespace TorchSharp.Siamese.Data.Labels;

/// <summary>What a split did.</summary>
/// <param name="Rule">The rule in words.</param>
/// <param name="TrainingSamples">Samples for training.</param>
/// <param name="HeldOutSamples">Samples held out.</param>
/// <param name="TrainingClasses">Classes with a sample for training; null where classes were not given.</param>
/// <param name="HeldOutClasses">Classes with a sample held out; null where classes were not given.</param>
/// <param name="SharedClasses">Classes on both sides; null where classes were not given.</param>
public sealed record SplitReport(
    string Rule, int TrainingSamples, int HeldOutSamples, int? TrainingClasses, int? HeldOutClasses, int? SharedClasses)
{
    /// <summary>One sentence for people.</summary>
    public override string ToString()
    {
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{Rule}: {TrainingSamples:N0} samples for training, {HeldOutSamples:N0} held out ({(double)HeldOutSamples / (TrainingSamples + HeldOutSamples):P1})");
        return TrainingClasses is null
            ? text + "."
            : text + string.Create(
                CultureInfo.InvariantCulture, $"; {TrainingClasses:N0} and {HeldOutClasses:N0} classes, {SharedClasses:N0} on both sides.");
    }
}
