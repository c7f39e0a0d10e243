namespace TorchSharp.Siamese.Data.Sources;

/// <summary>What a source makes of pixels: <c>(pixel / MaxPixel - Mean) / Std</c>.</summary>
public abstract record PixelOptions
{
    private protected PixelOptions(float maxPixel) => MaxPixel = maxPixel;

    /// <summary>The pixel value that becomes 1 before <see cref="Mean"/> and <see cref="Std"/>. Above 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not finite, or not above 0.</exception>
    public float MaxPixel
    {
        get;
        init => field = float.IsFinite(value) && value > 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(MaxPixel), value, $"Needs a finite number above 0, got {value}.");
    }

    /// <summary>Subtracted; one number for all channels, or one for each. 0 by default.</summary>
    /// <exception cref="ArgumentException">Empty, or not finite.</exception>
    public IReadOnlyList<float> Mean
    {
        get;
        init => field = Checked(value, nameof(Mean), float.IsFinite, "finite");
    } = [0f];

    /// <summary>Divided by; one number for all channels, or one for each. 1 by default; with a mean of 1, −1 turns black into white.</summary>
    /// <exception cref="ArgumentException">Empty, not finite, or 0.</exception>
    public IReadOnlyList<float> Std
    {
        get;
        init => field = Checked(value, nameof(Std), x => float.IsFinite(x) && x != 0, "finite and not 0");
    } = [1f];

    private static float[] Checked(IReadOnlyList<float> values, string name, Func<float, bool> isValid, string needed)
    {
        ArgumentNullException.ThrowIfNull(values, name);
        return values.Count > 0 && values.All(isValid)
            ? [.. values]
            : throw new ArgumentException($"Needs one number or one for each channel, {needed}, got [{string.Join(", ", values)}].", name);
    }
}
