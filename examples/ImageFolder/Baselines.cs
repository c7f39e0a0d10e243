using System.Globalization;
using TorchSharp.Siamese.Data.Imaging;
using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.Data.Sources;
using TorchSharp.Siamese.Models.Evaluation;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Examples.ImageFolder;

/// <summary>What raw pixels and colour histograms reach at finding the nearest image. The best of several is taken, which flatters them.</summary>
internal static class Baselines
{
    private const int HistogramSide = 64;

    private static readonly int[] Sides = [4, 8, 16, 32, 64];
    private static readonly int[] Bins = [3, 4, 6, 8];

    /// <summary>Both, each by its best setting.</summary>
    public static IEnumerable<Baseline> Of(IImageFiles queries, int[] labels, IImageFiles? gallery, int[] galleryLabels, CancellationToken cancellationToken)
    {
        yield return Best("raw pixels", Sides, side => $"{side} x {side} pixels", (files, side) => Pixels(files, side).flatten(1));
        yield return Best("colour histograms", Bins, bins => $"{bins} x {bins} x {bins} bins of {HistogramSide} x {HistogramSide} pixels", (files, bins) => Histogram(Pixels(files, HistogramSide), bins));

        Baseline Best(string name, int[] sizes, Func<int, string> text, Func<IImageFiles, int, Tensor> features)
        {
            var (best, how) = (double.NegativeInfinity, "");
            foreach (var size in sizes)
            {
                cancellationToken.ThrowIfCancellationRequested();
                using var scope = NewDisposeScope();
                var (query, rows) = (features(queries, size), gallery is null ? null : features(gallery, size));
                foreach (var (distance, root, word) in new[] { (1, false, "Manhattan distance"), (2, false, "Euclidean distance"), (2, true, "Euclidean distance of square roots") })
                {
                    using var inner = NewDisposeScope();
                    var options = new RetrievalOptions { Distance = new LpDistance(distance, 1, false) };
                    var (left, right) = root ? (query.sqrt(), rows?.sqrt()) : (query, rows);
                    var value = RetrievalEvaluator.Evaluate(left, tensor(labels), right, rows is null ? null : tensor(galleryLabels), options).Overall.PrecisionAt1;
                    if (value > best)
                        (best, how) = (value, $"{text(size)}, {word}");
                }
            }
            return new Baseline(name, best, string.Create(CultureInfo.InvariantCulture, $"{how}; the best of {3 * sizes.Length}, chosen on these images"));
        }
    }

    // [N, 3, side, side], 0 to 1.
    private static Tensor Pixels(IImageFiles files, int side)
    {
        var images = new DecodedImages(files, new ResizeOptions(side, side) { Antialias = true }, new DecodedImagesOptions { MaxPixel = 255, ScaleWhileDecoding = true });
        return images.ReadBatch(Enumerable.Range(0, images.Count).ToArray());
    }

    // [N, bins^3], each row of sum 1.
    private static Tensor Histogram(Tensor pixels, int bins)
    {
        using var scope = NewDisposeScope();
        var places = (pixels.clamp(0, 0.99999) * bins).to(ScalarType.Int64);
        var codes = ((places.select(1, 0) * bins + places.select(1, 1)) * bins + places.select(1, 2)).flatten(1);       // [N, H * W]
        var counts = zeros(codes.shape[0], (long)bins * bins * bins).scatter_add(1, codes, ones(codes.shape[0], codes.shape[1]));
        return (counts / codes.shape[1]).MoveToOuterDisposeScope();
    }
}
