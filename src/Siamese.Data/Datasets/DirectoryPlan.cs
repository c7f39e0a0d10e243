using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Sampling;

namespace TorchSharp.Siamese.Data.Datasets;

/// <summary>The plan that the options of a directory ask for.</summary>
internal static class DirectoryPlan
{
    /// <param name="labels">Classes of the samples on one side.</param>
    /// <param name="options">Checked.</param>
    /// <param name="side">For messages, such as "training".</param>
    /// <param name="repeats">Whether every epoch has the tuples of the first.</param>
    internal static ITuplePlan Of(IReadOnlyList<int> labels, TupletDirectoryOptions options, string side, bool repeats)
    {
        try
        {
            var plan = Make(ClassIndex.From(labels), options);
            return repeats ? new RepeatedPlan(plan) : plan;
        }
        catch (ArgumentException error)
        {
            var reason = Check.TextOf(error);
            throw new ArgumentException(
                error.ParamName == nameof(options) ? reason : $"Needs {side} images that tuples of {options.LearningSize} can be made of: {reason}",
                nameof(options), error);
        }
    }

    private static ITuplePlan Make(ClassIndex classes, TupletDirectoryOptions options)
    {
        ulong seed = options.Seed ?? 0;
        if (options.LearningSize == 2)
        {
            return new PairPlan(classes, new PairPlanOptions
            {
                Seed = seed,
                Positives = options.Ratio.Positive,
                Negatives = options.Ratio.Negative,
                EpochLength = options.EpochLength,
                Lone = options.Lone,
                Anchors = options.Anchors,
                ClassWeights = options.ClassWeights,
                WhenExhausted = options.WhenExhausted,
            });
        }

        var (positives, negatives) = DirectoryCheck.Roles(options);
        if (options.LearningSize == 3)
        {
            return new TripletPlan(classes, new TripletPlanOptions
            {
                Seed = seed,
                EpochLength = options.EpochLength,
                Lone = options.Lone,
                Anchors = options.Anchors,
                ClassWeights = options.ClassWeights,
                WhenExhausted = options.WhenExhausted,
            });
        }

        return new TupletPlan(classes, new TupletPlanOptions
        {
            Positives = positives,
            Negatives = negatives,
            Choice = options.NegativeChoice,
            Seed = seed,
            EpochLength = options.EpochLength,
            Lone = options.Lone,
            Anchors = options.Anchors,
            ClassWeights = options.ClassWeights,
            WhenExhausted = options.WhenExhausted,
        });
    }
}
