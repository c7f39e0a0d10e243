using TorchSharp.Siamese.Data.Imaging;

namespace TorchSharp.Siamese.Data.Tests.Imaging;

public class ImageResizerTests
{
    private const double Exact = 1e-4;

    // 4 -> 2: points 1 and 3 lie between two pixels each. 2 -> 4: points 0.25, 0.75, 1.25, 1.75; the outer ones beyond the centres.
    [TestCase(new byte[] { 0, 100, 200, 40 }, 2, Interpolation.Bilinear, new[] { 50f, 120 })]
    [TestCase(new byte[] { 0, 100 }, 4, Interpolation.Bilinear, new[] { 0f, 25, 75, 100 })]
    [TestCase(new byte[] { 0, 100, 200, 40 }, 2, Interpolation.Nearest, new[] { 100f, 40 })]
    [TestCase(new byte[] { 0, 100 }, 4, Interpolation.Nearest, new[] { 0f, 0, 100, 100 })]
    // 3 -> 2: each covers 1.5 pixels; (30 + 60 / 2) / 1.5 = 40 and (60 / 2 + 90) / 1.5 = 80.
    [TestCase(new byte[] { 30, 60, 90 }, 2, Interpolation.Area, new[] { 40f, 80 })]
    [TestCase(new byte[] { 30, 60, 90 }, 1, Interpolation.Area, new[] { 60f })]
    [TestCase(new byte[] { 10, 20 }, 3, Interpolation.Area, new[] { 10f, 15, 20 })]
    // Keys at 0.5 is 9/16, at 1.5 is -1/16. Inside: (9 (100 + 200) - (0 + 40)) / 16 = 166.25.
    [TestCase(new byte[] { 0, 100, 200, 40 }, 1, Interpolation.Bicubic, new[] { 166.25f })]
    // 4 -> 2, point 1: pixels at distance 1.5 (outside), .5, .5, 1.5; 9/16 (0 + 100) - 200/16 over 17/16 = 700 / 17.
    [TestCase(new byte[] { 0, 100, 200, 40 }, 2, Interpolation.Bicubic, new[] { 700f / 17, 2060f / 17 })]
    // Mitchell at 0.5 is 77/144, at 1.5 -5/144; their sum twice is 1. Inside: (77 · 300 - 5 · 40) / 144.
    [TestCase(new byte[] { 0, 100, 200, 40 }, 1, Interpolation.MitchellCubic, new[] { 22900f / 144 })]
    // Same size: the kernel at 0 is 16/18, at 1 it is 1/18. First pixel: (16 · 0 + 90) / 17.
    [TestCase(new byte[] { 0, 90, 180 }, 3, Interpolation.MitchellCubic, new[] { 90f / 17, 90, 2970f / 17 })]
    // Gaussian at 0 is 1, at 1 e^-2 = 0.135335: 90 e^-2 / (1 + e^-2) = 10.728240 and 180 (1 / (1 + e^-2)) + 90 (e^-2 / (1 + e^-2)).
    [TestCase(new byte[] { 0, 90, 180 }, 3, Interpolation.Gaussian, new[] { 10.728263f, 90, 169.271737f })]
    [TestCase(new byte[] { 0, 90, 180 }, 3, Interpolation.Bicubic, new[] { 0f, 90, 180 })]
    [TestCase(new byte[] { 0, 90, 180 }, 3, Interpolation.Lanczos3, new[] { 0f, 90, 180 })]
    public void Resize_OneRow_IsWhatIsComputedByHand(byte[] row, int width, Interpolation interpolation, float[] expected)
    {
        var options = new ResizeOptions(1, width) { Interpolation = interpolation };
        Assert.That(Resized(row, row.Length, 1, ColorMode.Grayscale, options), Is.EqualTo(expected).Within(Exact));
        // The same down a column.
        Assert.That(Resized(row, 1, row.Length, ColorMode.Grayscale, options with { Height = width, Width = 1 }), Is.EqualTo(expected).Within(Exact));
    }

    // 4 -> 2 widened to radius 2: point 1 sees distances 1.5 (left out: outside), .5, .5, 1.5, as halves .25, .25, .75:
    // weights 3, 3, 1 of 7: (3 · 0 + 3 · 70 + 1 · 140) / 7 = 50.
    [Test]
    public void Resize_BilinearWithAntialias_WidensTheTriangle()
    {
        var options = new ResizeOptions(1, 2) { Antialias = true };
        Assert.That(Resized([0, 70, 140, 14], 4, 1, ColorMode.Grayscale, options), Is.EqualTo(new[] { 50f, (70 + (3 * 140) + (3 * 14)) / 7f }).Within(Exact));
    }

