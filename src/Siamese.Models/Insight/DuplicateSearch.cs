using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.Data.Sources;
using TorchSharp.Siamese.Models.Evaluation;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Insight;

/// <summary>Images that a validation set shares with the training set: equal pixels, and nearly equal ones.</summary>
/// <remarks>
/// Nearly equal means: nearer than <see cref="NearShare"/> of the distance that training images commonly (in the median) have to
/// their nearest other training image. So the limit comes from the data: digits that look alike are no duplicates, a copy
/// with other contrast or a little noise is. Images are compared as thumbnails of up to 16 x 16 pixels. Immutable.
/// </remarks>
public sealed class DuplicateSearch
{
    /// <summary>Share of the common distance below which two images count as nearly equal.</summary>
    public const double NearShare = 0.3;

    private const int Side = 16;
    private const int BatchSize = 256;

    private DuplicateSearch(IReadOnlyList<DuplicatePair> exact, IReadOnlyList<DuplicatePair> near, int trainCount, int validationCount, double commonDistance)
    {
        (Exact, Near) = (exact, near);
        (TrainCount, ValidationCount, CommonDistance) = (trainCount, validationCount, commonDistance);
    }

    /// <summary>Validation images whose pixels are those of a training image, each with the first such one; by validation index.</summary>
    public IReadOnlyList<DuplicatePair> Exact { get; }

    /// <summary>Other validation images that are nearly a training image, each with its nearest; nearest first.</summary>
    public IReadOnlyList<DuplicatePair> Near { get; }

    /// <summary>Number of training images.</summary>
    public int TrainCount { get; }

    /// <summary>Number of validation images.</summary>
    public int ValidationCount { get; }

    /// <summary>Median distance of a training image to its nearest other one, equal pixels left out; NaN where there is none.</summary>
    public double CommonDistance { get; }

    /// <summary>Share of the validation images that are in the training set, equal or nearly, 0 to 1; NaN without any.</summary>
    public double Share => (double)(Exact.Count + Near.Count) / ValidationCount;

    /// <summary>Reads all images of two sets and compares them.</summary>
    /// <param name="train">The training images, as they are read without augmentation.</param>
    /// <param name="validation">The validation images, of the same shape.</param>
    /// <param name="progress">Told the number of images read.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <returns>The duplicates.</returns>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    /// <exception cref="OperationCanceledException">The search was cancelled.</exception>
    public static DuplicateSearch Run(ISampleSource train, ISampleSource validation, IProgress<int>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(validation);
        if (train.Shape != validation.Shape)
            throw new ArgumentException($"Expected images of the training set's shape {train.Shape}, got {validation.Shape}.", nameof(validation));
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var read = 0;
        var (trainHashes, trainRows) = Read(train, ref read, progress, cancellationToken);
        var (hashes, rows) = Read(validation, ref read, progress, cancellationToken);
        if (train.Count == 0 || validation.Count == 0)
            return new DuplicateSearch([], [], train.Count, validation.Count, double.NaN);

        var first = new Dictionary<UInt128, int>();
        for (var i = 0; i < trainHashes.Length; i++)
            first.TryAdd(trainHashes[i], i);
        var exact = Enumerable.Range(0, hashes.Length).Where(i => first.ContainsKey(hashes[i]))
            .Select(i => new DuplicatePair(first[hashes[i]], i, 0)).ToArray();
        var common = Common(trainRows, [.. first.Values.Order()]);
        var near = double.IsNaN(common) ? [] : Nearest(rows, trainRows)
            .Where(pair => pair.Distance < NearShare * common && !first.ContainsKey(hashes[pair.Validation]))
            .OrderBy(pair => pair.Distance).ToArray();
        return new DuplicateSearch(exact, near, train.Count, validation.Count, common);
    }

    /// <summary>The counts and the limit in one line.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Exact.Count} of {ValidationCount} validation images have the pixels of one of {TrainCount} training images, {Near.Count} more are nearer than {NearShare} of the common distance of neighbours, {CommonDistance:0.###}");

    /// <summary>Median distance of the nearest other, of images that all differ.</summary>
    private static double Common(Tensor rows, int[] distinct)
    {
        if (distinct.Length < 2)
            return double.NaN;
        using var scope = NewDisposeScope();
        var own = rows.index_select(0, tensor(distinct.Select(i => (long)i).ToArray()));
        var nearest = NearestNeighbors.Search(own, distance: Euclidean).reshape(-1);
        return (own - own.index_select(0, nearest)).square().sum([1]).sqrt().median().item<double>();
    }

    private static DuplicatePair[] Nearest(Tensor rows, Tensor trainRows)
    {
        using var scope = NewDisposeScope();
        var nearest = NearestNeighbors.Search(rows, trainRows, distance: Euclidean).reshape(-1);
        var distances = MemoryMarshal.Cast<byte, double>((rows - trainRows.index_select(0, nearest)).square().sum([1]).sqrt().contiguous().bytes);
        var indices = MemoryMarshal.Cast<byte, long>(nearest.contiguous().bytes);
        var pairs = new DuplicatePair[distances.Length];
        for (var i = 0; i < pairs.Length; i++)
            pairs[i] = new DuplicatePair((int)indices[i], i, distances[i]);
        return pairs;
    }

    private static LpDistance Euclidean { get; } = new(normalize: false);

    /// <summary>Fingerprints of all pixels, and thumbnails with mean 0 and norm 1 as rows, float64.</summary>
    private static (UInt128[] Hashes, Tensor Rows) Read(ISampleSource source, ref int read, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        var shape = source.Shape;
        var length = shape.Channels * shape.Height * shape.Width;
        var hashes = new UInt128[source.Count];
        var parts = new List<Tensor>();
        Span<byte> sum = stackalloc byte[32];
        for (var start = 0; start < source.Count; start += BatchSize)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var count = Math.Min(BatchSize, source.Count - start);
            var pixels = new float[count * length];
            for (var i = 0; i < count; i++)
            {
                var image = pixels.AsSpan(i * length, length);
                source.ReadInto(start + i, image);
                SHA256.HashData(MemoryMarshal.AsBytes(image), sum);
                hashes[start + i] = MemoryMarshal.Read<UInt128>(sum);
            }
            using var scope = NewDisposeScope();
            var images = tensor(pixels, [count, shape.Channels, shape.Height, shape.Width]);
            if (Math.Max(shape.Height, shape.Width) > Side)
                images = nn.functional.adaptive_avg_pool2d(images, [Math.Min(Side, shape.Height), Math.Min(Side, shape.Width)]);
            var rows = images.reshape(count, -1).to(ScalarType.Float64);
            parts.Add(nn.functional.normalize(rows - rows.mean([1], keepdim: true)).MoveToOuterDisposeScope());
            progress?.Report(read += count);
        }
        return (hashes, parts.Count == 0 ? zeros(0, 1, ScalarType.Float64) : cat(parts));
    }
}
