namespace TorchSharp.Siamese.Data.Imaging.Codecs;

/// <summary>The header of a WebP file: simple lossy, simple lossless or extended.</summary>
internal static class WebPHeader
{
    private const int FirstChunk = 12;
    private const int SideMask = 0x3FFF;

    public static ImageInfo Read(ReadOnlySpan<byte> file)
    {
        var bytes = new HeaderBytes(file, ImageFileFormat.WebP);
        var type = bytes.Slice(FirstChunk, 4, "the type of the first chunk");
        const int Data = FirstChunk + 8;
        var orientation = ReadChunks(bytes);
        int width, height;
        if (type.SequenceEqual("VP8 "u8))
        {
            width = bytes.Little16(Data + 6, "the width") & SideMask;
            height = bytes.Little16(Data + 8, "the height") & SideMask;
        }
        else if (type.SequenceEqual("VP8L"u8))
        {
            var sides = bytes.Little32(Data + 1, "the size");
            width = (int)(sides & SideMask) + 1;
            height = (int)((sides >> 14) & SideMask) + 1;
        }
        else if (type.SequenceEqual("VP8X"u8))
        {
            width = bytes.Little24(Data + 4, "the width") + 1;
            height = bytes.Little24(Data + 7, "the height") + 1;
        }
        else
        {
            throw bytes.Damaged($"needs a chunk VP8, VP8L or VP8X at offset {FirstChunk}, came {Convert.ToHexString(type)}.", FirstChunk);
        }
        return new ImageInfo(ImageFileFormat.WebP, bytes.Side(width, Data, "width"), bytes.Side(height, Data, "height"), orientation);
    }

    /// <summary>All chunks must be there; the padding behind the last may be missing.</summary>
    /// <returns>The orientation in the chunk EXIF, or 1.</returns>
    private static int ReadChunks(HeaderBytes bytes)
    {
        var orientation = 1;
        var end = 8 + (long)bytes.Little32(4, "the length of the file");
        for (long offset = FirstChunk; offset + 8 <= end;)
        {
            long length = bytes.Little32(offset + 4, "the length of a chunk");
            var data = bytes.Slice(offset + 8, length, "a chunk");
            if (bytes.Slice(offset, 4, "a chunk").SequenceEqual("EXIF"u8))
                orientation = TiffHeader.OrientationOfExif(data.StartsWith("Exif\0\0"u8) ? data[6..] : data);
            offset += 8 + length + (length & 1);
        }
        return orientation;
    }
}
