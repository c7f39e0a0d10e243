using TorchSharp.Siamese.Data.Imaging;
using TorchSharp.Siamese.Data.Sources;

namespace TorchSharp.Siamese.Examples.Omniglot;

/// <summary>Drawings in memory, a byte a pixel: 0 is paper, 255 ink.</summary>
internal sealed class Characters : ISampleSource
{
    private readonly byte[] _pixels;    // [Count, side, side]
    private readonly IImageFiles _files;

    private Characters(IImageFiles files, byte[] pixels, int side)
    {
        (_files, _pixels) = (files, pixels);
        Shape = new ImageShape(1, side, side);
    }

    public ImageShape Shape { get; }

    public int Count => _files.Count;

    public IReadOnlyList<int> Labels => _files.Labels;

    /// <summary>Decodes all files, on every core, each pixel the mean of the area that it covers.</summary>
    /// <param name="files">Black on white.</param>
    /// <param name="side">Height and width in pixels.</param>
    /// <param name="cancellationToken">Stops at the next image.</param>
    public static Characters Read(IImageFiles files, int side, CancellationToken cancellationToken)
    {
        var images = new DecodedImages(
            files,
            new ResizeOptions(side, side) { Interpolation = Interpolation.Area },
            new DecodedImagesOptions { Decode = new DecodeOptions { Color = ColorMode.Grayscale } });
        var length = side * side;
        var pixels = new byte[files.Count * length];
        try
        {
            Parallel.For(0, files.Count, new ParallelOptions { CancellationToken = cancellationToken }, () => new float[length], (i, _, image) =>
            {
                images.ReadInto(i, image);
                for (var p = 0; p < length; p++)
                    pixels[(i * length) + p] = (byte)(byte.MaxValue - (int)MathF.Round(image[p]));
                return image;
            }, _ => { });
        }
        catch (AggregateException several)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(several.InnerExceptions[0]);
        }
        return new Characters(files, pixels, side);
    }

    public string NameOf(int index) => _files.NameOf(index);

    /// <summary>Ink is 1, paper 0.</summary>
    public void ReadInto(int index, Span<float> target)
    {
        var image = Pixels(index);
        for (var i = 0; i < image.Length; i++)
            target[i] = image[i] * (1f / byte.MaxValue);
    }

    public ReadOnlySpan<byte> Pixels(int index) => _pixels.AsSpan(index * Shape.Length, Shape.Length);
}
