using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using TorchSharp.Siamese.Data.Mining;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Losses.Rows;

/// <summary>
/// Euclidean distances, squared or not: <c>d² = |x|² + |y|² − 2x·y</c> by one matrix product, pairs that lie close computed again
/// from their difference; <c>∂d/∂x = (x − y)/d</c>, and 0 between equal rows.
/// </summary>
internal sealed class EuclideanKernel : RowKernel
{
    // Below this share of |x|² + |y|² the difference of the two has lost too many digits.
    private const double CloseDouble = 1e-4;
    private const double CloseSingle = 1e-3;

    private readonly bool _squared;
    private readonly HostRows _left;           // compared rows, for pairs that lie close
    private readonly HostRows _right;
    private readonly HostRows _leftSquares;    // one row of N
    private readonly HostRows _rightSquares;   // one row of M

    public EuclideanKernel(LpDistance distance, Tensor embeddings, Tensor? reference)
        : base(embeddings, reference, distance.Normalize)
    {
        _squared = distance.Power == 2;
        (_left, _leftSquares) = Host(Embeddings);
        (_right, _rightSquares) = WithinBatch ? (_left, _leftSquares) : Host(Reference);
    }

    public override Tensor Forward(long start, long length)
        => Embeddings.narrow(0, start, length).matmul(Reference.t());                       // [length, M]

    public override void Distances<T>(int anchor, ReadOnlySpan<T> row, Span<T> distances)
    {
        var own = _leftSquares.Row<T>(0)[anchor];
        var others = _rightSquares.Row<T>(0);
        var share = T.CreateTruncating(typeof(T) == typeof(double) ? CloseDouble : CloseSingle);
        var j = 0;
        var (owns, shares, twos) = (Vector256.Create(own), Vector256.Create(share), Vector256.Create(T.CreateTruncating(2)));
        ref var products = ref MemoryMarshal.GetReference(row);
        ref var squares = ref MemoryMarshal.GetReference(others);
        ref var results = ref MemoryMarshal.GetReference(distances);
        for (; j <= row.Length - Vector256<T>.Count; j += Vector256<T>.Count)
        {
            var scale = owns + Vector256.LoadUnsafe(ref squares, (nuint)j);
            var square = scale - twos * Vector256.LoadUnsafe(ref products, (nuint)j);
            (_squared ? square : Vector256.Sqrt(square)).StoreUnsafe(ref results, (nuint)j);
            for (var bits = Vector256.LessThanOrEqual(square, scale * shares).ExtractMostSignificantBits(); bits != 0; bits &= bits - 1)
            {
                var k = j + BitOperations.TrailingZeroCount(bits);
                distances[k] = Exact<T>(anchor, k);
            }
        }
        for (; j < row.Length; j++)
        {
            var scale = own + others[j];
            var square = scale - (row[j] + row[j]);
            distances[j] = square <= scale * share ? Exact<T>(anchor, j) : _squared ? square : T.Sqrt(square);
        }
    }

    public override void Weigh<T>(ReadOnlySpan<T> distances, Span<T> slopes)
    {
        if (_squared)
        {
            for (var j = 0; j < slopes.Length; j++)
                slopes[j] += slopes[j];
            return;
        }
        var k = 0;
        ref var far = ref MemoryMarshal.GetReference(distances);
        ref var by = ref MemoryMarshal.GetReference(slopes);
        for (; k <= slopes.Length - Vector256<T>.Count; k += Vector256<T>.Count)
        {
            var d = Vector256.LoadUnsafe(ref far, (nuint)k);
            var quotient = Vector256.LoadUnsafe(ref by, (nuint)k) / d;
            Vector256.ConditionalSelect(Vector256.Equals(d, Vector256<T>.Zero), Vector256<T>.Zero, quotient).StoreUnsafe(ref by, (nuint)k);
        }
        for (; k < slopes.Length; k++)
            slopes[k] = distances[k] == T.Zero ? T.Zero : slopes[k] / distances[k];
    }

    public override void Backward(long start, Tensor slopes)
    {
        var length = slopes.shape[0];
        if (WithinBatch && length == Embeddings.shape[0])
        {
            Add(Embeddings, 0, Embeddings, slopes + slopes.t(), Embeddings);                // both sides at once
            return;
        }
        var left = Embeddings.narrow(0, start, length);
        Add(Embeddings, start, left, slopes, Reference);
        Add(Reference, 0, Reference, slopes.t(), left);
    }

    /// <summary>Adds <c>Σⱼ wᵢⱼ(xᵢ − yⱼ)</c> for every row x of a block.</summary>
    private void Add(Tensor target, long start, Tensor x, Tensor weights, Tensor y)
    {
        var sum = Sums.Of(target).narrow(0, start, x.shape[0]);
        sum.addcmul_(x, weights.sum(1, keepdim: true), 1);
        sum.addmm_(weights, y, 1, -1);
    }

    private T Exact<T>(int anchor, int other)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var square = SquaredDistance<T>(_left.Row<T>(anchor), _right.Row<T>(other));
        return _squared ? square : T.Sqrt(square);
    }

    private static T SquaredDistance<T>(ReadOnlySpan<T> left, ReadOnlySpan<T> right)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var sum = T.Zero;
        for (var i = 0; i < left.Length; i++)
        {
            var difference = left[i] - right[i];
            sum += difference * difference;
        }
        return sum;
    }

    private static (HostRows Rows, HostRows Squares) Host(Tensor rows)
    {
        var host = rows.detach().cpu().contiguous();
        return (new HostRows(host), new HostRows(host.square().sum(1).unsqueeze(0)));
    }
}
