using System.Globalization;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Sources;

namespace TorchSharp.Siamese.Models.Training;

/// <summary>What tells one set of images from another: their number and size, a hash of their labels, and a look at a few of them.</summary>
/// <remarks>
/// Names are no part of it, so that data may move to another folder. Of the images that are looked at, mean and spread are compared with
/// room for decoders that round differently.
/// </remarks>
internal sealed record DataProbe
{
    private const int Looks = 16;
    private const double Tolerance = 0.01;

    public required int Count { get; init; }

    public required string Shape { get; init; }

    public required string Labels { get; init; }

    /// <summary>Number, mean and standard deviation of each image that was looked at; null for one that can't be read.</summary>
    public required double[]?[] Images { get; init; }

    public static DataProbe Of(ISampleSource source)
    {
        var samples = Enumerable.Range(0, Looks).Select(i => (int)((long)i * (source.Count - 1) / (Looks - 1))).Distinct();
        return new DataProbe
        {
            Count = source.Count,
            Shape = source.Shape.ToString()!,
            Labels = LabelHash(source.Labels),
            Images = [.. samples.Select(sample => Look(source, sample))],
        };
    }

    /// <summary>How another set differs from this one, in words; null where it does not.</summary>
    public string? DifferenceFrom(DataProbe other)
    {
        if (Count != other.Count)
            return Text($"{Count} images there and {other.Count} here");
        if (Shape != other.Shape)
            return Text($"images of {Shape} there and {other.Shape} here");
        if (Labels != other.Labels)
            return "other labels";
        if (Images.Length != other.Images.Length)
            return "another number of images looked at";
        foreach (var (there, here) in Images.Zip(other.Images))
        {
            if (there is null || here is null)
                continue;
            var room = Tolerance * (0.1 + Math.Max(there[2], here[2]));
            if (there[0] != here[0] || Math.Abs(there[1] - here[1]) > room || Math.Abs(there[2] - here[2]) > room)
                return Text($"another image {there[0]}: of mean {there[1]:0.####} and standard deviation {there[2]:0.####} there, {here[1]:0.####} and {here[2]:0.####} here");
        }
        return null;
    }

    private static double[]? Look(ISampleSource source, int sample)
    {
        var values = new float[source.Shape.Length];
        try
        {
            source.ReadInto(sample, values);
        }
        catch (Exception error) when (error is not (OutOfMemoryException or OperationCanceledException))
        {
            return null;      // the loader has a policy for it
        }
        var mean = values.Average(value => (double)value);
        return [sample, mean, Math.Sqrt(values.Average(value => (value - mean) * (value - mean)))];
    }

    private static string LabelHash(IReadOnlyList<int> labels)
    {
        var hash = new CounterRandom(0);
        var sum = 0UL;
        for (var i = 0; i < labels.Count; i++)
            sum = unchecked((sum * 0x9E3779B97F4A7C15) + hash.Bits(unchecked((ulong)labels[i])));
        return sum.ToString("x16", CultureInfo.InvariantCulture);
    }

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
