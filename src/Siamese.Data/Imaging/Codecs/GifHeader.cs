namespace TorchSharp.Siamese.Data.Imaging.Codecs;

/// <summary>The header of a GIF file and of its first frame.</summary>
/// <param name="Info">Size of the canvas, made larger where the first frame sticks out.</param>
/// <param name="Left">Column of the canvas where the first frame begins.</param>
/// <param name="Top">Row of the canvas where the first frame begins.</param>
internal readonly record struct GifHeader(ImageInfo Info, int Left, int Top)
{
    private const int ScreenLength = 13;

    public static GifHeader Read(ReadOnlySpan<byte> file)
    {
        var bytes = new HeaderBytes(file, ImageFileFormat.Gif);
        var offset = ScreenLength + PaletteLength(bytes.Byte(10, "the flags"));
        while (true)
        {
            var block = bytes.Byte(offset, "a block");
            if (block == 0x2C)
                break;
            if (block != 0x21)
                throw bytes.Damaged($"needs a frame (2C) or an extension (21) at offset {offset}, came {block:X2}.", offset);
            offset += 2;
            while (bytes.Byte(offset, "an extension") is var length and not 0)
                offset += length + 1;
            offset++;
        }
        int left = bytes.Little16(offset + 1, "the frame"), top = bytes.Little16(offset + 3, "the frame");
        var width = bytes.Side(bytes.Little16(offset + 5, "the frame"), offset + 5, "frame width");
        var height = bytes.Side(bytes.Little16(offset + 7, "the frame"), offset + 7, "frame height");
        return new GifHeader(
            new ImageInfo(
                ImageFileFormat.Gif, Math.Max(bytes.Little16(6, "the width"), left + width), Math.Max(bytes.Little16(8, "the height"), top + height), 1),
            left, top);
    }

    private static long PaletteLength(byte flags) => (flags & 0x80) == 0 ? 0L : 3L << ((flags & 7) + 1);
}
