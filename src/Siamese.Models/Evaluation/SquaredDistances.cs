using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp.Siamese.Data.Mining;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Evaluation;

/// <summary>Squared Euclidean distances for rankings on a CPU, which are in the order of the distances themselves.</summary>
/// <remarks>
/// Inner products come from a matrix multiplication; distances are made of them a row at a time, while the row is in the
/// processor's cache. As in <see cref="LpDistance"/>, rows that nearly coincide are compared by their difference instead.
/// </remarks>
internal static class SquaredDistances
{
    private const long SmallCount = 32 * 32;      // fewer are computed directly, by LpDistance

    /// <summary>Whether they rank as a distance does: that it is Euclidean, and numbers and sizes are such as are computed here.</summary>
    public static bool Takes(IDistance distance, Tensor query, Tensor gallery)
        => distance is LpDistance { P: 2 } && query.device_type == DeviceType.CPU && query.dtype is ScalarType.Float32 or ScalarType.Float64
            && query.shape[0] * gallery.shape[0] > SmallCount
            && Math.Max(query.numel(), gallery.numel()) <= int.MaxValue / query.element_size()
            && !EuclideanMatrix.MayOverflow(query, gallery, out _);
}

/// <summary>The distances of float32 or float64 rows.</summary>
/// <remarks>What it makes belongs to the dispose scope that is open then.</remarks>
internal sealed unsafe class SquaredDistances<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly T Closeness = T.CreateChecked(typeof(T) == typeof(double) ? 1e-4 : 1e-3);

    private readonly Tensor _query;
    private readonly Tensor _gallery;
    private readonly int _width;          // D
    private readonly T* _queryRows;       // their memory, which they hold
    private readonly T* _galleryRows;
    private readonly T[] _ofQuery;        // squared lengths
    private readonly T[] _ofGallery;

    /// <param name="query"><c>[N, D]</c>, finite.</param>
    /// <param name="gallery"><c>[M, D]</c>, finite.</param>
    /// <param name="normalize">Whether rows are divided by their length first.</param>
    public SquaredDistances(Tensor query, Tensor gallery, bool normalize)
    {
        _query = Prepared(query, normalize);
        _gallery = ReferenceEquals(query, gallery) ? _query : Prepared(gallery, normalize);
        _width = (int)query.shape[1];
        _queryRows = Start(_query);
        _galleryRows = Start(_gallery);
        (_ofQuery, _ofGallery) = (Squares(_query), Squares(_gallery));
    }

    /// <summary>Shows inner products, a block of queries at a time, and what makes squared distances of them.</summary>
    /// <param name="block">Queries of a block.</param>
    /// <param name="visit">Gets the number of the first query, their products, <c>[b, M]</c>, which it may write over, and the rest of the work.</param>
    public void Visit(long block, Action<int, Tensor, Finish<T>> visit)
    {
        var (count, turned) = (_query.shape[0], _gallery.t());
        var products = empty(Math.Min(block, count), _gallery.shape[0], dtype: _query.dtype);
        for (long start = 0; start < count; start += block)
        {
            using var scope = NewDisposeScope();
            var length = Math.Min(block, count - start);
            visit((int)start, products.narrow(0, 0, length).addmm_(_query.narrow(0, start, length), turned, beta: 0), Finish);
        }
    }

    private static Tensor Prepared(Tensor rows, bool normalize) => (normalize ? Rows.Normalize(rows) : rows).contiguous();

    private static T* Start(Tensor rows) => (T*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(rows.bytes));

    private static T[] Squares(Tensor rows) => MemoryMarshal.Cast<byte, T>(rows.square().sum(1).bytes).ToArray();

    private void Finish(int query, Span<T> products)
    {
        var own = _ofQuery[query];
        var (owns, closeness) = (new Vector<T>(own), new Vector<T>(Closeness));
        var values = MemoryMarshal.Cast<T, Vector<T>>(products);
        var squares = MemoryMarshal.Cast<T, Vector<T>>(_ofGallery);
        for (var i = 0; i < values.Length; i++)
        {
            var scale = owns + squares[i];
            var far = scale - (values[i] + values[i]);
            values[i] = far;
            if (Vector.LessThanOrEqualAny(far, scale * closeness))
                Mend(query, products, i * Vector<T>.Count, Vector<T>.Count);
        }
        var rest = values.Length * Vector<T>.Count;
        for (var i = rest; i < products.Length; i++)
            products[i] = own + _ofGallery[i] - (products[i] + products[i]);
        Mend(query, products, rest, products.Length - rest);
    }

    /// <summary>Computes small distances anew: the sum above has lost their digits.</summary>
    private void Mend(int query, Span<T> far, int start, int count)
    {
        for (var i = start; i < start + count; i++)
        {
            if (far[i] <= (_ofQuery[query] + _ofGallery[i]) * Closeness)
                far[i] = OfDifference(Row(_queryRows, query), Row(_galleryRows, i));
        }
    }

    private ReadOnlySpan<T> Row(T* rows, int row) => new(rows + ((long)row * _width), _width);

    private static T OfDifference(ReadOnlySpan<T> left, ReadOnlySpan<T> right)
    {
        var lefts = MemoryMarshal.Cast<T, Vector<T>>(left);
        var rights = MemoryMarshal.Cast<T, Vector<T>>(right);
        var sums = Vector<T>.Zero;
        for (var i = 0; i < lefts.Length; i++)
        {
            var difference = lefts[i] - rights[i];
            sums += difference * difference;
        }
        var sum = Vector.Sum(sums);
        for (var i = lefts.Length * Vector<T>.Count; i < left.Length; i++)
            sum += (left[i] - right[i]) * (left[i] - right[i]);
        return sum;
    }
}
