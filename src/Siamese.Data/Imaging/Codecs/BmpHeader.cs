namespace TorchSharp.Siamese.Data.Imaging.Codecs;

/// <summary>The header of a Windows bitmap.</summary>
internal static class BmpHeader
{
    private const int CoreHeaderLength = 12;
    private const int Uncompressed = 0, BitFields = 3;

    public static ImageInfo Read(ReadOnlySpan<byte> file)
    {
        var bytes = new HeaderBytes(file, ImageFileFormat.Bmp);
        var length = bytes.Little32(14, "the length of the header");
        if (length is not CoreHeaderLength and not (>= 16 and <= 1024))
            throw bytes.Damaged($"needs a header of 12 or 16 to 1024 bytes at offset 14, came {length}.", 14);
        var isCore = length == CoreHeaderLength;
        long width = isCore ? bytes.Little16(18, "the width") : unchecked((int)bytes.Little32(18, "the width"));
        long height = isCore ? bytes.Little16(20, "the height") : Math.Abs((long)unchecked((int)bytes.Little32(22, "the height")));  // below 0: top row first
        var info = new ImageInfo(ImageFileFormat.Bmp, bytes.Side(width, 18, "width"), bytes.Side(height, isCore ? 20 : 22, "height"), 1);
        CheckLength(bytes, info, isCore ? 24 : 28, isCore || length < 20 ? Uncompressed : bytes.Little32(30, "the compression"));
        return info;
    }

    /// <summary>Pixels that are not compressed must all be there; the last row may lack its padding.</summary>
    private static void CheckLength(HeaderBytes bytes, ImageInfo info, int bitsOffset, uint compression)
    {
        if (compression is not (Uncompressed or BitFields))
            return;
        var bits = bytes.Little16(bitsOffset, "the bits of a pixel");
        if (bits is not (1 or 2 or 4 or 8 or 16 or 24 or 32))
            throw bytes.Damaged($"needs 1, 2, 4, 8, 16, 24 or 32 bits in a pixel at offset {bitsOffset}, came {bits}.", bitsOffset);
        var row = ((((long)info.Width * bits) + 31) / 32) * 4;
        bytes.Require(bytes.Little32(10, "the offset of the pixels"), (row * (info.Height - 1)) + ((((long)info.Width * bits) + 7) / 8), "the pixels");
    }
}
