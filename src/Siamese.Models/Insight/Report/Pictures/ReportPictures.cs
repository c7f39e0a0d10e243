using TorchSharp.Siamese.Data.Imaging;
using TorchSharp.Siamese.Data.Sources;

namespace TorchSharp.Siamese.Models.Insight.Report.Pictures;

/// <summary>The pictures of a page: one sheet for the map, and single larger ones.</summary>
internal sealed class ReportPictures
{
    private const int SheetSide = 48, LargeSide = 80, FewPixels = 32;
    private const int SheetBytes = 4_500_000;       // 6 MB as text, which leaves room for the rest of a page of 10 MB
    private const int RangeSamples = 256;

    private readonly Dictionary<int, string> _large = [];
    private readonly HashSet<int> _unreadable = [];

    /// <param name="source">Where pictures are read from.</param>
    /// <param name="sheetRows">Those of the sheet, in its order.</param>
    /// <param name="largeRows">Those that are shown by themselves.</param>
    /// <param name="cancellationToken">Stops between two pictures.</param>
    public ReportPictures(ISampleSource source, IReadOnlyList<int> sheetRows, IReadOnlyCollection<int> largeRows, CancellationToken cancellationToken)
    {
        var reader = new PictureReader(source, SheetSide);
        var small = sheetRows.Select(row => Read(reader, row, cancellationToken)).ToArray();
        Color = reader.Color;
        var seen = small.Length > 0 ? small : [.. Some(largeRows).Select(row => Read(reader, row, cancellationToken))];
        var brightness = Brightness.Of(seen.OfType<float[]>(), (int)Color);
        if (small.Any(picture => picture is not null))
            Sheet = SpriteSheet.Pack(small, reader.Width, reader.Height, Color, brightness, SheetBytes);

        var larger = new PictureReader(source, LargeSide);
        (LargeWidth, LargeHeight) = (larger.Width, larger.Height);
        foreach (var row in largeRows.Distinct())
        {
            if (Read(larger, row, cancellationToken) is { } picture)
                _large[row] = DataUri(Encode(picture, larger, brightness));
        }
    }

    /// <summary>Pictures of the map; null where none could be read.</summary>
    public SpriteSheet? Sheet { get; }

    /// <summary>Which channels the pictures have.</summary>
    public ColorMode Color { get; }

    /// <summary>Size of a single picture, in pixels.</summary>
    public int LargeWidth { get; }

    /// <summary>Size of a single picture, in pixels.</summary>
    public int LargeHeight { get; }

    /// <summary>Class of the stylesheet for single pictures: few pixels are shown as squares, not blurred.</summary>
    public string LargeStyle => Math.Max(LargeWidth, LargeHeight) <= FewPixels ? "pixelated" : "";

    /// <summary>How many images could not be read.</summary>
    public int UnreadableCount => _unreadable.Count;

    /// <summary>A single picture as an address that holds it; null where it was not asked for or could not be read.</summary>
    public string? Large(int row) => _large.GetValueOrDefault(row);

    /// <summary>The address that holds a PNG.</summary>
    public static string DataUri(byte[] png) => "data:image/png;base64," + Convert.ToBase64String(png);

    private float[]? Read(PictureReader reader, int row, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var picture = reader.Read(row);
        if (picture is null)
            _unreadable.Add(row);
        return picture;
    }

    private static IEnumerable<int> Some(IReadOnlyCollection<int> rows)
        => rows.Where((_, i) => i % Math.Max(1, rows.Count / RangeSamples) == 0);

    private static byte[] Encode(float[] picture, PictureReader reader, Brightness brightness)
    {
        var pixels = new byte[picture.Length];
        brightness.Apply(picture, pixels);
        return PngEncoder.Encode(pixels, reader.Width, reader.Height, reader.Color);
    }
}