    // Where an image grows, antialias is nothing.
    [Test]
    public void Resize_LargerWithAntialias_IsAsWithout([Values] Interpolation interpolation)
    {
        var pixels = Noise(7 * 5, 1);
        var options = new ResizeOptions(11, 9) { Interpolation = interpolation };
        Assert.That(Resized(pixels, 7, 5, ColorMode.Grayscale, options with { Antialias = true }),
            Is.EqualTo(Resized(pixels, 7, 5, ColorMode.Grayscale, options)));
    }

    [Test]
    public void Resize_AnySize_IsWhatTheDefinitionSays(
        [Values] Interpolation interpolation, [Values] bool antialias, [Values] ColorMode color,
        [Values("7x5>3x4", "9x11>20x13", "23x31>8x8", "1x1>3x2", "40x3>5x3", "16x16>16x16", "2x50>7x6")] string sizes)
    {
        var (width, height, toWidth, toHeight) = Parse(sizes);
        var pixels = Noise(width * height * (int)color, width);
        var options = new ResizeOptions(toHeight, toWidth) { Interpolation = interpolation, Antialias = antialias };
        var expected = ResizeOracle.Resize(pixels, width, height, (int)color, options);
        Assert.That(Resized(pixels, width, height, color, options, channelsLast: true), Is.EqualTo(expected).Within(Exact));
        Assert.That(Resized(pixels, width, height, color, options), Is.EqualTo(Planar(expected, (int)color)).Within(Exact));
    }

    [Test]
    public void Resize_ConstantImage_StaysConstant([Values] Interpolation interpolation, [Values] bool antialias)
    {
        byte[] pixels = [.. Enumerable.Repeat((byte)200, 37 * 29)];
        var options = new ResizeOptions(13, 50) { Interpolation = interpolation, Antialias = antialias };
        Assert.That(Resized(pixels, 37, 29, ColorMode.Grayscale, options), Is.All.EqualTo(200).Within(Exact));
    }

    [Test]
    public void Resize_MirroredImage_IsTheMirroredResult([Values] Interpolation interpolation, [Values] bool antialias)
    {
        const int Width = 19, Height = 6;
        var pixels = Noise(Width * Height, 3);
        byte[] mirrored = [.. pixels.Chunk(Width).SelectMany(row => row.Reverse())];
        var options = new ResizeOptions(4, 11) { Interpolation = interpolation, Antialias = antialias };
        var expected = Resized(pixels, Width, Height, ColorMode.Grayscale, options).Chunk(11).SelectMany(row => row.Reverse());
        Assert.That(Resized(mirrored, Width, Height, ColorMode.Grayscale, options), Is.EqualTo(expected).Within(Exact));
    }

    // 40 -> 20: a shift by 2 input pixels is a shift by 1 output pixel, away from the edges.
    [Test]
    public void Resize_ShiftedImage_IsTheShiftedResult([Values] Interpolation interpolation, [Values] bool antialias)
    {
        var pixels = Noise(42, 5);
        var options = new ResizeOptions(1, 20) { Interpolation = interpolation, Antialias = antialias };
        var left = Resized(pixels[..40], 40, 1, ColorMode.Grayscale, options);
        var right = Resized(pixels[2..], 40, 1, ColorMode.Grayscale, options);
        Assert.That(right[5..14], Is.EqualTo(left[6..15]).Within(Exact));
    }

    // The product of a row and a column resizes to the product of the resized row and the resized column.
    [Test]
    public void Resize_Product_IsSeparable([Values] Interpolation interpolation, [Values] bool antialias)
    {
        byte[] column = [1, 5, 3, 9, 2, 12, 7], row = [4, 8, 15, 16, 20, 1, 3, 9];
        byte[] product = [.. column.SelectMany(v => row.Select(h => (byte)(v * h)))];
        var options = new ResizeOptions(4, 11) { Interpolation = interpolation, Antialias = antialias };
        var rows = Resized(column, 1, 7, ColorMode.Grayscale, options with { Width = 1 });
        var columns = Resized(row, 8, 1, ColorMode.Grayscale, options with { Height = 1 });
        Assert.That(Resized(product, 8, 7, ColorMode.Grayscale, options), Is.EqualTo(rows.SelectMany(v => columns.Select(h => v * h))).Within(2 * Exact));
    }

    // Overshoot is kept, as TensorFlow keeps it: at an edge from 0 to 255 Keys gives 255 · (9/16 + 9/16 - 1/16) = 270.9 beside it.
    [Test]
    public void Resize_Overshoot_IsNotClipped()
    {
        var values = Resized([0, 255, 255, 0], 4, 1, ColorMode.Grayscale, new ResizeOptions(1, 1) { Interpolation = Interpolation.Bicubic });
        Assert.That(values, Is.EqualTo(new[] { 255f * 18 / 16 }).Within(Exact));
    }

