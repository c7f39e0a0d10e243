namespace TorchSharp.Siamese.Data.Datasets;

/// <summary>Where the channels of images stand.</summary>
public enum DataFormat
{
    /// <summary><c>[H, W, C]</c>, as Keras has it by default.</summary>
    ChannelsLast,

    /// <summary><c>[C, H, W]</c>, as TorchSharp's layers take it.</summary>
    ChannelsFirst,
}
