namespace TorchSharp.Siamese.Data.Imaging.Codecs;

/// <summary>Recognises the format by the first bytes and reads size and orientation, without decoding anything.</summary>
internal static class ImageHeader
{
    private const int BytesShown = 8;

    public static ImageInfo Read(ReadOnlySpan<byte> file) => Detect(file) switch
    {
        ImageFileFormat.Png => PngHeader.Read(file).Info,
        ImageFileFormat.Jpeg => JpegHeader.Read(file).Info,
        ImageFileFormat.Bmp => BmpHeader.Read(file),
        ImageFileFormat.Gif => GifHeader.Read(file).Info,
        ImageFileFormat.WebP => WebPHeader.Read(file),
        ImageFileFormat.Tiff => TiffHeader.Read(file),
        ImageFileFormat.Pnm => PnmHeader.Read(file),
        _ => throw new ImageDecodeException(file.IsEmpty
            ? "Needs an image file, got one of 0 bytes."
            : $"Needs a PNG, JPEG, BMP, GIF, WebP, TIFF or PNM file, got {file.Length} bytes that start with "
                + $"{Convert.ToHexString(file[..Math.Min(BytesShown, file.Length)])} (hexadecimal)."),
    };

    private static ImageFileFormat? Detect(ReadOnlySpan<byte> file) => file switch
    {
        [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => ImageFileFormat.Png,
        [0xFF, 0xD8, ..] => ImageFileFormat.Jpeg,
        [(byte)'B', (byte)'M', ..] => ImageFileFormat.Bmp,
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', (byte)'7' or (byte)'9', (byte)'a', ..] => ImageFileFormat.Gif,
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => ImageFileFormat.WebP,
        [(byte)'I', (byte)'I', 42 or 43, 0, ..] or [(byte)'M', (byte)'M', 0, 42 or 43, ..] => ImageFileFormat.Tiff,
        [(byte)'P', >= (byte)'1' and <= (byte)'6', (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or (byte)'#', ..] => ImageFileFormat.Pnm,
        _ => null,
    };
}
