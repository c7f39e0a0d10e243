using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using TorchSharp.Siamese.Data.Sources;

namespace TorchSharp.Siamese.Data.Imaging.Kernels;

/// <summary>Colour operations on one image on the CPU; <see cref="ColorTensors"/> has the same for batches of any device.</summary>
internal static class ColorKernels
{
    // ITU-R BT.601, with the digits that PIL and torchvision use.
    public const float Red = 0.2989f;
    public const float Green = 0.587f;
    public const float Blue = 0.114f;

    // Values that are added up before the sum goes on in double precision.
    private const int SumBlock = 4096;

    private interface IColorStep
    {
        void Change(ref Vector256<float> red, ref Vector256<float> green, ref Vector256<float> blue);
    }

    /// <summary>Whether an image has red, green and blue; a fourth channel is taken for alpha.</summary>
    public static bool HasColor(ImageShape shape) => shape.Channels is 3 or 4;

    /// <summary>Channels that show brightness: all but alpha.</summary>
    public static int VisibleChannels(ImageShape shape) => shape.Channels == 4 ? 3 : shape.Channels;

    /// <summary>The values of the channels but alpha.</summary>
    public static Span<float> Visible(Span<float> image, ImageShape shape) => image[..(VisibleChannels(shape) * shape.PixelsPerChannel)];

    /// <summary><c>value * scale + offset</c>, not below low and not above high.</summary>
    public static void Levels(Span<float> values, float scale, float offset, float low, float high)
    {
        var (lowest, highest, added) = (Vector256.Create(low), Vector256.Create(high), Vector256.Create(offset));
        var i = 0;
        for (; i <= values.Length - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            var value = (Vector256.Create((ReadOnlySpan<float>)values[i..]) * scale) + added;
            Vector256.Min(Vector256.Max(value, lowest), highest).CopyTo(values[i..]);
        }
        for (; i < values.Length; i++)
            values[i] = MathF.Min(MathF.Max((values[i] * scale) + offset, low), high);
    }

    /// <summary>Adds <c>factor * other</c> to each value.</summary>
    public static void AddScaled(Span<float> values, ReadOnlySpan<float> other, float factor)
    {
        var i = 0;
        for (; i <= values.Length - Vector256<float>.Count; i += Vector256<float>.Count)
            (Vector256.Create((ReadOnlySpan<float>)values[i..]) + (Vector256.Create(other[i..]) * factor)).CopyTo(values[i..]);
        for (; i < values.Length; i++)
            values[i] += other[i] * factor;
    }

    /// <summary>Mean of all values.</summary>
    public static double Mean(ReadOnlySpan<float> values)
    {
        var sum = 0.0;
        for (var start = 0; start < values.Length; start += SumBlock)
        {
            var block = values.Slice(start, Math.Min(SumBlock, values.Length - start));
            var sums = Vector256<float>.Zero;
            var i = 0;
            for (; i <= block.Length - Vector256<float>.Count; i += Vector256<float>.Count)
                sums += Vector256.Create(block[i..]);
            sum += Vector256.Sum(sums);
            for (; i < block.Length; i++)
                sum += block[i];
        }
        return sum / values.Length;
    }

    /// <summary>Mean brightness: of the gray picture where there is colour, else of all values.</summary>
    /// <param name="image"><c>[C, H, W]</c>.</param>
    /// <param name="shape">C, H and W.</param>
    /// <param name="low">The value of black: the shares of gray add up to 0.9999, counted from black.</param>
    public static double MeanBrightness(Span<float> image, ImageShape shape, double low)
    {
        if (!HasColor(shape))
            return Mean(image);
        var (red, green, blue) = Planes(image, shape);
        return low + (Red * (Mean(red) - low)) + (Green * (Mean(green) - low)) + (Blue * (Mean(blue) - low));
    }

    /// <summary>Smallest and largest value.</summary>
    public static (float Least, float Most) Range(ReadOnlySpan<float> values)
    {
        var (least, most) = (values[0], values[0]);
        var i = 0;
        if (values.Length >= Vector256<float>.Count)
        {
            var (leasts, mosts) = (Vector256.Create(values), Vector256.Create(values));
            for (i = Vector256<float>.Count; i <= values.Length - Vector256<float>.Count; i += Vector256<float>.Count)
            {
                var value = Vector256.Create(values[i..]);
                (leasts, mosts) = (Vector256.Min(leasts, value), Vector256.Max(mosts, value));
            }
            for (var lane = 0; lane < Vector256<float>.Count; lane++)
                (least, most) = (MathF.Min(least, leasts[lane]), MathF.Max(most, mosts[lane]));
        }
        for (; i < values.Length; i++)
            (least, most) = (MathF.Min(least, values[i]), MathF.Max(most, values[i]));
        return (least, most);
    }

    /// <summary>Mixes with the gray picture: <c>factor * value + (1 - factor) * gray</c>.</summary>
    public static void Saturate(Span<float> image, ImageShape shape, double factor, ValueRange values) =>
        ForEachPixel(image, shape, new Saturation((float)factor, (float)values.Min, (float)values.Max));

