using System.Buffers.Binary;

namespace TorchSharp.Siamese.Models.Training;

/// <summary>Where things are in a checkpoint's file; design/0004 draws it. All numbers are little-endian.</summary>
internal static class CheckpointLayout
{
    public const int NewestVersion = 1;
    public const int SumLength = 32;           // SHA-256
    public const int NameLimit = 200;          // bytes
    public const int SectionLimit = 100_000;

    /// <summary>Offset of the directory, length of the file, sum of header and directory, end mark.</summary>
    public const int FooterLength = 8 + 8 + SumLength + 8;

    /// <summary>Mark, version of the container, version of the kind, length of the kind's name.</summary>
    public const int FixedHeaderLength = 8 + 4 + 4 + 2;

    /// <summary>As in PNG: bytes that a transfer as text would change.</summary>
    public static ReadOnlySpan<byte> Mark => [0x89, (byte)'T', (byte)'S', (byte)'S', (byte)'\r', (byte)'\n', 0x1A, (byte)'\n'];

    public static ReadOnlySpan<byte> EndMark => "TSS-END\n"u8;

    /// <summary>Where one section is.</summary>
    public sealed record Entry(string Name, long Offset, long Length, byte[] Sum);

    public static byte[] Number(long value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        return bytes;
    }
}
