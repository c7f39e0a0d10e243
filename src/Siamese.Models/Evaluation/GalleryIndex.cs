using TorchSharp.Siamese.Data;
using TorchSharp.Siamese.Data.Mining;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Evaluation;

/// <summary>Named embeddings that can be searched for the nearest, exactly; rows come and go, and a file keeps them.</summary>
/// <remarks>
/// Owns its memory: D numbers a row. Searches may run on several threads at once, changes not beside anything else. Of equally
/// near rows the one added first comes first.
/// </remarks>
public sealed class GalleryIndex : IDisposable
{
    private readonly List<string> _names = [];
    private readonly Dictionary<string, int> _rowOf = new(StringComparer.Ordinal);
    private Tensor _rows;     // [capacity, D]; the first Count rows are in use
    private bool _isDisposed;

    /// <param name="dimension">Length D of the embeddings, 1 or more.</param>
    /// <param name="distance">Null for the Euclidean distance of L2-normalised rows.</param>
    /// <param name="type">Float32 or Float64.</param>
    /// <param name="device">Where rows lie and searches run; null for the CPU.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="dimension"/> is below 1, or <paramref name="type"/> another.</exception>
    public GalleryIndex(int dimension, IDistance? distance = null, ScalarType type = ScalarType.Float32, Device? device = null)
    {
        Dimension = Check.Between(dimension, 1, int.MaxValue);
        if (type is not (ScalarType.Float32 or ScalarType.Float64))
            throw new ArgumentOutOfRangeException(nameof(type), type, $"Expected Float32 or Float64, got {type}.");
        Metric = distance ?? new LpDistance();
        _rows = empty(0, dimension, dtype: type, device: device ?? CPU).DetachFromDisposeScope();
    }

    /// <summary>Length of the embeddings.</summary>
    public int Dimension { get; }

    /// <summary>Number of rows.</summary>
    public int Count => _names.Count;

    /// <summary>The distance.</summary>
    public IDistance Metric { get; }

    /// <summary>Type of the embeddings.</summary>
    public ScalarType Type => _rows.dtype;

    /// <summary>The names, in the order in which rows were added.</summary>
    public IReadOnlyList<string> Names => _names.AsReadOnly();

    /// <summary>The rows in use, a view; it belongs to the current dispose scope.</summary>
    internal Tensor Rows => _rows.narrow(0, 0, Count);

