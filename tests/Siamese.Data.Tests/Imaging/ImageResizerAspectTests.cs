using TorchSharp.Siamese.Data.Imaging;

namespace TorchSharp.Siamese.Data.Tests.Imaging;

/// <summary>With nearest and whole ratios the result shows which pixels were taken.</summary>
public class ImageResizerAspectTests
{
    private static readonly byte[] s_wide = [.. Enumerable.Range(0, 10).Select(i => (byte)i)];      // 5 x 2: 0 1 2 3 4 / 5 6 7 8 9

    // A square of 5 x 2 is 2 x 2, from column (5 - 2) / 2 = 1 on.
    [Test]
    public void Crop_WideImage_TakesTheMiddleColumns() =>
        Assert.That(Nearest(s_wide, 5, 2, 2, 2, AspectRatio.Crop), Is.EqualTo(new float[] { 1, 2, 6, 7 }));

    // 2 x 5 for a target of 1 row by 2 columns: 1 row of 2, from row (5 - 1) / 2 = 2 on.
    [Test]
    public void Crop_TallImage_TakesTheMiddleRows() =>
        Assert.That(Nearest(s_wide, 2, 5, 1, 2, AspectRatio.Crop), Is.EqualTo(new float[] { 4, 5 }));

    // Keras: width min(5, int(2 · 7 / 3)) = 4, from column int((5 - 4) / 2) = 0 on; all rows. Nearest takes columns
    // floor((x + 0.5) · 4 / 7) = 0 0 1 2 2 3 3 and rows floor((y + 0.5) · 2 / 3) = 0 1 1.
    [Test]
    public void Crop_RatioThatDoesNotDivide_IsRoundedDown() =>
        Assert.That(Nearest(s_wide, 5, 2, 3, 7, AspectRatio.Crop),
            Is.EqualTo(new float[] { 0, 0, 1, 2, 2, 3, 3, 5, 5, 6, 7, 7, 8, 8, 5, 5, 6, 7, 7, 8, 8 }));

    // The kernel sees nothing of what is cut away: 9s around a window of 1s.
    [Test]
    public void Crop_Pixels_OutsideDoNotBleedIn()
    {
        byte[] pixels = [9, 9, 1, 1, 9, 9, 9, 9, 1, 1, 9, 9];
        var options = new ResizeOptions(5, 5) { Aspect = AspectRatio.Crop, Interpolation = Interpolation.Lanczos5 };
        Assert.That(ImageResizerTests.Resized(pixels, 6, 2, ColorMode.Grayscale, options), Is.All.EqualTo(1).Within(1e-5));
    }

    // 5 x 2 into 5 x 5: ratio 1, two rows of pixels, floor(3 / 2) = 1 row of zeros above and 2 below.
    [Test]
    public void Pad_WideImage_HasZerosAboveAndBelow() =>
        Assert.That(Nearest(s_wide, 5, 2, 5, 5, AspectRatio.Pad), Is.EqualTo(new float[]
        {
            0, 0, 0, 0, 0,
            0, 1, 2, 3, 4,
            5, 6, 7, 8, 9,
            0, 0, 0, 0, 0,
            0, 0, 0, 0, 0,
        }));

    // 1 x 2 into 4 rows x 5 columns: ratio max(1/5, 2/4), so 2 columns wide, floor((5 - 2) / 2) = 1 column of zeros before them.
    [Test]
    public void Pad_TallImage_HasZerosLeftAndRight() =>
        Assert.That(Nearest([3, 7], 1, 2, 4, 5, AspectRatio.Pad), Is.EqualTo(new float[]
        {
            0, 3, 3, 0, 0,
            0, 3, 3, 0, 0,
            0, 7, 7, 0, 0,
            0, 7, 7, 0, 0,
        }));

    // The size is rounded down but the zeros before it are counted from the exact size: 3 x 2 into 4 x 4 is 4 x 2.67, 2 rows,
    // floor(1.33 / 2) = 0 rows of zeros above.
    [Test]
    public void Pad_SizeThatDoesNotDivide_IsAsInTensorFlow()
    {
        var values = Nearest([1, 2, 3, 4, 5, 6], 3, 2, 4, 4, AspectRatio.Pad);
        Assert.That(values.Chunk(4).Select(row => row.Any(v => v > 0)), Is.EqualTo(new[] { true, true, false, false }));
    }

    [Test]
    public void Pad_ColourChannelsLast_KeepsPixelsTogether()
    {
        var options = new ResizeOptions(3, 1) { Aspect = AspectRatio.Pad, Interpolation = Interpolation.Nearest };
        Assert.That(ImageResizerTests.Resized([1, 2, 3], 1, 1, ColorMode.Rgb, options, channelsLast: true),
            Is.EqualTo(new float[] { 0, 0, 0, 1, 2, 3, 0, 0, 0 }));
        Assert.That(ImageResizerTests.Resized([1, 2, 3], 1, 1, ColorMode.Rgb, options), Is.EqualTo(new float[] { 0, 1, 0, 0, 2, 0, 0, 3, 0 }));
    }

    // TensorFlow would make it 0 rows high and fail.
    [Test]
    public void Pad_LineOfPixels_KeepsOneRow()
    {
        byte[] line = [.. Enumerable.Repeat((byte)9, 100)];
        var values = Nearest(line, 100, 1, 10, 10, AspectRatio.Pad);
        Assert.That(values.Count(v => v == 9), Is.EqualTo(10));
    }

    [Test]
    public void Stretch_IsTheDefault() =>
        Assert.That(new ResizeOptions(2, 3) is { Aspect: AspectRatio.Stretch, Interpolation: Interpolation.Bilinear, Antialias: false });

    [Test]
    public void SameAspect_CropAndPad_ChangeNothing([Values(AspectRatio.Crop, AspectRatio.Pad)] AspectRatio aspect)
    {
        var options = new ResizeOptions(4, 10) { Interpolation = Interpolation.Bicubic };
        Assert.That(ImageResizerTests.Resized(s_wide, 5, 2, ColorMode.Grayscale, options with { Aspect = aspect }),
            Is.EqualTo(ImageResizerTests.Resized(s_wide, 5, 2, ColorMode.Grayscale, options)));
    }

    private static float[] Nearest(byte[] pixels, int width, int height, int toHeight, int toWidth, AspectRatio aspect) =>
        ImageResizerTests.Resized(pixels, width, height, ColorMode.Grayscale,
            new ResizeOptions(toHeight, toWidth) { Interpolation = Interpolation.Nearest, Aspect = aspect });
}