    /// <summary>Turns the hue by a share of the colour circle.</summary>
    public static void TurnHue(Span<float> image, ImageShape shape, double turn, ValueRange values) =>
        ForEachPixel(image, shape, new HueTurn((float)turn, (float)values.Min, (float)(values.Max - values.Min)));

    /// <summary>Puts the gray picture into all three channels.</summary>
    public static void MakeGray(Span<float> image, ImageShape shape) => ForEachPixel(image, shape, default(Gray));

    private static void ForEachPixel<TStep>(Span<float> image, ImageShape shape, TStep step)
        where TStep : struct, IColorStep
    {
        var (red, green, blue) = Planes(image, shape);
        var i = 0;
        for (; i <= red.Length - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            var (r, g, b) = (Load(red[i..]), Load(green[i..]), Load(blue[i..]));
            step.Change(ref r, ref g, ref b);
            r.CopyTo(red[i..]);
            g.CopyTo(green[i..]);
            b.CopyTo(blue[i..]);
        }
        if (i == red.Length)
            return;
        var (lastR, lastG, lastB) = (Lane.LoadStart(red[i..]), Lane.LoadStart(green[i..]), Lane.LoadStart(blue[i..]));
        step.Change(ref lastR, ref lastG, ref lastB);
        Lane.CopyStart(lastR, red[i..]);
        Lane.CopyStart(lastG, green[i..]);
        Lane.CopyStart(lastB, blue[i..]);
    }

    private static Vector256<float> Load(ReadOnlySpan<float> values) => Vector256.Create(values);

    private static ColorPlanes Planes(Span<float> image, ImageShape shape) => new(image, shape.PixelsPerChannel);

    private readonly ref struct ColorPlanes(Span<float> image, int pixels)
    {
        private readonly Span<float> _image = image;

        public void Deconstruct(out Span<float> red, out Span<float> green, out Span<float> blue)
        {
            red = _image[..pixels];
            green = _image.Slice(pixels, pixels);
            blue = _image.Slice(2 * pixels, pixels);
        }
    }

    private readonly struct Gray : IColorStep
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Change(ref Vector256<float> red, ref Vector256<float> green, ref Vector256<float> blue) =>
            red = green = blue = (red * Red) + (green * Green) + (blue * Blue);
    }

    private readonly struct Saturation(float factor, float low, float high) : IColorStep
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Change(ref Vector256<float> red, ref Vector256<float> green, ref Vector256<float> blue)
        {
            var black = Vector256.Create(low);
            var gray = black + ((red - black) * Red) + ((green - black) * Green) + ((blue - black) * Blue);
            var added = gray * (1 - factor);
            red = Limited((red * factor) + added);
            green = Limited((green * factor) + added);
            blue = Limited((blue * factor) + added);
        }

        private Vector256<float> Limited(Vector256<float> value) =>
            Vector256.Min(Vector256.Max(value, Vector256.Create(low)), Vector256.Create(high));
    }

    // Through hue, saturation and value, as PIL's Convert.c does; back by the formula without cases:
    // channel = V - V S max(0, min(k, 4 - k, 1)), k = (n + 6 hue) mod 6, n = 5, 3, 1 for red, green, blue.
    private readonly struct HueTurn(float turn, float low, float span) : IColorStep
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Change(ref Vector256<float> red, ref Vector256<float> green, ref Vector256<float> blue)
        {
            var (r, g, b) = (Share(red), Share(green), Share(blue));
            var one = Vector256<float>.One;
            var value = Vector256.Max(r, Vector256.Max(g, b));
            var chroma = value - Vector256.Min(r, Vector256.Min(g, b));
            var divisor = Vector256.ConditionalSelect(Vector256.Equals(chroma, Vector256<float>.Zero), one, chroma);
            var (toRed, toGreen, toBlue) = ((value - r) / divisor, (value - g) / divisor, (value - b) / divisor);
            var hue = Vector256.ConditionalSelect(
                Vector256.Equals(value, r), toBlue - toGreen,
                Vector256.ConditionalSelect(
                    Vector256.Equals(value, g), toRed - toBlue + Vector256.Create(2f), toGreen - toRed + Vector256.Create(4f)));
            hue += Vector256.Create(6 * turn);
            red = Back(value, chroma, hue + Vector256.Create(5f));
            green = Back(value, chroma, hue + Vector256.Create(3f));
            blue = Back(value, chroma, hue + one);
        }

        private Vector256<float> Share(Vector256<float> value) => Vector256.Min(
            Vector256.Max((value - Vector256.Create(low)) / span, Vector256<float>.Zero), Vector256<float>.One);

        private Vector256<float> Back(Vector256<float> value, Vector256<float> chroma, Vector256<float> k)
        {
            k -= Vector256.Floor(k / 6f) * 6f;
            var part = Vector256.Max(
                Vector256<float>.Zero, Vector256.Min(Vector256.Min(k, Vector256.Create(4f) - k), Vector256<float>.One));
            return ((value - (chroma * part)) * span) + Vector256.Create(low);
        }
    }
}