    /// <summary>Adds rows.</summary>
    /// <param name="names">One for each row, none twice and none that is there already.</param>
    /// <param name="embeddings"><c>[N, D]</c>, finite, of the type and device of the gallery. Copied.</param>
    /// <exception cref="ArgumentException">A shape, type, device or name differs from the above; nothing was added then.</exception>
    public void Add(IReadOnlyList<string> names, Tensor embeddings)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        ArgumentNullException.ThrowIfNull(names);
        Check.Shape(embeddings, [names.Count, Dimension]);
        Check.EmbeddingsLike(embeddings, _rows);
        Check.FiniteRows(embeddings);
        var fresh = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            if (name is null || _rowOf.ContainsKey(name) || !fresh.Add(name))
                throw new ArgumentException($"Expected names that are not in the gallery and differ from one another, got {(name is null ? "null" : $"'{name}'")}.", nameof(names));
        }
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        Reserve(Count + names.Count);
        _rows.narrow(0, Count, names.Count).copy_(embeddings);
        foreach (var name in names)
        {
            _rowOf.Add(name, _names.Count);
            _names.Add(name);
        }
    }

    /// <summary>Removes rows; the others keep their order.</summary>
    /// <param name="names">Names in the gallery; one that is there no more is passed over.</param>
    /// <returns>How many rows were removed.</returns>
    public int Remove(IEnumerable<string> names)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        ArgumentNullException.ThrowIfNull(names);
        var gone = names.Where(_rowOf.ContainsKey).Select(name => _rowOf[name]).ToHashSet();
        if (gone.Count == 0)
            return 0;
        long[] kept = [.. Enumerable.Range(0, Count).Where(row => !gone.Contains(row)).Select(row => (long)row)];
        string[] left = [.. kept.Select(row => _names[(int)row])];
        using (NewDisposeScope())
            Replace(_rows.index_select(0, tensor(kept, ScalarType.Int64).to(_rows.device)));
        _names.Clear();
        _rowOf.Clear();
        foreach (var name in left)
        {
            _rowOf.Add(name, _names.Count);
            _names.Add(name);
        }
        return gone.Count;
    }

    /// <summary>The nearest rows of every query.</summary>
    /// <param name="query">Embeddings, <c>[N, D]</c>, finite, of the type and device of the gallery.</param>
    /// <param name="k">How many, 1 or more; fewer where the gallery is smaller.</param>
    /// <returns>For each query its hits, nearest first.</returns>
    /// <exception cref="ArgumentException">A shape, type or device differs from the above, an embedding is not finite or a distance NaN.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="k"/> is below 1.</exception>
    public IReadOnlyList<IReadOnlyList<GalleryHit>> Search(Tensor query, int k = 1) => Search(query, k, NearestRows.BlockElements);

    /// <summary>All rows within a limit of every query.</summary>
    /// <param name="query">As for <see cref="Search(Tensor, int)"/>.</param>
    /// <param name="threshold">The largest distance, or smallest similarity, that counts; not NaN.</param>
    /// <returns>For each query its hits, nearest first.</returns>
    /// <exception cref="ArgumentException">As there, or the threshold is NaN.</exception>
    public IReadOnlyList<IReadOnlyList<GalleryHit>> Within(Tensor query, double threshold)
    {
        CheckQuery(query);
        if (double.IsNaN(threshold))
            throw new ArgumentException("Expected a threshold that is a number, got NaN.", nameof(threshold));
        var limit = Metric.IsInverted ? -threshold : threshold;
        using var scope = NewDisposeScope();
        // Compared as float64, in which a threshold is kept: rounded to float32 it could leave out the very pair it came from.
        return Hits(NearestRows.Search(query, Rows, Metric, far => full([1, 1], limit, ScalarType.Float64, far.device), int.MaxValue));
    }

    /// <summary>Writes the gallery to a file, which appears whole or not at all.</summary>
    /// <param name="path">The file to make or replace; its folder is made too.</param>
    /// <exception cref="IOException">It cannot be written; a file that was there is still there.</exception>
    public void Save(string path)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        ArgumentException.ThrowIfNullOrEmpty(path);
        GalleryFile.Write(path, this);
    }

    /// <summary>Reads a gallery that <see cref="Save"/> wrote.</summary>
    /// <param name="path">The file.</param>
    /// <param name="distance">Null for the distance that the file names. Needed for one that is not of this library; else it must be that of the file.</param>
    /// <param name="device">Where rows are to lie; null for the CPU.</param>
    /// <param name="dimension">The length that embeddings must have, such as that of the network's; null for any.</param>
    /// <returns>The gallery.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is no gallery, damaged, cut off, of another version, another dimension or another distance; the message says which.</exception>
    public static GalleryIndex Load(string path, IDistance? distance = null, Device? device = null, int? dimension = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return GalleryFile.Read(path, distance, device ?? CPU, dimension);
    }

    /// <summary>How many rows of which length, by which distance.</summary>
    public override string ToString() => FormattableString.Invariant($"gallery of {Count} rows of {Dimension} numbers, exact search, {DistanceText.Of(Metric)}");

    /// <summary>Frees the rows. Safe to call again.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        _rows.Dispose();
    }

    internal IReadOnlyList<IReadOnlyList<GalleryHit>> Search(Tensor query, int k, long blockElements)
    {
        CheckQuery(query);
        Check.Between(k, 1, int.MaxValue);
        var most = Math.Min(k, Count);
        using var scope = NewDisposeScope();
        return Hits(NearestRows.Search(query, Rows, Metric, far => far.topk(most, 1, largest: false).values.narrow(1, most - 1, 1), most, blockElements));
    }

    private void CheckQuery(Tensor query)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        Check.EmbeddingsLike(query, _rows, nameof(query));
        Check.FiniteRows(query, nameof(query));
    }

    private List<IReadOnlyList<GalleryHit>> Hits(List<(int Row, double Score)[]> found)
        => [.. found.Select(hits => Array.ConvertAll(hits, hit => new GalleryHit(_names[hit.Row], hit.Score)))];

    private void Reserve(int count)
    {
        if (count <= _rows.shape[0])
            return;
        var larger = empty(Math.Max(count, Math.Min(2L * Count, int.MaxValue)), Dimension, dtype: _rows.dtype, device: _rows.device);
        larger.narrow(0, 0, Count).copy_(Rows);
        Replace(larger);
    }

    private void Replace(Tensor rows)
    {
        _rows.Dispose();
        _rows = rows.DetachFromDisposeScope();
    }
}
