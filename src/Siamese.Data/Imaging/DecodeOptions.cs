namespace TorchSharp.Siamese.Data.Imaging;

/// <summary>How <see cref="ImageDecoder"/> decodes an image.</summary>
public sealed record DecodeOptions
{
    /// <summary>The default of <see cref="MaxPixels"/>, above which PIL refuses an image too.</summary>
    public const long DefaultMaxPixels = 178_956_970;

    internal static readonly DecodeOptions Default = new();

    /// <summary>Channels of the result. Default: red, green, blue.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is none of the enum's.</exception>
    public ColorMode Color
    {
        get;
        init => field = value is ColorMode.Grayscale or ColorMode.Rgb or ColorMode.Rgba
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, $"Needs Grayscale, Rgb or Rgba, got {value}.");
    } = ColorMode.Rgb;

    /// <summary>
    /// Whether the image is turned and mirrored as its Exif orientation says (JPEG, PNG, TIFF, WebP). Default: true, so that a
    /// photo stands upright. Keras and PIL leave it as it is stored.
    /// </summary>
    public bool Orient { get; init; } = true;

    /// <summary>
    /// Width times height that the file's header may ask for, at least 1. An image above it is refused before memory is
    /// taken for it. Default: <see cref="DefaultMaxPixels"/>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public long MaxPixels { get; init => field = Check.Between(value, 1, long.MaxValue, nameof(MaxPixels)); } = DefaultMaxPixels;

    /// <summary>
    /// Width that is wanted at least, 0 (default) for the full size. A JPEG much larger in both directions is decoded to 1/2,
    /// 1/4 or 1/8 of its size, several times faster, and never below this. Other formats ignore it. Give both or neither.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int MinWidth { get; init => field = Check.Between(value, 0, int.MaxValue, nameof(MinWidth)); }

    /// <summary>Height that is wanted at least, as <see cref="MinWidth"/>; both count after <see cref="Orient"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int MinHeight { get; init => field = Check.Between(value, 0, int.MaxValue, nameof(MinHeight)); }
}
