using TorchSharp.Siamese.Data.Imaging.Resampling;

namespace TorchSharp.Siamese.Data.Imaging.Codecs;

/// <summary>The header of a GIF file and of its first frame.</summary>
/// <param name="Info">Size of the canvas, made larger where the first frame sticks out.</param>
/// <param name="Frame">Where on the canvas the first frame stands.</param>
internal readonly record struct GifHeader(ImageInfo Info, PixelBox Frame)
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
            offset = SkipBlocks(bytes, offset + 2, "an extension");
        }
        int left = bytes.Little16(offset + 1, "the frame"), top = bytes.Little16(offset + 3, "the frame");
        var width = bytes.Side(bytes.Little16(offset + 5, "the frame"), offset + 5, "frame width");
        var height = bytes.Side(bytes.Little16(offset + 7, "the frame"), offset + 7, "frame height");
        CheckData(bytes, offset + 10 + PaletteLength(bytes.Byte(offset + 9, "the flags of the frame")));
        return new GifHeader(
            new ImageInfo(
                ImageFileFormat.Gif, Math.Max(bytes.Little16(6, "the width"), left + width), Math.Max(bytes.Little16(8, "the height"), top + height), 1),
            new PixelBox(left, top, width, height));
    }

    /// <summary>The compressed pixels must all be there.</summary>
    private static void CheckData(HeaderBytes bytes, long offset)
    {
        var codeSize = bytes.Byte(offset, "the code size");
        if (codeSize is < 1 or > 11)
            throw bytes.Damaged($"needs a code size of 1 to 11 at offset {offset}, came {codeSize}.", offset);
        SkipBlocks(bytes, offset + 1, "the pixels");
    }

    /// <returns>What follows the block of length 0.</returns>
    private static long SkipBlocks(HeaderBytes bytes, long offset, string what)
    {
        while (bytes.Byte(offset, what) is var length and not 0)
            offset += length + 1;
        return offset + 1;
    }

    private static long PaletteLength(byte flags) => (flags & 0x80) == 0 ? 0L : 3L << ((flags & 7) + 1);
}
