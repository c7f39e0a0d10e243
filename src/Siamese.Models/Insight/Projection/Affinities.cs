using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Insight.Projection;

/// <summary>How much each pair of rows belongs together: t-SNE's joint probabilities, symmetric, of sum 1.</summary>
internal sealed class Affinities
{
    private const int Lanes = 8;            // rows are padded, so that a vector never begins in one and ends in the next
    private const int MaxHalvings = 100;
    private const double Tolerance = 1e-6;  // of the entropy, in nats
    private const int Tile = 64;
    private const long BlockElements = 1 << 21;

    private Affinities(int count, int stride)
    {
        (Count, Stride) = (count, stride);
        Values = GC.AllocateUninitializedArray<float>(checked(count * stride));
    }

    /// <summary>Number of rows, N.</summary>
    public int Count { get; }

    /// <summary>From one row to the next in <see cref="Values"/>; a multiple of 8. What lies between N and this is 0.</summary>
    public int Stride { get; }

    /// <summary>The probabilities, <c>[N, Stride]</c>.</summary>
    public float[] Values { get; }

    /// <summary>Computes them.</summary>
    /// <param name="embeddings"><c>[N, D]</c>, checked.</param>
    /// <param name="perplexity">Two to the entropy, in bits, of every row's conditional probabilities. Below N - 1.</param>
    /// <param name="cancellationToken">Stops between blocks of rows.</param>
    public static Affinities Of(Tensor embeddings, double perplexity, CancellationToken cancellationToken)
    {
        var count = (int)embeddings.shape[0];
        var made = new Affinities(count, (count + Lanes - 1) / Lanes * Lanes);
        made.FillConditional(embeddings, perplexity, cancellationToken);
        made.MakeJoint(cancellationToken);
        return made;
    }

    /// <summary>Turns squared distances into probabilities whose perplexity is the one asked for.</summary>
    /// <param name="squared">To all rows; own entry infinite. Any length that is a multiple of 4; padding is infinite too.</param>
    /// <param name="perplexity">1 or more.</param>
    /// <param name="probabilities">Takes them; of the same length.</param>
    /// <returns>The precision, 1 / (2σ²), that gives them.</returns>
    /// <remarks>Where more rows than that are equally near, no precision reaches it: all weight is then on those.</remarks>
    internal static double Calibrate(Span<double> squared, double perplexity, Span<double> probabilities)
    {
        var nearest = double.PositiveInfinity;
        foreach (var distance in squared)
            nearest = Math.Min(nearest, distance);
        var (scale, others) = (0.0, 0);
        foreach (ref var distance in squared)
        {
            distance -= nearest;            // the largest weight is 1: nothing underflows together
            if (double.IsFinite(distance))
                (scale, others) = (scale + distance, others + 1);
        }
        var wanted = Math.Log(perplexity);
        var (low, high) = (0.0, double.PositiveInfinity);
        var precision = scale > 0 ? others / scale : 1;
        var sum = 1.0;
        for (var i = 0; i < MaxHalvings; i++)
        {
            (sum, var entropy) = Weigh(squared, precision, probabilities);
            if (Math.Abs(entropy - wanted) < Tolerance)
                break;
            if (entropy > wanted)
                low = precision;
            else
                high = precision;
            precision = double.IsInfinity(high) ? precision * 2 : (low + high) / 2;
        }
        foreach (ref var probability in probabilities)
            probability /= sum;
        return precision;
    }

    // The weights exp(-βd), their sum Z, and the entropy of weight / Z: log Z + β Σ d weight / Z.
    private static (double Sum, double Entropy) Weigh(ReadOnlySpan<double> squared, double precision, Span<double> weights)
    {
        var (sums, products) = (Vector256<double>.Zero, Vector256<double>.Zero);
        var factor = Vector256.Create(-precision);
        for (var j = 0; j < squared.Length; j += Vector256<double>.Count)
        {
            var distance = Vector256.Create(squared.Slice(j, Vector256<double>.Count));
            var weight = Vector256.Exp(factor * Vector256.Min(distance, Vector256.Create(1e300)));
            weight.CopyTo(weights[j..]);
            sums += weight;
            products += Vector256.ConditionalSelect(Vector256.Equals(weight, Vector256<double>.Zero), Vector256<double>.Zero, weight * distance);
        }
        var sum = Vector256.Sum(sums);
        return (sum, Math.Log(sum) + precision * Vector256.Sum(products) / sum);
    }

    private void FillConditional(Tensor embeddings, double perplexity, CancellationToken cancellationToken)
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var rows = embeddings.detach().to(ScalarType.Float64, CPU);
        rows = rows - rows.mean([0L], keepdim: true);             // small numbers: less is lost in the differences of squares
        var norms = rows.square().sum(1);                         // [N]
        var block = (int)Math.Max(1, BlockElements / Count);
        for (var start = 0; start < Count; start += block)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var inner = NewDisposeScope();
            var taken = Math.Min(block, Count - start);
            var part = rows.narrow(0, start, taken);
            var squared = (norms.narrow(0, start, taken).unsqueeze(1) + norms - 2 * part.matmul(rows.t())).clamp_min(0).contiguous();   // [b, N]
            var values = MemoryMarshal.Cast<byte, double>(squared.bytes).ToArray();
            var first = start;
            Parallel.For(0, taken, () => (new double[Stride], new double[Stride]), (i, _, rented) =>
            {
                FillRow(first + i, values.AsSpan(i * Count, Count), perplexity, rented.Item1, rented.Item2);
                return rented;
            }, _ => { });
        }
    }

    private void FillRow(int row, ReadOnlySpan<double> squared, double perplexity, Span<double> distances, Span<double> probabilities)
    {
        squared.CopyTo(distances);
        distances[Count..].Fill(double.PositiveInfinity);
        distances[row] = double.PositiveInfinity;
        Calibrate(distances, perplexity, probabilities);
        for (var j = 0; j < Stride; j++)
            Values[row * Stride + j] = (float)probabilities[j];
    }

    // p(i,j) = (p(j|i) + p(i|j)) / 2N, tile by tile, since one of the two is read against the grain.
    private void MakeJoint(CancellationToken cancellationToken)
    {
        var tiles = (Count + Tile - 1) / Tile;
        Parallel.For(0, tiles, new ParallelOptions { CancellationToken = cancellationToken }, tile =>
        {
            var (top, bottom) = (tile * Tile, Math.Min(Count, (tile + 1) * Tile));
            for (var left = top; left < Count; left += Tile)
            {
                for (var i = top; i < bottom; i++)
                {
                    for (var j = Math.Max(left, i + 1); j < Math.Min(left + Tile, Count); j++)
                    {
                        ref var here = ref Values[i * Stride + j];
                        ref var there = ref Values[j * Stride + i];
                        here = there = (here + there) / (2f * Count);
                    }
                }
            }
        });
    }
}
