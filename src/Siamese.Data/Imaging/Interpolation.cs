namespace TorchSharp.Siamese.Data.Imaging;

/// <summary>How a resized pixel is made from those around it: the eight of Keras and TensorFlow.</summary>
/// <remarks>
/// Sampling is TensorFlow 2's: output pixel i looks at (i + 0.5) · in / out, pixels have their centres at halves. Weights that
/// fall outside the image are left out and the others scaled to sum 1, which for <see cref="Bilinear"/> is the same as
/// repeating the edge. <see cref="ResizeOptions.Antialias"/> widens the kernel when an image shrinks.
/// </remarks>
public enum Interpolation
{
    /// <summary>Triangle of radius 1.</summary>
    Bilinear,

    /// <summary>The pixel whose square holds the sampled point. Antialias changes nothing.</summary>
    Nearest,

    /// <summary>Keys' cubic of radius 2 with a = -0.5. TensorFlow rounds the position to 1/1024 pixel without antialias; here it is exact.</summary>
    Bicubic,

    /// <summary>The mean of the area that an output pixel covers, parts of pixels counted in part. Antialias changes nothing.</summary>
    Area,

    /// <summary>Windowed sinc of radius 3.</summary>
    Lanczos3,

    /// <summary>Windowed sinc of radius 5.</summary>
    Lanczos5,

    /// <summary>Gaussian with a standard deviation of 0.5, cut at radius 1.5.</summary>
    Gaussian,

    /// <summary>Mitchell and Netravali's cubic of radius 2, B = C = 1/3. It blurs slightly, even where the size stays.</summary>
    MitchellCubic,
}
