namespace TorchSharp.Siamese.Models.Encoders;

/// <summary>How the feature maps of an image become one row.</summary>
public enum GlobalPooling
{
    /// <summary>All pixels of all channels, one after another: <c>C·H·W</c> numbers.</summary>
    Flatten,

    /// <summary>The mean of each channel.</summary>
    Average,

    /// <summary>The largest value of each channel.</summary>
    Max,

    /// <summary>The generalised mean of each channel, with a learnt exponent.</summary>
    GeM,
}
