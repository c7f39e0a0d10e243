namespace TorchSharp.Siamese.Data.Labels;

/// <summary>What a split refuses, and why.</summary>
internal static class SplitCheck
{
    internal static void Options(ClassIndex classes, SplitOptions options)
    {
        ArgumentNullException.ThrowIfNull(classes);
        ArgumentNullException.ThrowIfNull(options);
        if (!Enum.IsDefined(options.By))
            throw new ArgumentException($"Needs By to be {string.Join(" or ", Enum.GetNames<SplitBy>())}, got {options.By}.", nameof(options));
        if (options.By == SplitBy.Group != options.Groups is not null)
        {
            var came = options.Groups is null ? "none" : "some";
            throw new ArgumentException($"Needs Groups for SplitBy.Group, and only there, got {came} for SplitBy.{options.By}.", nameof(options));
        }

        if (options.Groups is { } groups && groups.SampleCount != classes.SampleCount)
        {
            throw new ArgumentException(
                $"Needs Groups for {classes.SampleCount} samples (as many as have classes), got {groups.SampleCount}.", nameof(options));
        }

        if (options is { By: SplitBy.Class, KeepClasses: true })
            throw new ArgumentException("Needs KeepClasses to be off for SplitBy.Class, which parts the classes, got on.", nameof(options));
    }

    /// <summary>A share of some units, rounded; refused where that leaves a side empty.</summary>
    internal static int Share(int units, double share, string name)
    {
        var held = (int)Math.Round(share * units, MidpointRounding.AwayFromZero);
        if (held == 0 || held == units)
        {
            throw new ArgumentException(
                $"Needs at least 1 {name} on each side, got {held} of {units} held out at HeldOut = {share}.", "options");
        }

        return held;
    }

    internal static ArgumentException Vanished(ClassIndex classes, bool[] held, SplitBy by)
    {
        for (var c = 0; c < classes.ClassCount; c++)
        {
            var samples = classes.SamplesOf(c);
            var heldOut = 0;
            foreach (var sample in samples)
                heldOut += held[sample] ? 1 : 0;
            if (heldOut > 0 && heldOut < samples.Length)
                continue;
            var (side, way) = (heldOut == 0 ? "held-out" : "training", by == SplitBy.Sample ? "SplitBy.StratifiedSample" : "KeepClasses = false");
            return new ArgumentException(
                $"Needs every class on both sides, but class '{classes.NameOf(c)}' of {samples.Length} would vanish from the "
                + (by == SplitBy.StratifiedSample ? $"{side} side; it needs more samples." : $"{side} side; {way} avoids that."), nameof(classes));
        }

        throw new InvalidOperationException("Every class is on both sides.");
    }
}
