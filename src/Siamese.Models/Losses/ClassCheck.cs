using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Losses;

/// <summary>Checks that labels are classes of a loss that learns something for each.</summary>
internal static class ClassCheck
{
    /// <returns>The labels as int64, in the caller's dispose scope.</returns>
    /// <exception cref="ArgumentException">There are no labels, or one is not 0 to classes - 1.</exception>
    public static Tensor Run(Tensor? labels, long classes)
    {
        if (labels is null)
            throw new ArgumentException("Expected labels, as this loss learns something for each class, got none.", nameof(labels));
        var numbers = labels.to(ScalarType.Int64);
        if (numbers.shape[0] == 0)
            return numbers;
        var (low, high) = (numbers.min().item<long>(), numbers.max().item<long>());
        if (low < 0 || high >= classes)
            throw new ArgumentException($"Expected labels of 0 to {classes - 1}, one for each class of the loss, got {low} to {high}.", nameof(labels));
        return numbers;
    }
}
