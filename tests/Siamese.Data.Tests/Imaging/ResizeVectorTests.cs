using TorchSharp.Siamese.Data.Imaging;
using TorchSharp.Siamese.Data.Imaging.Resampling;

namespace TorchSharp.Siamese.Data.Tests.Imaging;

/// <summary>The vectors give the bits of the plain sum, tap by tap, whatever the length and whatever is left over.</summary>
public class ResizeVectorTests
{
    [Test]
    public void Resize_AnyWidth_GivesTheBitsOfPlainSums(
        [Range(1, 35)] int width, [Values] ColorMode color, [Values(Interpolation.Bilinear, Interpolation.Lanczos3)] Interpolation interpolation)
    {
        const int Height = 3, ToHeight = 2;
        var (channels, toWidth) = ((int)color, (width * 2 / 3) + 1);
        byte[] pixels = [.. Enumerable.Range(0, width * Height * channels).Select(i => (byte)((i * 2654435761L >> 11) % 256))];
        var rows = ResampleTable.Build(Height, ToHeight, interpolation, antialias: false);
        var columns = ResampleTable.Build(width, toWidth, interpolation, antialias: false);
        var expected = new List<float>();
        for (var y = 0; y < ToHeight; y++)
        {
            for (var x = 0; x < toWidth; x++)
            {
                for (var c = 0; c < channels; c++)
                {
                    var sum = 0f;
                    for (var k = 0; k < columns.Taps; k++)
                        sum += columns.Weights[(k * toWidth) + x] * BlendedRows(columns.Starts[x] + k, y, c);
                    expected.Add(sum);
                }
            }
        }
        var options = new ResizeOptions(ToHeight, toWidth) { Interpolation = interpolation };
        Assert.That(ImageResizerTests.Resized(pixels, width, Height, color, options, channelsLast: true), Is.EqualTo(expected));

        float BlendedRows(int column, int y, int c)
        {
            var sum = 0f;
            for (var k = 0; k < rows.Taps; k++)
                sum += rows.Weights[(k * ToHeight) + y] * pixels[((((rows.Starts[y] + k) * width) + column) * channels) + c];
            return sum;
        }
    }
}
