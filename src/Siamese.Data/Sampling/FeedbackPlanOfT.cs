using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Tuples;

namespace TorchSharp.Siamese.Data.Sampling;

/// <summary>A class-balanced plan in which classes that turned out hard come more often from some epoch on.</summary>
/// <remarks>
/// <para>Taking feedback gives a new plan: epochs before it stay as they were, those from it on are drawn with the new
/// shares, in an order of their own. A tuple comes once before any of its class comes again, counted since the last
/// feedback.</para>
/// <para>A state holds the feedback of its epoch, no earlier one, so that it stays small. Immutable, thread-safe.</para>
/// </remarks>
/// <typeparam name="TTuple">SamplePair or SampleTriplet.</typeparam>
public sealed class FeedbackPlan<TTuple> : ITuplePlan<TTuple>, IFeedbackSource
    where TTuple : struct
{
    private readonly ClassIndex _classes;
    private readonly LoneSamples _lone;
    private readonly IReadOnlyList<double>? _weights;
    private readonly ulong _seed;
    private readonly Func<ulong, IReadOnlyList<double>?, TuplePlan<TTuple>> _create;
    private readonly Era[] _eras;      // ascending by first epoch

    internal FeedbackPlan(
        ClassIndex classes, LoneSamples lone, AnchorBalance anchors, IReadOnlyList<double>? weights, ulong seed,
        Func<ulong, IReadOnlyList<double>?, TuplePlan<TTuple>> create)
    {
        if (anchors != AnchorBalance.Class)
            throw new ArgumentException($"Needs AnchorBalance.Class for feedback about classes, got AnchorBalance.{anchors}.", "options");
        (_classes, _lone, _weights, _seed, _create) = (classes, lone, weights, seed, create);
        _eras = [new Era(0, null, create(seed, weights))];
    }

    private FeedbackPlan(FeedbackPlan<TTuple> before, IEnumerable<Era> eras)
    {
        (_classes, _lone, _weights, _seed, _create) = (before._classes, before._lone, before._weights, before._seed, before._create);
        _eras = [.. eras];
    }

    /// <inheritdoc/>
    public int SampleCount => _classes.SampleCount;

    /// <inheritdoc/>
    public int LearningSize => _eras[0].Plan.LearningSize;

    /// <inheritdoc/>
    public int? PositivesPerTuple => _eras[0].Plan.PositivesPerTuple;

    /// <inheritdoc/>
    public long EpochLength => _eras[0].Plan.EpochLength;

    /// <summary>The data and options, without feedback: what a state must share to be gone on from.</summary>
    public PlanFingerprint Fingerprint
    {
        get
        {
            var plain = _create(_seed, _weights).Fingerprint;
            return plain with { Options = plain.Options + ", with feedback" };
        }
    }

    /// <summary>The same plan up to an epoch, and from it on with hard classes more often.</summary>
    /// <param name="fromEpoch">The first epoch with the new shares: after any feedback before it, 1 or more.</param>
    /// <param name="factors">Hard classes, 1 to 50 of them, and by what factor their share grows: 2 to 100. They replace earlier ones.</param>
    /// <exception cref="ArgumentNullException"><paramref name="factors"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="fromEpoch"/> is not after the last feedback.</exception>
    /// <exception cref="ArgumentException">A class does not exist or has no tuples, or a factor or their number is outside its range.</exception>
    public FeedbackPlan<TTuple> WithFeedback(int fromEpoch, IReadOnlyDictionary<int, int> factors)
    {
        ArgumentNullException.ThrowIfNull(factors);
        if (fromEpoch <= _eras[^1].FromEpoch)
        {
            throw new ArgumentOutOfRangeException(
                nameof(fromEpoch), $"Needs an epoch after {_eras[^1].FromEpoch}, where the last shares began, got {fromEpoch}.");
        }

        var classes = factors.Keys.Order().ToList();
        var feedback = new ClassFeedback(fromEpoch, classes, [.. classes.Select(c => factors[c])]);
        return new FeedbackPlan<TTuple>(this, [.. _eras, EraOf(feedback, nameof(factors))]);
    }

    /// <summary>This plan with the feedback that a state holds, to go on from there.</summary>
    /// <param name="state">A state of a plan with the same data and options.</param>
    /// <returns>A plan for the state's epoch and later; about earlier ones it knows only as much as the state.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="state"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The state is of other data or options; both are named.</exception>
    /// <exception cref="ArgumentException">The feedback in it is damaged.</exception>
    public FeedbackPlan<TTuple> Resume(PlanState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        state.CheckBelongsTo(this);
        if (state.Feedback is not { } feedback)
            return new FeedbackPlan<TTuple>(this, [_eras[0]]);
        if (feedback.FromEpoch < 1 || feedback.FromEpoch > state.Epoch)
        {
            throw new ArgumentException(
                $"Needs feedback from an epoch from 1 to the state's {state.Epoch}, got {feedback.FromEpoch}.", nameof(state));
        }

        return new FeedbackPlan<TTuple>(this, [EraOf(feedback, nameof(state))]);
    }

    /// <inheritdoc/>
    public TTuple At(int epoch, long index)
    {
        var era = EraIn(epoch);
        return era.Plan.At(epoch - era.FromEpoch, index);
    }

    /// <inheritdoc/>
    public void At(int epoch, long index, Span<int> samples, Span<bool> same)
    {
        var era = EraIn(epoch);
        era.Plan.At(epoch - era.FromEpoch, index, samples, same);
    }

    /// <inheritdoc/>
    public void Fill(int epoch, long first, Span<TTuple> tuples)
    {
        var era = EraIn(epoch);
        era.Plan.Fill(epoch - era.FromEpoch, first, tuples);
    }

    ClassFeedback? IFeedbackSource.FeedbackIn(int epoch) => EraIn(epoch).Feedback;

    private Era EraIn(int epoch)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        for (var era = _eras.Length - 1; era >= 0; era--)
        {
            if (epoch >= _eras[era].FromEpoch)
                return _eras[era];
        }

        throw new InvalidOperationException(
            $"Needs epoch {_eras[0].FromEpoch} or later, since the state that this plan went on from holds no earlier feedback, got epoch {epoch}.");
    }

    private Era EraOf(ClassFeedback feedback, string argument)
    {
        if (feedback.Classes.Count is 0 or > ClassFeedback.MostClasses || feedback.Factors.Count != feedback.Classes.Count)
        {
            throw new ArgumentException(
                $"Needs 1 to {ClassFeedback.MostClasses} hard classes with a factor each, got {feedback.Classes.Count} and {feedback.Factors.Count}.",
                argument);
        }

        // Without weights of its own the plan gives a share to every class that can have tuples.
        var weights = _weights?.ToArray()
            ?? [.. Enumerable.Range(0, _classes.ClassCount).Select(c => _classes.SizeOf(c) > 1 || _lone == LoneSamples.OwnPositive ? 1.0 : 0.0)];
        for (var i = 0; i < feedback.Classes.Count; i++)
        {
            var (c, factor) = (feedback.Classes[i], feedback.Factors[i]);
            if (c < 0 || c >= weights.Length)
                throw new ArgumentException($"Needs classes from 0 to {weights.Length - 1}, got {c}.", argument);
            if (factor is < 2 or > 100)
                throw new ArgumentException($"Needs factors from 2 to 100, got {factor} for class '{_classes.NameOf(c)}'.", argument);
            if (weights[c] == 0)
                throw new ArgumentException($"Needs classes that come at all, got class '{_classes.NameOf(c)}', which has no tuples or weight 0.", argument);
            weights[c] *= factor;
        }

        var seed = new CounterRandom(_seed).Fork(3).Fork((ulong)feedback.FromEpoch).Bits(0);
        return new Era(feedback.FromEpoch, feedback, _create(seed, weights));
    }

    /// <summary>Epochs that share one set of weights.</summary>
    private sealed record Era(int FromEpoch, ClassFeedback? Feedback, TuplePlan<TTuple> Plan);
}
