using static TorchSharp.torch;
using static TorchSharp.torchvision.transforms;

namespace TorchSharp.Local.Tests.TorchVision;

public class TransformColorTests
{
    private DisposeScope _scope = null!;

    [SetUp]
    public void OpenScope() => _scope = NewDisposeScope();

    [TearDown]
    public void CloseScope() => _scope.Dispose();

    /// <summary>One pixel in a batch of one.</summary>
    private static Tensor Pixel(float red, float green, float blue) => tensor(new[] { red, green, blue }).reshape(1, 3, 1, 1);

    private static float[] Values(Tensor image) => image.contiguous().data<float>().ToArray();

    [Test]
    public void ConvertImageDtype_BytesToFloatAndBack()
    {
        var bytes = tensor(new byte[] { 0, 51, 255 });
        var floats = ConvertImageDtype(float32).call(bytes);
        Assert.That(Values(floats), Is.EqualTo(new[] { 0f, 0.2f, 1f }).Within(1e-6));
        Assert.That(functional.convert_image_dtype(floats, uint8).data<byte>().ToArray(), Is.EqualTo(new byte[] { 0, 51, 255 }));
        Assert.That(functional.convert_image_dtype(bytes, int16).data<short>().ToArray(), Is.EqualTo(new short[] { 0, 51 * 128, 255 * 128 }));
        Assert.That(functional.convert_image_dtype(functional.convert_image_dtype(bytes, int16), uint8).data<byte>().ToArray(),
            Is.EqualTo(new byte[] { 0, 51, 255 }));
        Assert.That(functional.convert_image_dtype(tensor(new[] { 0.995f, 0.997f }), uint8).data<byte>().ToArray(),
            Is.EqualTo(new byte[] { 254, 255 }), "256 equal ranges: 254.7 and 255.2");
        Assert.That(() => functional.convert_image_dtype(floats, int64), Throws.ArgumentException);
    }

    [Test]
    public void Normalize_SubtractsAndDividesByChannel()
    {
        using var normalize = (IDisposable)Normalize([1, 2, 3], [1, 2, 4]);
        Assert.That(Values(((torchvision.ITransform)normalize).call(Pixel(2, 6, 11))), Is.EqualTo(new[] { 1f, 2f, 2f }));
        Assert.That(Values(functional.normalize(Pixel(2, 6, 11), [1, 2, 3], [1, 2, 4])), Is.EqualTo(new[] { 1f, 2f, 2f }));
    }

    [Test]
    public void Compose_CallsInOrderAndDisposesWhatItHolds()
    {
        var normalize = Compose(Lambda(x => x + 1), Normalize([0.5], [0.5]));
        Assert.That(Values(normalize.call(zeros(1, 1, 1, 1))), Is.EqualTo(new[] { 1f }));
        ((IDisposable)normalize).Dispose();
        Assert.That(() => normalize.call(zeros(1, 1, 1, 1)), Throws.InvalidOperationException);
    }

    [Test]
    public void Normalize_BadChannels_AreRefused()
    {
        Assert.That(() => Normalize(null!, [1]), Throws.ArgumentNullException.With.Property("ParamName").EqualTo("means"));
        Assert.That(() => Normalize([1], [1, 2, 3]), Throws.ArgumentException);
        Assert.That(() => Normalize([1, 2], [1, 2]), Throws.ArgumentException);
        Assert.That(() => Normalize([1], [1]).call(Pixel(1, 2, 3)), Throws.ArgumentException);
    }

    // 0.2989 r + 0.587 g + 0.114 b.
    [Test]
    public void Grayscale_WeighsTheChannels()
    {
        Assert.That(Values(Grayscale().call(Pixel(1, 0.5f, 0.25f))), Is.EqualTo(new[] { 0.2989f + 0.2935f + 0.0285f }).Within(1e-6));
        Assert.That(Grayscale(3).call(Pixel(1, 0, 0)).shape, Is.EqualTo(new long[] { 1, 3, 1, 1 }));
        Assert.That(Grayscale().call(zeros(1, 4, 4)).shape, Is.EqualTo(new long[] { 1, 4, 4 }));
        Assert.That(() => Grayscale(2), Throws.ArgumentException);
        Assert.That(() => Grayscale().call(zeros(2, 4, 4)), Throws.ArgumentException);
    }