    // Values of Pillow 9.4, Image.resize of an "F" image: its filters are these kernels, widened where the image shrinks, and
    // it leaves weights outside the image out. 8 x 8, pixel (x, y) = (37 x + 91 y + 13 x y) % 256, to 3 columns and 3 rows.
    [TestCaseSource(nameof(PillowCases))]
    public void Resize_WithAntialias_IsWhatPillowComputes(Interpolation interpolation, float[] expected)
    {
        byte[] pixels = [.. Enumerable.Range(0, 64).Select(i => (byte)(((37 * (i % 8)) + (91 * (i / 8)) + (13 * (i % 8) * (i / 8))) % 256))];
        var options = new ResizeOptions(3, 3) { Interpolation = interpolation, Antialias = true };
        Assert.That(Resized(pixels, 8, 8, ColorMode.Grayscale, options), Is.EqualTo(expected).Within(Exact));
    }

    // Values of PyTorch 1.13, interpolate in double precision: "bilinear" without aligned corners, "nearest-exact", and "area"
    // where the sizes divide. (Its bicubic has another constant, and repeats the edge.)
    [TestCaseSource(nameof(TorchCases))]
    public void Resize_WithoutAntialias_IsWhatPyTorchComputes(Interpolation interpolation, int size, float[] expected)
    {
        byte[] pixels = [.. Enumerable.Range(0, 64).Select(i => (byte)(((37 * (i % 8)) + (91 * (i / 8)) + (13 * (i % 8) * (i / 8))) % 256))];
        var options = new ResizeOptions(size, size) { Interpolation = interpolation };
        Assert.That(Resized(pixels, 8, 8, ColorMode.Grayscale, options), Is.EqualTo(expected).Within(Exact));
    }

    [Test]
    public void Resize_TargetOfAnotherLength_IsRefused()
    {
        using var image = new PixelImage(2, 2, ColorMode.Rgb);
        var error = Assert.Throws<ArgumentException>(() => ImageResizer.Resize(image, new ResizeOptions(4, 5), new float[59]));
        Assert.That(error!.ParamName, Is.EqualTo("target"));
        Assert.That(error.Message, Does.StartWith("Needs 60 values for 3 x 4 x 5, got 59."));
    }

