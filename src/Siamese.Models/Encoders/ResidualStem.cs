namespace TorchSharp.Siamese.Models.Encoders;

/// <summary>How a <see cref="ResidualEncoder"/> begins.</summary>
public enum ResidualStem
{
    /// <summary>A 3 x 3 convolution of step 1: for images of about 32 pixels.</summary>
    Small,

    /// <summary>A 5 x 5 convolution of step 2: half of the image from the start, for speed.</summary>
    Strided,

    /// <summary>A 7 x 7 convolution of step 2 and 3 x 3 max pooling of step 2: for photographs, as published.</summary>
    Photo,
}
