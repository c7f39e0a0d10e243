namespace TorchSharp.Siamese.Data.Sources;

/// <summary>Size of one image, stored channel by channel, row by row: <c>[C, H, W]</c>.</summary>
/// <param name="Channels">C: 1 for grayscale, 3 for colour.</param>
/// <param name="Height">H, in pixels.</param>
/// <param name="Width">W, in pixels.</param>
public readonly record struct ImageShape(int Channels, int Height, int Width)
{
    /// <summary>Values in one channel: H x W.</summary>
    public int PixelsPerChannel => Height * Width;

    /// <summary>Values in one image: C x H x W.</summary>
    public int Length => Channels * Height * Width;

    /// <summary>As <c>[C, H, W]</c>, with the numbers.</summary>
    public override string ToString() => $"[{Channels}, {Height}, {Width}]";
}
