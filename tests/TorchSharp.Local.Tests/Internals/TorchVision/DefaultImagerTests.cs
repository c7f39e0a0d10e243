using TorchSharp.Siamese.TestSupport;
using static TorchSharp.torch;
using static TorchSharp.torchvision;
using static TorchSharp.torchvision.io;

namespace TorchSharp.Local.Tests.Internals.TorchVision;

/// <summary>TorchSharp's own default imager only throws; that of TorchSharp.Local reads and writes PNG and JPEG.</summary>
public class DefaultImagerTests
{
    private DisposeScope _scope = null!;

    [SetUp]
    public void OpenScope() => _scope = NewDisposeScope();

    [TearDown]
    public void CloseScope() => _scope.Dispose();

    private static byte[] Bytes(Tensor image) => image.contiguous().data<byte>().ToArray();

    private static Tensor Random(int channels) => randint(0, 256, [channels, 5, 7], uint8);

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    [TestCase(4)]
    public void Png_WrittenAndRead_IsTheSame(int channels)
    {
        using var folder = new TemporaryFolder();
        var image = Random(channels);
        write_png(image, folder.File("image.png"));
        var read = read_image(folder.File("image.png"));
        Assert.That(read.shape, Is.EqualTo(new long[] { channels, 5, 7 }));
        Assert.That(Bytes(read), Is.EqualTo(Bytes(image)));
    }

    [TestCase(ImageReadMode.GRAY, 1)]
    [TestCase(ImageReadMode.GRAY_ALPHA, 2)]
    [TestCase(ImageReadMode.RGB, 3)]
    [TestCase(ImageReadMode.RGB_ALPHA, 4)]
    public void Gray_ReadInAnotherMode_RepeatsItAndIsOpaque(ImageReadMode mode, int channels)
    {
        foreach (var format in new[] { ImageFormat.Png, ImageFormat.Jpeg })
        {
            var file = encode_image(full([1, 8, 8], 100, uint8), format);
            Assert.That(file.ndim, Is.EqualTo(1));
            var read = decode_image(file, mode);
            Assert.That(read.shape, Is.EqualTo(new long[] { channels, 8, 8 }));
            byte[] pixel = mode is ImageReadMode.GRAY_ALPHA or ImageReadMode.RGB_ALPHA ? [.. Enumerable.Repeat((byte)100, channels - 1), 255] : [.. Enumerable.Repeat((byte)100, channels)];
            Assert.That(Bytes(read[TensorIndex.Colon, 3, 4]), Is.EqualTo(pixel));
        }
    }

    [Test]
    public void Jpeg_WrittenAndRead_IsAboutTheSame()
    {
        using var file = new MemoryStream();
        var ramp = arange(0, 256, 8).to(uint8).view(1, 1, 32).expand(3, 16, 32).contiguous();
        write_jpeg(ramp, file);
        var read = DefaultImager.DecodeImage(file.ToArray());
        Assert.That(read.shape, Is.EqualTo(new long[] { 3, 16, 32 }));
        Assert.That((read.to(float32) - ramp.to(float32)).abs().max().item<float>(), Is.LessThan(8));
    }

    [Test]
    public async Task Async_WrittenAndRead_IsTheSame()
    {
        using var folder = new TemporaryFolder();
        using var image = Random(3).DetachFromDisposeScope();
        await write_image_async(image, folder.File("image.png"), ImageFormat.Png);
        using var read = await read_image_async(folder.File("image.png"), ImageReadMode.RGB);
        Assert.That(Bytes(read), Is.EqualTo(Bytes(image)));
    }

    [Test]
    public void Decode_BrokenFile_SaysWhat()
    {
        var png = DefaultImager.EncodeImage(Random(3), ImageFormat.Png);
        var jpeg = DefaultImager.EncodeImage(Random(3), ImageFormat.Jpeg);
        Assert.That(() => DefaultImager.DecodeImage(png[..40]), Throws.InstanceOf<InvalidDataException>().With.Message.StartsWith("The PNG image could not be read: "));
        Assert.That(() => DefaultImager.DecodeImage(jpeg[..40]), Throws.InstanceOf<InvalidDataException>().With.Message.StartsWith("The JPEG image could not be read: "));
        Assert.That(() => DefaultImager.DecodeImage([1, 2, 3]), Throws.InstanceOf<NotSupportedException>());
    }

    [Test]
    public void Encode_WhatAFormatCannotHold_IsRefused()
    {
        Assert.That(() => encode_image(zeros(3, 2, 2), ImageFormat.Png), Throws.ArgumentException.With.Message.Contains("Float32"));
        Assert.That(() => encode_image(Random(4), ImageFormat.Jpeg), Throws.ArgumentException.With.Message.Contains("got 4"));
        Assert.That(() => encode_image(Random(3), ImageFormat.Gif), Throws.InstanceOf<NotSupportedException>());
        Assert.That(() => encode_image(zeros(2, 2, dtype: uint8), ImageFormat.Png), Throws.ArgumentException.With.Message.Contains("[2, 2]"));
    }
}
