namespace TorchSharp.Siamese.Data.Imaging.Codecs;

/// <summary>What the chunks of a PNG file say.</summary>
/// <param name="Info">Size and orientation.</param>
/// <param name="ColorType">0 gray, 2 colour, 3 palette, 4 gray and alpha, 6 colour and alpha.</param>
/// <param name="IsDeepInterlaced">Interlaced, with 16 bits a value.</param>
/// <param name="HasTransparency">A tRNS chunk names transparent colours or gives the palette alpha.</param>
/// <param name="HasMetadata">There are chunks that are neither tRNS nor needed to decode.</param>
/// <param name="Length">Bytes up to and with the last chunk.</param>
internal readonly record struct PngHeader(ImageInfo Info, int ColorType, bool IsDeepInterlaced, bool HasTransparency, bool HasMetadata, int Length)
{
    public const int SignatureLength = 8;
    public const int ChunkOverhead = 12;   // length, type and checksum
    public const uint Header = 0x49484452, Palette = 0x504C5445, Data = 0x49444154, End = 0x49454E44, Transparency = 0x74524E53;
    private const uint Exif = 0x65584966;
    private const int HeaderDataLength = 13;
    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', (byte)'\r', (byte)'\n', 0x1A, (byte)'\n'];

    public static PngHeader Read(ReadOnlySpan<byte> file)
    {
        var bytes = new HeaderBytes(file, ImageFileFormat.Png);
        if (!bytes.Slice(0, SignatureLength, "the signature").SequenceEqual(Signature))
            throw bytes.Damaged($"needs the signature {Convert.ToHexString(Signature)} at offset 0, "
                + $"came {Convert.ToHexString(file[..SignatureLength])}; a transfer as text does that.", 0);
        var header = ReadFirst(bytes);

        long offset = SignatureLength + ChunkOverhead + HeaderDataLength;
        while (true)
        {
            var length = bytes.Big32(offset, "the length of a chunk");
            var type = bytes.Big32(offset + 4, "the type of a chunk");
            var data = bytes.Slice(offset + 8, length + 4L, "the data and checksum of a chunk")[..^4];
            offset += ChunkOverhead + (long)length;
            switch (type)
            {
                case End:
                    return header with { Length = (int)offset };
                case Transparency:
                    header = header with { HasTransparency = true };
                    break;
                case Palette or Data:
                    break;
                case Exif:
                    header = header with { Info = header.Info with { Orientation = TiffHeader.OrientationOfExif(data) }, HasMetadata = true };
                    break;
                default:
                    header = header with { HasMetadata = true };
                    break;
            }
        }
    }

    private static PngHeader ReadFirst(HeaderBytes bytes)
    {
        const int Start = SignatureLength;
        if (bytes.Big32(Start, "the length of the first chunk") != HeaderDataLength || bytes.Big32(Start + 4, "the type of the first chunk") != Header)
            throw bytes.Damaged($"needs an IHDR chunk of {HeaderDataLength} bytes at offset {Start}, "
                + $"came {Convert.ToHexString(bytes.Slice(Start, 8, "the first chunk"))}.", Start);
        var width = bytes.Side(bytes.Big32(Start + 8, "the width"), Start + 8, "width");
        var height = bytes.Side(bytes.Big32(Start + 12, "the height"), Start + 12, "height");
        var colorType = bytes.Byte(Start + 17, "the colour type");
        if (colorType is not (0 or 2 or 3 or 4 or 6))
            throw bytes.Damaged($"needs a colour type of 0, 2, 3, 4 or 6 at offset {Start + 17}, came {colorType}.", Start + 17);
        var isDeepInterlaced = bytes.Byte(Start + 16, "the bits of a value") == 16 && bytes.Byte(Start + 20, "the interlacing") != 0;
        return new PngHeader(new ImageInfo(ImageFileFormat.Png, width, height, 1), colorType, isDeepInterlaced, false, false, 0);
    }
}
