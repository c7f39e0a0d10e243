namespace TorchSharp.Siamese.Data.Imaging.Codecs;

/// <summary>The header of a portable bit, gray or pixel map: words between white space and comments.</summary>
internal static class PnmHeader
{
    public static ImageInfo Read(ReadOnlySpan<byte> file)
    {
        var bytes = new HeaderBytes(file, ImageFileFormat.Pnm);
        long offset = 2;
        var width = ReadNumber(bytes, ref offset, "width");
        var height = ReadNumber(bytes, ref offset, "height");
        var (bits, isText) = bytes.Byte(1, "the kind") switch
        {
            (byte)'4' => (1L, false),
            (byte)'5' => (8L, false),
            (byte)'6' => (24L, false),
            _ => (0L, true),
        };
        if (bits > 1 && ReadNumber(bytes, ref offset, "largest value") > byte.MaxValue)
            bits *= 2;
        if (!isText)        // one white space, then the pixels
            bytes.Require(offset + 1, (((width * bits) + 7) / 8) * height, "the pixels");
        return new ImageInfo(ImageFileFormat.Pnm, width, height, 1);
    }

    private static int ReadNumber(HeaderBytes bytes, ref long offset, string what)
    {
        SkipSpace(bytes, ref offset, what);
        var start = offset;
        long value = 0;
        while (bytes.Byte(offset, what) is var digit and >= (byte)'0' and <= (byte)'9')
        {
            value = Math.Min((value * 10) + digit - '0', uint.MaxValue);
            offset++;
        }
        if (offset == start)
            throw bytes.Damaged($"needs a number for the {what} at offset {start}, came {bytes.Byte(start, what):X2} (hexadecimal).", start);
        return bytes.Side(value, start, what);
    }

    private static void SkipSpace(HeaderBytes bytes, ref long offset, string what)
    {
        while (true)
        {
            var value = bytes.Byte(offset, what);
            if (value == '#')
            {
                while (bytes.Byte(offset, what) is not ((byte)'\n' or (byte)'\r'))
                    offset++;
            }
            else if (value is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or 0x0B or 0x0C))
            {
                return;
            }
            offset++;
        }
    }
}