    [TestCase(0, 5)]
    [TestCase(5, 0)]
    [TestCase(70_000, 5)]
    public void Options_SizeOutOfRange_IsRefused(int height, int width)
    {
        Assert.That(Assert.Throws<ArgumentOutOfRangeException>(() => _ = new ResizeOptions(height, width))!.Message, Does.StartWith("Expected 1 to 65535, got "));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ = new ResizeOptions(1, 1) { Height = height, Width = width });
    }

    [Test]
    public void Options_UnknownEnum_IsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _ = new ResizeOptions(1, 1) { Interpolation = (Interpolation)8 });
        Assert.Throws<ArgumentOutOfRangeException>(() => _ = new ResizeOptions(1, 1) { Aspect = (AspectRatio)(-1) });
    }

    internal static float[] Resized(byte[] pixels, int width, int height, ColorMode color, ResizeOptions options, bool channelsLast = false)
    {
        using var image = new PixelImage(width, height, color);
        pixels.CopyTo(image.Pixels);
        var target = new float[(int)color * options.Height * options.Width];
        Array.Fill(target, float.NaN);      // every value must be written
        ImageResizer.Resize(image, options, target, channelsLast);
        return target;
    }

    private static double[] Planar(double[] interleaved, int channels) =>
        [.. Enumerable.Range(0, channels).SelectMany(c => interleaved.Where((_, i) => i % channels == c))];

    private static byte[] Noise(int count, int seed) => [.. Enumerable.Range(0, count).Select(i => (byte)((((i + seed) * 2654435761L) >> 13) % 256))];

    private static (int Width, int Height, int ToWidth, int ToHeight) Parse(string sizes)
    {
        var n = sizes.Split('x', '>').Select(int.Parse).ToArray();
        return (n[0], n[1], n[2], n[3]);
    }

    private static IEnumerable<TestCaseData> PillowCases()
    {
        yield return new TestCaseData(Interpolation.Bilinear, new[]
        {
            117.99723f, 138.89473f, 132.49031f, 125.61404f, 144.01190f, 131.13158f, 126.08033f, 157.95113f, 151.22438f,
        }).SetArgDisplayNames("Bilinear");
        yield return new TestCaseData(Interpolation.Bicubic, new[]
        {
            113.95818f, 141.02211f, 132.14783f, 123.75257f, 145.11551f, 128.30565f, 122.94539f, 162.36292f, 153.64532f,
        }).SetArgDisplayNames("Bicubic");
        yield return new TestCaseData(Interpolation.Lanczos3, new[]
        {
            113.00324f, 144.60117f, 131.65211f, 125.19616f, 144.74655f, 125.51984f, 120.29371f, 162.31468f, 155.71799f,
        }).SetArgDisplayNames("Lanczos3");
    }

    private static IEnumerable<TestCaseData> TorchCases()
    {
        yield return new TestCaseData(Interpolation.Bilinear, 5, new[]
        {
            39.57000f, 105.01000f, 132.05000f, 159.09000f, 99.09000f, 191.41000f, 82.77000f, 145.65000f, 208.53000f, 99.89000f,
            87.25000f, 104.05000f, 159.25000f, 99.25000f, 141.65000f, 144.37000f, 125.33000f, 172.85000f, 174.29000f, 114.29000f,
            134.93000f, 103.09000f, 186.45000f, 200.69000f, 184.21000f,
        }).SetArgDisplayNames("Bilinear", "5");
        yield return new TestCaseData(Interpolation.Bilinear, 11, new[]
        {
            0.00000f, 21.86364f, 48.77273f, 75.68182f, 102.59091f, 129.50000f, 156.40909f, 183.31818f, 210.22727f, 132.40909f,
            3.00000f, 53.77273f, 80.17562f, 112.67149f, 145.16736f, 177.66322f, 134.52273f, 91.38223f, 123.87810f, 156.37397f,
            146.02686f, 110.54545f, 119.95455f, 151.94421f, 165.39876f, 149.23347f, 188.60537f, 140.70455f, 92.80372f, 132.17562f,
            116.01033f, 129.46488f, 161.45455f, 174.50000f, 212.07645f, 180.57231f, 60.20868f, 106.45661f, 146.88636f, 187.31612f,
            233.56405f, 113.20041f, 76.93595f, 107.63636f, 54.50000f, 97.66322f, 132.27479f, 145.72934f, 198.85331f, 153.06818f,
            107.28306f, 160.40702f, 173.86157f, 127.54752f, 53.81818f, 62.50000f, 111.25000f, 130.52273f, 103.25000f, 163.25000f,
            159.25000f, 126.15909f, 93.06818f, 147.25000f, 154.88636f, 128.00000f, 128.68182f, 148.63843f, 128.77066f, 60.77066f,
            127.64669f, 165.43182f, 158.25826f, 81.26653f, 99.48140f, 147.84504f, 202.18182f, 194.86364f, 110.39050f, 80.47314f,
            146.29132f, 220.04339f, 171.61364f, 120.53926f, 185.82851f, 92.44008f, 88.44008f, 148.36364f, 86.50000f, 103.87810f,
            95.64669f, 57.26653f, 137.89463f, 177.79545f, 178.02686f, 131.71281f, 148.86983f, 132.17562f, 94.54545f, 71.22727f,
            142.32438f, 148.37397f, 61.33264f, 148.83678f, 183.97727f, 184.73760f, 162.22521f, 171.44835f, 163.74587f, 145.45455f,
            125.00000f, 200.63636f, 212.27273f, 130.81818f, 223.90909f, 189.00000f, 154.09091f, 247.18182f, 165.72727f, 177.36364f,
            253.00000f,
        }).SetArgDisplayNames("Bilinear", "11");
        yield return new TestCaseData(Interpolation.Nearest, 5, new[]
        {
            0.00000f, 74.00000f, 148.00000f, 185.00000f, 3.00000f, 182.00000f, 52.00000f, 178.00000f, 241.00000f, 111.00000f,
            108.00000f, 30.00000f, 208.00000f, 41.00000f, 219.00000f, 199.00000f, 147.00000f, 95.00000f, 197.00000f, 145.00000f,
            125.00000f, 125.00000f, 125.00000f, 253.00000f, 253.00000f,
        }).SetArgDisplayNames("Nearest", "5");
        yield return new TestCaseData(Interpolation.Area, 4, new[]
        {
            67.25000f, 154.25000f, 113.25000f, 136.25000f, 134.25000f, 145.25000f, 156.25000f, 103.25000f, 137.25000f, 136.25000f,
            135.25000f, 134.25000f, 140.25000f, 127.25000f, 178.25000f, 165.25000f,
        }).SetArgDisplayNames("Area", "4");
    }
}
