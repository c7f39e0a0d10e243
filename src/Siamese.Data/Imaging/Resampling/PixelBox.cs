namespace TorchSharp.Siamese.Data.Imaging.Resampling;

/// <summary>A rectangle of pixels.</summary>
internal readonly record struct PixelBox(int Left, int Top, int Width, int Height);
