using TorchSharp.Siamese.Benchmarks.Running;
using TorchSharp.Siamese.Data.Imaging;

namespace TorchSharp.Siamese.Benchmarks.Suite;

/// <summary>Files in memory to floats of the training size, one thread on both sides. The peer draws the pictures.</summary>
internal sealed class DecodeBenchmark : IBenchmark
{
    public string Name => "decode";

    public string Description => "PNG and JPEG files in memory to float images of the training size, against Pillow, one thread";

    public IReadOnlyList<BenchmarkRow> Run(BenchmarkSettings settings, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("decode-benchmark-");
        try
        {
            using var peer = new PeerProcess("decode.py", settings, "--folder", folder.FullName);
            var characters = new Pass(folder.FullName, "*.png", ColorMode.Grayscale, 28);
            var photos = new Pass(folder.FullName, "*.jpg", ColorMode.Rgb, 224);
            List<BenchmarkRow> rows = [];
            var rounds = settings.Quick ? 2 : 7;
            foreach (var (name, what, figure, ours) in new (string, string, string, Func<double>)[]
            {
                ("decode-png", "PNG 105 x 105, 1 bit, to gray 28 x 28", "png", characters.DecodeAndResize),
                ("decode-png-bare", "the same, decoding alone", "png_bare", characters.Decode),
                ("decode-jpeg", "JPEG 348 x 348 to RGB 224 x 224", "jpeg", photos.DecodeAndResize),
                ("decode-jpeg-bare", "the same, decoding alone", "jpeg_bare", photos.Decode),
            })
            {
                var (a, b) = Rounds.Alternate(rounds, ours, () => peer.Round().GetProperty(figure).GetDouble(), cancellationToken);
                rows.Add(BenchmarkRow.MoreIsBetter(name, $"{what}, against {peer.Title}", 1 / a, 1 / b, "images/s"));
            }
            return rows;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Once through all files; the figure is seconds for one image.</summary>
    private sealed class Pass(string folder, string pattern, ColorMode color, int size)
    {
        private readonly byte[][] _files = [.. Directory.EnumerateFiles(folder, pattern).Order().Select(File.ReadAllBytes)];
        private readonly DecodeOptions _decode = new() { Color = color };
        // Pillow's bilinear widens its triangle where an image shrinks; so do we here.
        private readonly ResizeOptions _resize = new(size, size) { Antialias = true };
        private readonly float[] _target = new float[(int)color * size * size];

        public double Decode() => Rounds.PerCall(
            () =>
            {
                foreach (var file in _files)
                    ImageDecoder.Decode(file, _decode).Dispose();
            }, 1) / _files.Length;

        public double DecodeAndResize() => Rounds.PerCall(
            () =>
            {
                foreach (var file in _files)
                {
                    using var image = ImageDecoder.Decode(file, _decode);
                    ImageResizer.Resize(image, _resize, _target);
                }
            }, 1) / _files.Length;
    }
}
