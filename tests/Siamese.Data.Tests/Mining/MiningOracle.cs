using TorchSharp.Siamese.Data.Mining;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Tests.Mining;

/// <summary>The definitions of the miners as plain loops over a distance matrix.</summary>
internal sealed class MiningOracle
{
    private readonly double[,] _far;   // larger is farther
    private readonly long[] _labels;
    private readonly long[] _reference;
    private readonly bool _within;

    public MiningOracle(IDistance distance, Tensor embeddings, long[] labels, Tensor? reference, long[]? referenceLabels)
    {
        using var scope = NewDisposeScope();
        var matrix = distance.Matrix(embeddings, reference).detach();
        _far = (double[,])(distance.IsInverted ? -matrix : matrix).data<double>().ToNDArray();
        _labels = labels;
        _reference = referenceLabels ?? labels;
        _within = referenceLabels is null;
    }

    private IEnumerable<int> Anchors => Enumerable.Range(0, _labels.Length);

    private IEnumerable<int> Positives(int anchor)
        => Enumerable.Range(0, _reference.Length).Where(row => _reference[row] == _labels[anchor] && !(_within && row == anchor));

    private IEnumerable<int> Negatives(int anchor)
        => Enumerable.Range(0, _reference.Length).Where(row => _reference[row] != _labels[anchor]);

    public IEnumerable<(long, long, long)> All()
        => from a in Anchors from p in Positives(a) from n in Negatives(a) select ((long)a, (long)p, (long)n);

    public IEnumerable<(long, long, long)> Margin(double margin, TripletKind kind) => All().Where(t =>
    {
        var gap = _far[t.Item1, t.Item3] - _far[t.Item1, t.Item2];
        return kind switch
        {
            TripletKind.All => gap <= margin,
            TripletKind.Hard => gap <= margin && gap <= 0,
            TripletKind.SemiHard => gap > 0 && gap <= margin,
            _ => gap > margin,
        };
    });

    public IEnumerable<(long, long, long)> NearestSemiHard(double margin)
        => from a in Anchors
           from p in Positives(a)
           let beyond = Negatives(a).Where(n => _far[a, n] > _far[a, p]).ToArray()
           where beyond.Length > 0
           let n = beyond.MinBy(n => _far[a, n])
           where _far[a, n] - _far[a, p] <= margin
           select ((long)a, (long)p, (long)n);

    /// <summary>Positive pairs and negative pairs.</summary>
    public (HashSet<(long, long)> Positive, HashSet<(long, long)> Negative) EasyHard(MiningStrategy positive, MiningStrategy negative)
    {
        var (positives, negatives) = (new HashSet<(long, long)>(), new HashSet<(long, long)>());
        foreach (var a in Anchors)
        {
            int[] near = [.. Positives(a)], far = [.. Negatives(a)];
            if (positive == MiningStrategy.SemiHard)
            {
                far = Choose(a, far, farthest: negative == MiningStrategy.Easy);
                near = far.Length == 0 ? [] : Choose(a, [.. near.Where(p => _far[a, p] < _far[a, far[0]])], farthest: true);
            }
            else if (negative == MiningStrategy.SemiHard)
            {
                near = Choose(a, near, farthest: positive == MiningStrategy.Hard);
                far = near.Length == 0 ? [] : Choose(a, [.. far.Where(n => _far[a, n] > _far[a, near[0]])], farthest: false);
            }
            else
            {
                if (positive != MiningStrategy.All)
                    near = Choose(a, near, farthest: positive == MiningStrategy.Hard);
                if (negative != MiningStrategy.All)
                    far = Choose(a, far, farthest: negative == MiningStrategy.Easy);
            }
            if (positive != MiningStrategy.All && negative != MiningStrategy.All && (near.Length == 0 || far.Length == 0))
                continue;
            positives.UnionWith(near.Select(p => ((long)a, (long)p)));
            negatives.UnionWith(far.Select(n => ((long)a, (long)n)));
        }
        return (positives, negatives);
    }

    private int[] Choose(int anchor, int[] rows, bool farthest)
        => rows.Length == 0 ? [] : [farthest ? rows.MaxBy(row => _far[anchor, row]) : rows.MinBy(row => _far[anchor, row])];
}