    [Test]
    public void Invert_TurnsTheRangeAround()
    {
        Assert.That(Values(Invert().call(Pixel(0, 0.25f, 1))), Is.EqualTo(new[] { 1f, 0.75f, 0f }));
        Assert.That(functional.invert(tensor(new byte[] { 0, 100, 255 })).to(int32).data<int>().ToArray(), Is.EqualTo(new[] { 255, 155, 0 }));
    }

    [Test]
    public void Solarize_InvertsFromTheThresholdOn()
    {
        Assert.That(Values(Solarize(0.5).call(Pixel(0.25f, 0.5f, 1))), Is.EqualTo(new[] { 0.25f, 0.5f, 0f }));
        Assert.That(() => functional.solarize(Pixel(0, 0, 0), 1.5), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void AdjustBrightness_ScalesAndClamps()
    {
        Assert.That(Values(AdjustBrightness(2).call(Pixel(0.25f, 0.5f, 0.75f))), Is.EqualTo(new[] { 0.5f, 1f, 1f }));
        Assert.That(AdjustBrightness(0.5).call(tensor(new byte[] { 100, 255 })).data<byte>().ToArray(), Is.EqualTo(new byte[] { 50, 127 }));
        Assert.That(() => AdjustBrightness(-1), Throws.ArgumentException);
    }

    // Gray is the mean of 0.2 and 0.6 = 0.4; half of the way there.
    [Test]
    public void AdjustContrast_MovesToTheMeanGray()
    {
        var image = tensor(new[] { 0.2f, 0.6f }).reshape(1, 1, 2).expand(3, 1, 2).contiguous();
        Assert.That(Values(AdjustContrast(0.5).call(image))[..2], Is.EqualTo(new[] { 0.3f, 0.5f }).Within(1e-4));
    }

    [Test]
    public void AdjustSaturation_Zero_IsGray()
    {
        var gray = Values(Grayscale().call(Pixel(1, 0.5f, 0.25f)))[0];
        Assert.That(Values(AdjustSaturation(0).call(Pixel(1, 0.5f, 0.25f))), Is.EqualTo(new[] { gray, gray, gray }).Within(1e-6));
    }

    [Test]
    public void AdjustGamma_IsAPower() =>
        Assert.That(Values(functional.adjust_gamma(Pixel(0.25f, 0.5f, 1), 2)), Is.EqualTo(new[] { 0.0625f, 0.25f, 1f }).Within(1e-6));

    // A third of the circle: red to green, green to blue, blue to red; a sixth: red to yellow.
    [Test]
    public void AdjustHue_TurnsTheCircle()
    {
        Assert.That(Values(AdjustHue(1.0 / 3).call(Pixel(0.8f, 0.2f, 0.4f))), Is.EqualTo(new[] { 0.4f, 0.8f, 0.2f }).Within(1e-5));
        Assert.That(Values(functional.adjust_hue(Pixel(1, 0, 0), 1.0 / 6)), Is.EqualTo(new[] { 1f, 1f, 0f }).Within(1e-5));
        Assert.That(Values(functional.adjust_hue(Pixel(1, 0, 0), -120, degrees: true)), Is.EqualTo(new[] { 0f, 0f, 1f }).Within(1e-5));
        Assert.That(Values(functional.adjust_hue(Pixel(0.5f, 0.5f, 0.5f), 0.3)), Is.EqualTo(new[] { 0.5f, 0.5f, 0.5f }).Within(1e-6));
    }

    // All ones but the middle 0: the soft middle is 8/13, and sharpness 0 is the soft image.
    [Test]
    public void AdjustSharpness_Zero_SoftensAllButTheEdge()
    {
        var image = ones(1, 3, 3);
        image[0, 1, 1] = tensor(0f);
        var soft = AdjustSharpness(0).call(image);
        Assert.That(soft[0, 1, 1].item<float>(), Is.EqualTo(8 / 13f).Within(1e-6));
        Assert.That(soft[0, 0, 0].item<float>(), Is.EqualTo(1));
        Assert.That(AdjustSharpness(2).call(image)[0, 1, 1].item<float>(), Is.EqualTo(0), "-8/13, clamped");
    }
}
