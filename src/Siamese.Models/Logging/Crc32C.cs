using System.Buffers.Binary;
using System.Numerics;

namespace TorchSharp.Siamese.Models.Logging;

/// <summary>The checksum of event files: Castagnoli's polynomial (RFC 3720, appendix B.4), by the processor where it can.</summary>
internal static class Crc32C
{
    private const uint MaskDelta = 0xA282EAD8;

    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var crc = ~0u;
        for (; bytes.Length >= 8; bytes = bytes[8..])
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (var b in bytes)
            crc = BitOperations.Crc32C(crc, b);
        return ~crc;
    }

    /// <summary>Turned by 15 bits and shifted by a constant: what TFRecord stores, so that data with checksums in it has good checksums.</summary>
    public static uint Masked(ReadOnlySpan<byte> bytes) => unchecked(BitOperations.RotateRight(Of(bytes), 15) + MaskDelta);
}
