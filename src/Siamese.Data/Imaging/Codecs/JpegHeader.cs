namespace TorchSharp.Siamese.Data.Imaging.Codecs;

/// <summary>What the segments before the first scan of a JPEG file say.</summary>
/// <param name="Info">Size and orientation.</param>
/// <param name="HasAdobeSegment">Written by Adobe's rules: CMYK values are stored inverted.</param>
/// <param name="ScanOffset">Where the first scan begins.</param>
internal readonly record struct JpegHeader(ImageInfo Info, bool HasAdobeSegment, int ScanOffset)
{
    private const int StartOfScan = 0xDA, EndOfImage = 0xD9, App1 = 0xE1, App14 = 0xEE, Temporary = 0x01;

    public static JpegHeader Read(ReadOnlySpan<byte> file)
    {
        var bytes = new HeaderBytes(file, ImageFileFormat.Jpeg);
        int width = 0, height = 0, orientation = 1;
        var adobe = false;
        long offset = 2;
        while (true)
        {
            var marker = NextMarker(bytes, ref offset);
            if (marker is StartOfScan or EndOfImage)
                break;
            if (marker is Temporary or (>= 0xD0 and <= 0xD8))
                continue;       // these have no length
            var length = bytes.Big16(offset, "the length of a segment");
            if (length < 2)
                throw bytes.Damaged($"needs a segment length of 2 or more at offset {offset}, came {length}.", offset);
            var segment = bytes.Slice(offset + 2, length - 2, "a segment");
            if (marker == App1 && segment.StartsWith("Exif\0\0"u8))
                orientation = TiffHeader.OrientationOfExif(segment[6..]);
            else if (marker == App14 && segment.StartsWith("Adobe"u8))
                adobe = true;
            else if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
                (width, height) = ReadFrame(bytes, offset);
            offset += length;
        }
        if (width == 0)
            throw bytes.Damaged($"needs a frame header before offset {offset - 2}, came none.", offset - 2);
        return new JpegHeader(new ImageInfo(ImageFileFormat.Jpeg, width, height, orientation), adobe, (int)offset);
    }

    /// <summary>Whether there is an end marker behind the scan; a thumbnail before it has one of its own.</summary>
    public bool HasEnd(ReadOnlySpan<byte> file) => file[ScanOffset..].LastIndexOf<byte>([0xFF, EndOfImage]) >= 0;

    private static (int Width, int Height) ReadFrame(HeaderBytes bytes, long offset)
    {
        var height = bytes.Side(bytes.Big16(offset + 3, "the height"), offset + 3, "height");
        var width = bytes.Side(bytes.Big16(offset + 5, "the width"), offset + 5, "width");
        return (width, height);
    }

    /// <summary>Skips fill bytes, and what else is no marker, as libjpeg does.</summary>
    private static int NextMarker(HeaderBytes bytes, ref long offset)
    {
        var rest = bytes.Slice(offset, bytes.Length - offset, "a segment");
        var at = 0;
        while (true)
        {
            var start = rest[at..].IndexOf((byte)0xFF);
            if (start < 0)
                break;
            at += start;
            while (at < rest.Length && rest[at] == 0xFF)
                at++;
            if (at == rest.Length)
                break;
            if (rest[at] != 0)
            {
                offset += at + 1;
                return rest[at];
            }
        }
        throw bytes.Damaged($"cut off: needs a segment at offset {offset}, came none.", offset);
    }
}
