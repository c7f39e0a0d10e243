using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Tuples;

namespace TorchSharp.Siamese.Examples.Tuples;

/// <summary>Makes the plan that a command line describes.</summary>
internal static class TuplePlans
{
    /// <param name="request">Which tuples.</param>
    /// <param name="samples">What of.</param>
    /// <param name="epochLength">Tuples in an epoch; null for as many as samples, or as the list has.</param>
    /// <param name="cancellationToken">Stops reading a list.</param>
    /// <exception cref="ArgumentException">The samples have no such tuple.</exception>
    /// <exception cref="InvalidDataException">The list is damaged, or names a sample that is not there.</exception>
    public static ITuplePlan Create(TupleRequest request, LabelledSamples samples, long? epochLength, CancellationToken cancellationToken)
    {
        if (request.List is not null)
            return Listed(request, samples, epochLength, cancellationToken);
        return request.Space switch
        {
            SpaceKind.Pairs => new PairPlan(samples.Classes, new PairPlanOptions
            {
                Positives = request.Ratio?.First ?? 1,
                Negatives = request.Ratio?.Second ?? 1,
                Form = request.Ordered ? PairForm.OrderedWithSelf : PairForm.Unordered,
                Anchors = request.Balance,
                Seed = request.Seed,
                EpochLength = epochLength,
            }),
            SpaceKind.Triplets => new TripletPlan(samples.Classes, new TripletPlanOptions
            {
                Anchors = request.Balance,
                Seed = request.Seed,
                EpochLength = epochLength,
            }),
            SpaceKind.Tuplets => new TupletPlan(samples.Classes, new TupletPlanOptions
            {
                Positives = request.Positives,
                Negatives = request.Negatives,
                Choice = ChoiceOf(request),
                Anchors = request.Balance,
                Seed = request.Seed,
                EpochLength = epochLength,
            }),
            _ => throw new ArgumentOutOfRangeException(nameof(request), request.Space, "Needs Pairs, Triplets or Tuplets."),
        };
    }

    public static NegativeChoice ChoiceOf(TupleRequest request) => request.DistinctClasses ? NegativeChoice.DistinctClasses : NegativeChoice.AnyClass;

    /// <summary>How many tuples the plan gives before one comes again.</summary>
    public static UInt128 UniqueLength(ITuplePlan plan) => plan switch
    {
        TuplePlan<SamplePair> pairs => pairs.UniqueLength,
        TuplePlan<SampleTriplet> triplets => triplets.UniqueLength,
        TupletPlan tuplets => tuplets.UniqueLength,
        _ => throw new ArgumentException($"Needs a plan of pairs, triplets or tuplets, got {plan.GetType().Name}.", nameof(plan)),
    };

    private static ITuplePlan Listed(TupleRequest request, LabelledSamples samples, long? epochLength, CancellationToken cancellationToken)
    {
        var names = Enumerable.Range(0, samples.Names.Count).ToDictionary(samples.Names.NameOf, sample => sample);
        var options = new ListPlanOptions { Shuffle = request.Shuffle, Seed = request.Seed, EpochLength = epochLength };
        var path = request.List!.FullName;
        if (request.Space == SpaceKind.Triplets)
        {
            var triplets = TupleCsv.ReadTripletsAsync(path, names, cancellationToken).GetAwaiter().GetResult();
            return new TripletListPlan(NotEmpty(triplets, path), names.Count, options);
        }

        var pairs = TupleCsv.ReadPairsAsync(path, names, cancellationToken).GetAwaiter().GetResult();
        return new PairListPlan(NotEmpty(pairs, path), names.Count, options);
    }

    private static T[] NotEmpty<T>(T[] tuples, string path) => tuples.Length > 0
        ? tuples
        : throw new InvalidDataException($"{path}: needs lines of tuples after the column names, got none.");
}
