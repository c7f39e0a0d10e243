using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Sources;

namespace TorchSharp.Siamese.Examples.ImageFolder;

/// <summary>The images of a training: those it learns from and those held out.</summary>
/// <param name="Training">To learn from; their labels are positions in the class names.</param>
/// <param name="Validation">Held out; null for none.</param>
/// <param name="Split">What was done, in words.</param>
internal sealed record TrainData(ISampleSource Training, ISampleSource? Validation, string Split)
{
    private const int FewClasses = 10;
    private const int FewSamples = 5;
    private const double LeastClasses = 2;

    /// <summary>
    /// Whole classes are held out where there are many of few images, as where people are told apart; else samples of each, as
    /// where things of known kinds are to be recognised.
    /// </summary>
    public static SplitBy HoldOutBy(ClassIndex classes)
    {
        var sizes = Enumerable.Range(0, classes.ClassCount).Select(classes.SizeOf).Order().ToArray();
        return sizes[sizes.Length / 2] < FewSamples && sizes.Count(size => size > 1) >= FewClasses ? SplitBy.Class : SplitBy.StratifiedSample;
    }

    /// <summary>Which images are held out.</summary>
    /// <exception cref="InvalidDataException">There is nothing to learn from, or nothing could be held out.</exception>
    public static SampleSplit? HoldOut(ClassIndex classes, IReadOnlyList<string> names, SplitBy by, double heldOut, ulong seed)
    {
        if (classes.ClassCount < 2)
            throw new InvalidDataException($"Training needs images of at least 2 classes, got {classes.ClassCount} ('{names[0]}') in {classes.SampleCount} images.");
        if (classes.LargestClass < 2)
            throw new InvalidDataException($"Training needs a class with at least 2 images, got {classes.ClassCount} classes of one image each.");
        if (heldOut == 0)
            return null;
        if (by == SplitBy.Class && classes.ClassCount * heldOut < LeastClasses)
            heldOut = LeastClasses / classes.ClassCount;
        if (by == SplitBy.Class && classes.ClassCount < 2 * LeastClasses)
            throw new InvalidDataException($"--validate classes needs at least {2 * LeastClasses} classes, 2 to learn from and 2 held out, got {classes.ClassCount}. Use --validate samples.");
        var split = SampleSplit.Create(classes, new SplitOptions { By = by, HeldOut = heldOut, Seed = seed, KeepClasses = false });
        // Of held-out classes one must have two images, or no held-out pair is of one class.
        return split.HeldOut.Count == 0 || (by == SplitBy.Class && split.HeldOut.CountBy(sample => classes.ClassOf(sample)).All(count => count.Value < 2))
            ? throw new InvalidDataException($"Nothing could be held out for validation of {classes.SampleCount} images in {classes.ClassCount} classes: their classes are too small. Use --held-out 0 to train without.")
            : split;
    }
}
