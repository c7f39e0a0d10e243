namespace TorchSharp.Siamese.Data.Imaging;

/// <summary>How <see cref="ImageResizer"/> resizes an image.</summary>
/// <param name="Height">Rows of the result, 1 to 65,535.</param>
/// <param name="Width">Columns of the result, 1 to 65,535.</param>
public sealed record ResizeOptions(int Height, int Width)
{
    private const int MaxSide = 65_535;

    /// <summary>Rows of the result, 1 to 65,535.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside its range.</exception>
    public int Height { get; init => field = Check.Between(value, 1, MaxSide, nameof(Height)); } = Check.Between(Height, 1, MaxSide);

    /// <summary>Columns of the result, 1 to 65,535.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside its range.</exception>
    public int Width { get; init => field = Check.Between(value, 1, MaxSide, nameof(Width)); } = Check.Between(Width, 1, MaxSide);

    /// <summary>The kernel. Default: bilinear, as in Keras.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is none of the enum's.</exception>
    public Interpolation Interpolation
    {
        get;
        init => field = value is >= Interpolation.Bilinear and <= Interpolation.MitchellCubic
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, $"Needs one of the eight interpolations, got {value}.");
    }

    /// <summary>
    /// Whether the kernel grows with the scale where the image shrinks, so that every pixel counts. Default: false, as in
    /// Keras. <see cref="Interpolation.Nearest"/> and <see cref="Interpolation.Area"/> ignore it.
    /// </summary>
    public bool Antialias { get; init; }

    /// <summary>What happens to an image of another aspect ratio. Default: it is stretched, as in Keras.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is none of the enum's.</exception>
    public AspectRatio Aspect
    {
        get;
        init => field = value is >= AspectRatio.Stretch and <= AspectRatio.Pad
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, $"Needs Stretch, Crop or Pad, got {value}.");
    }
}
