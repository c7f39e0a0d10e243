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

    /// <summary>A finding where classes are out of balance; else null.</summary>
    public static Finding? Of(IReadOnlyCollection<long> sizes, string where)
    {
        if (sizes.Count < 2 || Evenness(sizes) >= Uneven)
            return null;
        return new Finding(
            FindingCause.ClassImbalance, FindingSeverity.Warning,
            "The classes are out of balance: a few of them make up most of the images.",
            string.Create(CultureInfo.InvariantCulture,
                $"{where} the largest of {sizes.Count} classes has {100.0 * sizes.Max() / sizes.Sum():0.0} % of {sizes.Sum()} images, the smallest {100.0 * sizes.Min() / sizes.Sum():0.00} %; evenness {Evenness(sizes):0.00}"),
            string.Create(CultureInfo.InvariantCulture,
                $"an evenness (e to the entropy of the shares, over the number of classes) below {Uneven}; a long tail of 100 to 1 over ten classes has 0.54"),
            "Draw batches of P classes with K images each (a P x K sampler), or weigh the classes of the plan; collect more images of the small classes; judge each class by itself.");
    }
}
