using TorchSharp.Siamese.Data.Imaging;

namespace TorchSharp.Siamese.Data.Sources;

/// <summary>How <see cref="DecodedImages"/> decodes files and turns pixels into numbers. By default they stay 0 to 255, as in Keras.</summary>
public sealed record DecodedImagesOptions : PixelOptions
{
    /// <summary>Pixels stay as they are.</summary>
    public DecodedImagesOptions()
        : base(1)
    {
    }

    /// <summary>Channels, orientation, limits. By default red, green, blue, upright, in full size.</summary>
    public DecodeOptions Decode
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    } = new();

    /// <summary>
    /// Whether a JPEG at least twice as large as needed is decoded to 1/2, 1/4 or 1/8 of its size, several times faster and with
    /// slightly other values. Default: false, as in Keras.
    /// </summary>
    public bool ScaleWhileDecoding { get; init; }
}
