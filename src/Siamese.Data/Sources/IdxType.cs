namespace TorchSharp.Siamese.Data.Sources;

/// <summary>Element type of an idx file; the value is the third byte of the file.</summary>
public enum IdxType
{
    /// <summary>Unsigned byte, <see cref="byte"/>.</summary>
    UInt8 = 0x08,

    /// <summary>Signed byte, <see cref="sbyte"/>.</summary>
    Int8 = 0x09,

    /// <summary>Two-byte signed integer, <see cref="short"/>.</summary>
    Int16 = 0x0B,

    /// <summary>Four-byte signed integer, <see cref="int"/>.</summary>
    Int32 = 0x0C,

    /// <summary>Four-byte IEEE 754 number, <see cref="float"/>.</summary>
    Float32 = 0x0D,

    /// <summary>Eight-byte IEEE 754 number, <see cref="double"/>.</summary>
    Float64 = 0x0E,
}
