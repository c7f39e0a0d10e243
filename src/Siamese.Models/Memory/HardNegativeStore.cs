using TorchSharp.Siamese.Data;
using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Tuples;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Memory;

/// <summary>The hardest negatives of every sample in the whole training set, found now and then and used in between.</summary>
/// <remarks>
/// A batch holds few of a sample's hardest negatives; the training set holds all of them. Embed it, <see cref="Refresh"/>, and plan
/// with <see cref="HardClasses"/> or <see cref="HardTriplets"/> until the store is stale. Exact search, a block of samples at a time. In
/// the state dict: <c>negatives [N, K]</c> (-1 for none), <c>distances [N, K]</c> and <c>step [1]</c> (-1 before the first refresh).
/// Not thread-safe.
/// </remarks>
public sealed class HardNegativeStore : nn.Module
{
    private const long BlockElements = 1 << 22;

    private readonly ClassIndex _classes;
    private readonly HardNegativeOptions _options;
    private readonly int[] _labels;
    private readonly IDistance _distance;
    private Tensor negatives;
    private Tensor distances;
    private Tensor step;

    /// <param name="classes">Who belongs to which class, in the training set.</param>
    /// <param name="options">Ranks, guards, and how long a refresh lasts; null for the defaults.</param>
    /// <exception cref="ArgumentNullException"><paramref name="classes"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range.</exception>
    public HardNegativeStore(ClassIndex classes, HardNegativeOptions? options = null)
        : base(nameof(HardNegativeStore))
    {
        ArgumentNullException.ThrowIfNull(classes);
        _classes = classes;
        _labels = [.. Enumerable.Range(0, classes.SampleCount).Select(classes.ClassOf)];
        _options = options ?? new HardNegativeOptions();
        _distance = _options.Distance ?? new LpDistance();
        Check.Between(_options.RefreshEvery, 1, long.MaxValue, nameof(options));
        Check.Between(_options.Ranks.First, 1, int.MaxValue, nameof(options));
        Check.Between(_options.Ranks.Last, _options.Ranks.First, int.MaxValue, nameof(options));
        Check.Finite(_options.TooNear ?? 0, nameof(options));
        Check.Finite(_options.PositiveMargin ?? 0, nameof(options));
        using var scope = NewDisposeScope();
        negatives = full(classes.SampleCount, Kept, -1, dtype: ScalarType.Int64).DetachFromDisposeScope();
        distances = zeros(classes.SampleCount, Kept, dtype: ScalarType.Float32).DetachFromDisposeScope();
        step = full(1, -1, dtype: ScalarType.Int64).DetachFromDisposeScope();
        RegisterComponents();
    }

    /// <summary>The step of the last refresh; -1 before the first.</summary>
    public long RefreshedAt => step.item<long>();

    private int Kept => _options.Ranks.Last - _options.Ranks.First + 1;

    /// <summary>How many steps ago the store was refreshed; null before the first time.</summary>
    /// <param name="now">The step that is going on, not before the last refresh.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="now"/> lies before the last refresh, or below 0.</exception>
    public long? Age(long now)
    {
        var last = RefreshedAt;
        Check.Between(now, Math.Max(0, last), long.MaxValue);
        return last < 0 ? null : now - last;
    }

    /// <summary>Whether it is time to refresh.</summary>
    /// <param name="now">The step that is going on.</param>
    /// <exception cref="ArgumentOutOfRangeException">As for <see cref="Age"/>.</exception>
    public bool IsStale(long now) => Age(now) is not { } age || age >= _options.RefreshEvery;

    /// <summary>Finds the hard negatives of every sample anew.</summary>
    /// <param name="embeddings">Of the whole training set in sample order, <c>[N, D]</c>, floating point, finite.</param>
    /// <param name="now">The step that is going on, 0 or more.</param>
    /// <param name="progress">Gets the number of samples done; null for none.</param>
    /// <param name="cancellationToken">Stops between blocks; the store then stays as it was.</param>
    /// <exception cref="ArgumentException">The shape differs from the above, or an embedding is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="now"/> is negative.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public void Refresh(Tensor embeddings, long now, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
        => RefreshBlocks(embeddings, now, progress, BlockElements, cancellationToken);

