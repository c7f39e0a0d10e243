namespace TorchSharp.Siamese.Data.Sources;

/// <summary>How <see cref="InMemoryImages"/> turns bytes into numbers. By default 255, the MaxPixel, becomes 1.</summary>
public sealed record InMemoryImagesOptions : PixelOptions
{
    /// <summary>0 to 255 become 0 to 1.</summary>
    public InMemoryImagesOptions()
        : base(255)
    {
    }

    /// <summary>Called on every image after that, as <c>[1, C, H, W]</c>; its result is <c>[1, C', H', W']</c>. None by default.</summary>
    /// <remarks>
    /// Called from every thread that reads, so it must be thread-safe. A transform that draws from torch's global generator makes
    /// batches depend on the order of reading; <see cref="Imaging.IBatchAugmentation"/> does not. Not disposed.
    /// </remarks>
    public torchvision.ITransform? Transform { get; init; }
}
