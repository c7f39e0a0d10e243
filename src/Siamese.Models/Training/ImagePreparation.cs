using System.Globalization;
using TorchSharp.Siamese.Data.Imaging;
using TorchSharp.Siamese.Data.Sources;

namespace TorchSharp.Siamese.Models.Training;

/// <summary>How an image file becomes what a network was trained on: size, channels, resizing, scaling. Immutable.</summary>
/// <remarks>Kept in a <see cref="SavedModel"/>, so that images are prepared the same way ever after.</remarks>
public sealed record ImagePreparation
{
    /// <summary>Height in pixels, 1 to 65,535.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to anything else.</exception>
    public required int Height { get; init => field = Data.Check.Between(value, 1, 65_535, nameof(Height)); }

    /// <summary>Width in pixels, 1 to 65,535.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to anything else.</exception>
    public required int Width { get; init => field = Data.Check.Between(value, 1, 65_535, nameof(Width)); }

    /// <summary>Channels. Default: red, green, blue.</summary>
    public ColorMode Color { get; init; } = ColorMode.Rgb;

    /// <summary>The kernel of the resizing. Default: bilinear.</summary>
    public Interpolation Interpolation { get; init; }

    /// <summary>Whether every pixel counts where an image shrinks. Default: true, other than in Keras.</summary>
    public bool Antialias { get; init; } = true;

    /// <summary>What happens to an image of another aspect ratio. Default: it is stretched.</summary>
    public AspectRatio Aspect { get; init; }

    /// <summary>Whether photos are turned upright as their Exif data say. Default: true.</summary>
    public bool Orient { get; init; } = true;

    /// <summary>Whether a JPEG much larger than needed is decoded at a fraction of its size. Default: true; the values are slightly others, and stay the same.</summary>
    public bool ScaleWhileDecoding { get; init; } = true;

    /// <summary>Subtracted from pixels of 0 to 1; one number for all channels, or one for each. Default: 0.5.</summary>
    public IReadOnlyList<float> Mean { get; init; } = [0.5f];

    /// <summary>Divided by; one number for all channels, or one for each; not 0. With a mean of 1, −1 turns black into white. Default: 0.25.</summary>
    public IReadOnlyList<float> Std { get; init; } = [0.25f];

    /// <summary>Number of channels.</summary>
    public int Channels => (int)Color;

    /// <summary>Files as samples of this size and scaling.</summary>
    /// <param name="files">The files. Not disposed.</param>
    /// <returns>The samples, decoded whenever one is read.</returns>
    /// <exception cref="ArgumentException">Means or deviations are neither one nor one for each channel.</exception>
    public DecodedImages Of(IImageFiles files) => new(files, Resize, new DecodedImagesOptions
    {
        Decode = new DecodeOptions { Color = Color, Orient = Orient },
        ScaleWhileDecoding = ScaleWhileDecoding,
        MaxPixel = 255,
        Mean = Mean,
        Std = Std,
    });

    /// <summary>Size, channels and resizing in words.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Height} x {Width} pixels, {Color}, {Interpolation}{(Antialias ? " with antialias" : "")}, aspect ratio {Aspect}, minus [{string.Join(", ", Mean)}] by [{string.Join(", ", Std)}]");

    private ResizeOptions Resize => new(Height, Width) { Interpolation = Interpolation, Antialias = Antialias, Aspect = Aspect };
}
