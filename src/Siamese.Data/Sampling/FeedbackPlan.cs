using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Tuples;

namespace TorchSharp.Siamese.Data.Sampling;

/// <summary>Makes plans that take feedback about hard classes.</summary>
public static class FeedbackPlan
{
    /// <summary>A plan of pairs, class by class, that takes feedback.</summary>
    /// <param name="classes">Who belongs to which class.</param>
    /// <param name="options">As for <see cref="PairPlan"/>, with AnchorBalance.Class.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">As for <see cref="PairPlan"/>, or another balance.</exception>
    public static FeedbackPlan<SamplePair> Pairs(ClassIndex classes, PairPlanOptions options)
    {
        ArgumentNullException.ThrowIfNull(classes);
        ArgumentNullException.ThrowIfNull(options);
        return new FeedbackPlan<SamplePair>(
            classes, options.Lone, options.Anchors, options.ClassWeights, options.Seed,
            (seed, weights) => new PairPlan(classes, options with { Seed = seed, ClassWeights = weights }));
    }

    /// <summary>A plan of triplets, class by class, that takes feedback.</summary>
    /// <param name="classes">Who belongs to which class.</param>
    /// <param name="options">As for <see cref="TripletPlan"/>, with AnchorBalance.Class.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">As for <see cref="TripletPlan"/>, or another balance.</exception>
    public static FeedbackPlan<SampleTriplet> Triplets(ClassIndex classes, TripletPlanOptions options)
    {
        ArgumentNullException.ThrowIfNull(classes);
        ArgumentNullException.ThrowIfNull(options);
        return new FeedbackPlan<SampleTriplet>(
            classes, options.Lone, options.Anchors, options.ClassWeights, options.Seed,
            (seed, weights) => new TripletPlan(classes, options with { Seed = seed, ClassWeights = weights }));
    }
}