    internal void RefreshBlocks(Tensor embeddings, long now, IProgress<long>? progress, long blockElements, CancellationToken cancellationToken)
    {
        Check.Shape(Check.Embeddings(embeddings), [_classes.SampleCount, -1], nameof(embeddings));
        Check.FiniteRows(embeddings);
        Check.Between(now, 0, long.MaxValue);
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var count = embeddings.shape[0];
        var labels = tensor(_labels, ScalarType.Int64, embeddings.device);
        var block = Math.Max(1, blockElements / count);
        List<Tensor> rows = [], far = [];
        for (long start = 0; start < count; start += block)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var inner = NewDisposeScope();
            var (found, at) = Search(embeddings, labels, start, Math.Min(block, count - start));
            rows.Add(found.MoveToOuterDisposeScope());
            far.Add(at.MoveToOuterDisposeScope());
            progress?.Report(Math.Min(count, start + block));
        }
        negatives.copy_(cat(rows));
        distances.copy_(cat(far));
        step.fill_(now);
    }

    /// <summary>A sample's hard negatives, the nearest first; fewer than asked where there are not as many.</summary>
    /// <param name="sample">0 to N - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="sample"/> is outside that range.</exception>
    public IReadOnlyList<int> Of(int sample)
    {
        Check.Between(sample, 0, _classes.SampleCount - 1);
        using var scope = NewDisposeScope();
        return [.. negatives[sample].cpu().data<long>().ToArray().Where(row => row >= 0).Select(row => (int)row)];
    }

    /// <summary>The classes whose samples have the nearest negatives, with a factor each, as <see cref="FeedbackPlan{TTuple}"/> takes them.</summary>
    /// <param name="count">How many at most, 1 to 50.</param>
    /// <param name="factor">By how much their share grows, 2 to 100.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    /// <exception cref="InvalidOperationException">The store was never refreshed.</exception>
    public IReadOnlyDictionary<int, int> HardClasses(int count = 10, int factor = 3)
    {
        Check.Between(count, 1, ClassFeedback.MostClasses);
        Check.Between(factor, 2, 100);
        var (rows, far) = Read();
        var labels = _labels;
        var nearest = new Dictionary<int, (double Sum, int Count)>();
        for (var i = 0; i < labels.Length; i++)
        {
            if (rows[i * Kept] < 0)
                continue;
            var (sum, seen) = nearest.GetValueOrDefault(labels[i]);
            nearest[labels[i]] = (sum + far[i * Kept], seen + 1);
        }
        return nearest.OrderBy(c => c.Value.Sum / c.Value.Count).ThenBy(c => c.Key).Take(count).ToDictionary(c => c.Key, _ => factor);
    }

    /// <summary>One triplet for every sample that has a positive and a hard negative, for a <see cref="TripletListPlan"/>.</summary>
    /// <param name="seed">Of the draws.</param>
    /// <param name="epoch">0 or more; with the same store, the same epoch gives the same triplets.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="epoch"/> is negative.</exception>
    /// <exception cref="InvalidOperationException">The store was never refreshed.</exception>
    public IReadOnlyList<SampleTriplet> HardTriplets(ulong seed, int epoch)
    {
        var (rows, _) = Read();
        var labels = _labels;
        var members = Enumerable.Range(0, labels.Length).GroupBy(sample => labels[sample]).ToDictionary(group => group.Key, group => group.ToArray());
        var triplets = new List<SampleTriplet>();
        for (var sample = 0; sample < labels.Length; sample++)
        {
            long[] hard = [.. rows.AsSpan(sample * Kept, Kept).ToArray().Where(row => row >= 0)];
            var own = members[labels[sample]];
            if (hard.Length == 0 || own.Length < 2)
                continue;
            var random = CounterRandom.For(seed, epoch, sample);
            var place = random.Below(own.Length - 1, 0);
            var positive = own[place >= Array.IndexOf(own, sample) ? place + 1 : place];
            triplets.Add(new SampleTriplet(sample, positive, (int)hard[random.Below(hard.Length, 1)]));
        }
        return triplets;
    }

    private (Tensor Rows, Tensor Far) Search(Tensor embeddings, Tensor labels, long start, long length)
    {
        var matrix = _distance.Matrix(embeddings.narrow(0, start, length), embeddings);                  // [b, N]
        var far = (_distance.IsInverted ? matrix.neg() : matrix).to(ScalarType.Float32);
        var same = labels.narrow(0, start, length).unsqueeze(1).eq(labels.unsqueeze(0));
        var drop = same;
        if (_options.TooNear is { } limit)
            drop = drop.logical_or(far.lt(_distance.IsInverted ? -limit : limit));
        if (_options.PositiveMargin is { } margin)
        {
            var positives = same.clone();
            positives.diagonal(start).fill_(false);
            // A sample without a positive has its nearest one at infinity, which forbids nothing.
            var nearest = far.masked_fill(positives.logical_not(), double.PositiveInfinity).amin([1], keepdim: true);
            drop = drop.logical_or(far.lt(nearest + margin).logical_and(nearest.isfinite()));
        }
        var candidates = far.masked_fill(drop, double.PositiveInfinity);
        var last = (int)Math.Min(_options.Ranks.Last, candidates.shape[1]);
        var (values, indexes) = candidates.topk(last, 1, largest: false);
        var skip = Math.Min(_options.Ranks.First - 1, last);
        values = values.narrow(1, skip, last - skip);
        indexes = indexes.narrow(1, skip, last - skip).masked_fill(values.isfinite().logical_not(), -1);
        var missing = Kept - (last - skip);
        return missing == 0
            ? (indexes, values)
            : (nn.functional.pad(indexes, [0, missing], PaddingModes.Constant, -1), nn.functional.pad(values, [0, missing], PaddingModes.Constant, double.PositiveInfinity));
    }

    private (long[] Rows, float[] Far) Read()
    {
        if (RefreshedAt < 0)
            throw new InvalidOperationException("The store knows no negatives yet: call Refresh with the embeddings of the training set first.");
        using var scope = NewDisposeScope();
        return (negatives.cpu().reshape(-1).data<long>().ToArray(), distances.cpu().reshape(-1).data<float>().ToArray());
    }
}
