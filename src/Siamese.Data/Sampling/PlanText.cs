using System.Globalization;
using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Tuples;

namespace TorchSharp.Siamese.Data.Sampling;

/// <summary>Fingerprints of plans in words, so that a mismatch can be read.</summary>
internal static class PlanText
{
    internal static string Data(int sampleCount, params ReadOnlySpan<ITupleSpace> spaces)
        => $"{sampleCount} samples, {ContentHash.Of(spaces.ToArray().Select(space => space.Fingerprint).ToArray())}";

    internal static string Options(
        ulong seed, long epochLength, AnchorBalance anchors, IReadOnlyList<double>? weights, ExhaustionPolicy policy)
    {
        var shares = weights is null ? string.Empty : $" with weights {ContentHash.Of([.. weights.Select(Text)])}";
        return $"seed {seed}, {epochLength} an epoch, balanced by {anchors}{shares}, when exhausted {policy}";

        static string Text(double weight) => weight.ToString("R", CultureInfo.InvariantCulture);
    }
}
