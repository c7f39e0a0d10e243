namespace TorchSharp.Siamese.Data.Imaging.Codecs;

/// <summary>The header of a Windows bitmap.</summary>
internal static class BmpHeader
{
    private const int CoreHeaderLength = 12;

    public static ImageInfo Read(ReadOnlySpan<byte> file)
    {
        var bytes = new HeaderBytes(file, ImageFileFormat.Bmp);
        var length = bytes.Little32(14, "the length of the header");
        long width, height;
        if (length == CoreHeaderLength)
            (width, height) = (bytes.Little16(18, "the width"), bytes.Little16(20, "the height"));
        else if (length is >= 16 and <= 1024)
            (width, height) = (unchecked((int)bytes.Little32(18, "the width")), Math.Abs((long)unchecked((int)bytes.Little32(22, "the height"))));   // below 0: top row first
        else
            throw bytes.Damaged($"needs a header of 12 or 16 to 1024 bytes at offset 14, came {length}.", 14);
        return new ImageInfo(ImageFileFormat.Bmp, bytes.Side(width, 18, "width"), bytes.Side(height, 22, "height"), 1);
    }
}
