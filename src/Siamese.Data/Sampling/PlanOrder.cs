using TorchSharp.Siamese.Data.Tuples;

namespace TorchSharp.Siamese.Data.Sampling;

/// <summary>Makes the order in which a plan goes through a space.</summary>
internal static class PlanOrder
{
    internal static TupleOrder Of(
        ITupleSpace space, AnchorBalance anchors, IReadOnlyList<double>? weights, CounterRandom random, ExhaustionPolicy policy, string what)
    {
        if (weights is not null && anchors != AnchorBalance.Class)
            throw new ArgumentException($"Needs AnchorBalance.Class for ClassWeights, got AnchorBalance.{anchors}.", "options");
        if (anchors == AnchorBalance.Tuple)
            return new ShuffledOrder(space.Count, random, policy, what);
        if (space is not IAnchoredSpace anchored || (anchors == AnchorBalance.Instance && !anchored.IsByAnchor))
        {
            throw new ArgumentException(
                $"Needs {what} that lie anchor after anchor for AnchorBalance.{anchors} (the ordered, triplet and tuplet spaces), "
                + $"got {space.GetType().Name}.", "options");
        }

        var quotas = anchors == AnchorBalance.Class ? ClassQuotas.Of(anchored, weights, "options") : null;
        return new BalancedOrder(anchored, quotas, random, policy, what);
    }
}
