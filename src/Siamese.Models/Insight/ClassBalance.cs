using System.Globalization;

namespace TorchSharp.Siamese.Models.Insight;

/// <summary>How evenly images are spread over classes.</summary>
internal static class ClassBalance
{
    /// <summary>Evenness below which classes are out of balance.</summary>
    /// <remarks>Ten classes whose sizes fall evenly to a hundredth, the long tail of imbalance factor 100 of Cui and others, "Class-balanced loss", CVPR 2019, have 0.54.</remarks>
    public const double Uneven = 0.5;

    /// <summary>e to the entropy of the classes' shares, over the number of classes: 1 for equal sizes, towards 0 where one class has nearly all.</summary>
    /// <remarks>With the correction of Miller (1955) for counts that are a sample, so that few images of many classes do not look uneven.</remarks>
    public static double Evenness(IReadOnlyCollection<long> sizes)
    {
        var total = (double)sizes.Sum();
        var entropy = -sizes.Where(size => size > 0).Sum(size => size / total * Math.Log(size / total)) + (sizes.Count - 1) / (2 * total);
        return Math.Min(1, Math.Exp(entropy) / sizes.Count);
    }

    /// <summary>A class of which there are so many times fewer images than of the largest is hardly learnt, even if it is the only one.</summary>
    public const double Scarce = 20;

    /// <summary>A finding where classes are out of balance; else null.</summary>
    /// <param name="sizes">Images of each class.</param>
    /// <param name="where">Which images, in words.</param>
    /// <param name="seen">Mean size from which on a small class is small by more than chance; 0 where the sizes are those of the whole set.</param>
    public static Finding? Of(IReadOnlyCollection<long> sizes, string where, double seen = 0)
    {
        if (sizes.Count < 2)
            return null;
        if (Evenness(sizes) >= Uneven)
        {
            return sizes.Average() < seen || sizes.Max() < Scarce * sizes.Min() ? null : Made(
                FindingSeverity.Note, "Some classes are scarce: they hardly count.", sizes, where,
                string.Create(CultureInfo.InvariantCulture, $"a class of {Scarce} times fewer images than the largest; a Note, as the others are in balance (evenness {Uneven} or more)"));
        }
        return Made(
            FindingSeverity.Warning, "The classes are out of balance: a few of them make up most of the images.", sizes, where,
            string.Create(CultureInfo.InvariantCulture,
                $"an evenness (e to the entropy of the shares, over the number of classes) below {Uneven}; a long tail of 100 to 1 over ten classes has 0.54"));
    }

    private static Finding Made(FindingSeverity severity, string title, IReadOnlyCollection<long> sizes, string where, string threshold) => new(
        FindingCause.ClassImbalance, severity, title,
        string.Create(CultureInfo.InvariantCulture,
            $"{where} the largest of {sizes.Count} classes has {100.0 * sizes.Max() / sizes.Sum():0.0} % of {sizes.Sum()} images, the smallest {100.0 * sizes.Min() / sizes.Sum():0.00} %; evenness {Evenness(sizes):0.00}"),
        threshold,
        "Draw batches of P classes with K images each (a P x K sampler), or weigh the classes of the plan; collect more images of the small classes; judge each class by itself.");
}
