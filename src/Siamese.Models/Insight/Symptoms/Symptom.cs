using System.Globalization;

namespace TorchSharp.Siamese.Models.Insight.Symptoms;

/// <summary>Watches a training for one thing. Its state is a row of numbers, so that it fits into a checkpoint.</summary>
internal abstract class Symptom
{
    /// <summary>The numbers that it remembers.</summary>
    public abstract double[] State { get; set; }

    /// <summary>Takes in a step.</summary>
    /// <returns>What is wrong, once it is certain; else null.</returns>
    public virtual Finding? See(in StepFigures step, MonitorContext context) => null;

    /// <summary>Takes in a close look at a batch.</summary>
    /// <returns>What is wrong, once it is certain; else null.</returns>
    public virtual Finding? Look(BatchProbe probe, MonitorContext context) => null;

    /// <summary>Numbers in text as they are in code.</summary>
    protected static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>Four digits, whatever the size.</summary>
    protected static string Number(double value) => value.ToString(Math.Abs(value) is >= 1e-3 and < 1e5 ? "0.####" : "0.##e0", CultureInfo.InvariantCulture);
}
