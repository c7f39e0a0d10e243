namespace TorchSharp.Siamese.Data.Sources;

/// <summary>How <see cref="InMemoryImages"/> turns bytes into numbers: <c>(pixel / MaxPixel - Mean) / Std</c>.</summary>
public sealed record InMemoryImagesOptions
{
    /// <summary>The pixel value that becomes 1 before <see cref="Mean"/> and <see cref="Std"/>. Above 0; 255 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not finite, or not above 0.</exception>
    public float MaxPixel
    {
        get;
        init => field = float.IsFinite(value) && value > 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(MaxPixel), value, $"Needs a finite number above 0, got {value}.");
    } = 255;

    /// <summary>Subtracted; one number for all channels, or one for each. 0 by default.</summary>
    /// <exception cref="ArgumentException">Empty, or not finite.</exception>
    public IReadOnlyList<float> Mean
    {
        get;
        init => field = Checked(value, nameof(Mean), float.IsFinite, "finite");
    } = [0f];

    /// <summary>Divided by; one number for all channels, or one for each. 1 by default.</summary>
    /// <exception cref="ArgumentException">Empty, not finite, or not above 0.</exception>
    public IReadOnlyList<float> Std
    {
        get;
        init => field = Checked(value, nameof(Std), x => float.IsFinite(x) && x > 0, "finite and above 0");
    } = [1f];

    /// <summary>Called on every image after that, as <c>[1, C, H, W]</c>; its result is <c>[1, C', H', W']</c>. None by default.</summary>
    /// <remarks>
    /// Called from every thread that reads, so it must be thread-safe. A transform that draws from torch's global generator makes
    /// batches depend on the order of reading; <see cref="Imaging.IBatchAugmentation"/> does not. Not disposed.
    /// </remarks>
    public torchvision.ITransform? Transform { get; init; }

    private static float[] Checked(IReadOnlyList<float> values, string name, Func<float, bool> isValid, string needed)
    {
        ArgumentNullException.ThrowIfNull(values, name);
        return values.Count > 0 && values.All(isValid)
            ? [.. values]
            : throw new ArgumentException($"Needs one number or one for each channel, {needed}, got [{string.Join(", ", values)}].", name);
    }
}
