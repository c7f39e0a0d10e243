namespace TorchSharp.Siamese.Data.Sources;

/// <summary>What the central directory of a zip archive says about one entry.</summary>
/// <param name="Name">As stored, decoded.</param>
/// <param name="Offset">Where its own header begins in the file.</param>
/// <param name="Packed">Bytes in the archive.</param>
/// <param name="Size">Bytes once unpacked.</param>
/// <param name="Crc">Checksum of the unpacked bytes.</param>
/// <param name="Method">0 stored, 8 deflated.</param>
/// <param name="Flags">Bit 0: encrypted.</param>
/// <param name="IsLink">Whether it is a symbolic link.</param>
internal readonly record struct ZipEntry(
    string Name, long Offset, long Packed, long Size, uint Crc, ushort Method, ushort Flags, bool IsLink)
{
    internal const ushort Stored = 0;
    internal const ushort Deflated = 8;

    internal bool IsEncrypted => (Flags & 0x41) != 0;    // bit 0, and bit 6 for strong encryption
}
