using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using TorchSharp.Siamese.Data.Imaging;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Sources;

namespace TorchSharp.Siamese.Examples.Omniglot;

/// <summary>Turns, leans, stretches, moves and bends a drawing, in one bicubic resampling: strokes stay as sharp as they were.</summary>
/// <remarks>
/// The bend is a grid of 5 x 5 normally distributed displacements, interpolated with the same cubic (Keys 1981, a = -0.75, as in PyTorch).
/// What comes from outside is paper, 0.
/// </remarks>
internal sealed class StrokeWarp : IBatchAugmentation
{
    private const int Knots = 5;
    private const int Frame = 4;                    // pixels of paper around the drawing, for taps that reach outside
    private const float A = -0.75f;
    private static readonly int Lanes = Vector256<float>.Count;

    private readonly WarpOptions _options;

    public StrokeWarp(WarpOptions options) => _options = options;

    public override string ToString() => $"{nameof(StrokeWarp)}({_options})";

    public void Apply(Span<float> images, ImageShape shape, ReadOnlySpan<CounterRandom> randoms)
    {
        var weights = KnotWeights(shape.Width);
        var scratch = new Scratch(shape.Width);
        for (var i = 0; i < randoms.Length; i++)
        {
            var random = randoms[i];
            Bend(random.Fork(1), weights, scratch);
            Resample(images.Slice(i * shape.Length, shape.Length), shape.Width, MapFor(random, shape.Width), scratch);
        }
    }

    /// <summary>Every image under the same map, without a bend.</summary>
    public static void Apply(Span<float> images, ImageShape shape, in WarpMap map)
    {
        var scratch = new Scratch(shape.Width);
        for (var at = 0; at < images.Length; at += shape.Length)
            Resample(images.Slice(at, shape.Length), shape.Width, map, scratch);
    }

    private WarpMap MapFor(CounterRandom random, int side)
    {
        double Draw(ulong number, double reach) => ((2 * random.Unit(number)) - 1) * reach;
        return WarpMap.Of(
            side, Draw(0, _options.Degrees), Draw(1, _options.Shear), Math.Exp(Draw(2, _options.LogScale)), Math.Exp(Draw(3, _options.LogScale)),
            Draw(4, _options.Shift) * side, Draw(5, _options.Shift) * side);
    }

    /// <summary>The displacement of every pixel, in pixels.</summary>
    private void Bend(CounterRandom random, float[] weights, Scratch scratch)
    {
        var side = scratch.Side;
        var strength = _options.Bend * side;
        Span<float> grid = stackalloc float[2 * Knots * Knots];
        for (var i = 0; i < Knots * Knots; i++)
        {
            var radius = Math.Sqrt(-2 * Math.Log(1 - random.Unit((ulong)(2 * i))));
            var (sin, cos) = Math.SinCos(2 * Math.PI * random.Unit((ulong)((2 * i) + 1)));
            (grid[i], grid[(Knots * Knots) + i]) = ((float)(radius * cos * strength), (float)(radius * sin * strength));
        }
        for (var k = 0; k < 2 * Knots; k++)
        {
            var column = (k / Knots * Knots * Knots) + (k % Knots);
            for (var y = 0; y < side; y += Lanes)
            {
                var sum = Vector256<float>.Zero;
                for (var j = 0; j < Knots; j++)
                    sum += Vector256.LoadUnsafe(ref weights[(j * side) + y]) * grid[column + (j * Knots)];
                sum.StoreUnsafe(ref scratch.Columns[(k * side) + y]);
            }
        }
        for (var x = 0; x < side; x += Lanes)
        {
            var (w0, w1, w2) = (Vector256.LoadUnsafe(ref weights[x]), Vector256.LoadUnsafe(ref weights[side + x]), Vector256.LoadUnsafe(ref weights[(2 * side) + x]));
            var (w3, w4) = (Vector256.LoadUnsafe(ref weights[(3 * side) + x]), Vector256.LoadUnsafe(ref weights[(4 * side) + x]));
            for (var y = 0; y < side; y++)
            {
                var toX = scratch.Columns.AsSpan(y);
                var toY = scratch.Columns.AsSpan((Knots * side) + y);
                ((w0 * toX[0]) + (w1 * toX[side]) + (w2 * toX[2 * side]) + (w3 * toX[3 * side]) + (w4 * toX[4 * side]))
                    .StoreUnsafe(ref scratch.BendX[(y * side) + x]);
                ((w0 * toY[0]) + (w1 * toY[side]) + (w2 * toY[2 * side]) + (w3 * toY[3 * side]) + (w4 * toY[4 * side]))
                    .StoreUnsafe(ref scratch.BendY[(y * side) + x]);
            }
        }
    }

    private static void Resample(Span<float> image, int side, in WarpMap map, Scratch scratch)
    {
        var stride = side + (2 * Frame);
        for (var y = 0; y < side; y++)
            image.Slice(y * side, side).CopyTo(scratch.Padded.AsSpan(((y + Frame) * stride) + Frame));
        var ramp = Vector256.CreateSequence(0f, 1f);
        for (var y = 0; y < side; y++)
        {
            for (var x = 0; x < side; x += Lanes)
            {
                var column = ramp + Vector256.Create((float)x);
                var sourceX = (column * map.A) + Vector256.Create((map.B * y) + map.C) + Vector256.LoadUnsafe(ref scratch.BendX[(y * side) + x]);
                var sourceY = (column * map.D) + Vector256.Create((map.E * y) + map.F) + Vector256.LoadUnsafe(ref scratch.BendY[(y * side) + x]);
                Sample(scratch.Padded, stride, sourceX, sourceY).StoreUnsafe(ref image[(y * side) + x]);
            }
        }
    }

    // Beyond two pixels outside there is only paper, so coordinates need not go further.
    private static unsafe Vector256<float> Sample(float[] padded, int stride, Vector256<float> x, Vector256<float> y)
    {
        var limit = Vector256.Create(stride - (2 * Frame) + 1f);
        x = Vector256.Min(Vector256.Max(x, Vector256.Create(-2f)), limit);
        y = Vector256.Min(Vector256.Max(y, Vector256.Create(-2f)), limit);
        var (left, top) = (Vector256.Floor(x), Vector256.Floor(y));
        var (across, along) = (Cubic(x - left), Cubic(y - top));
        // The first of the four taps is one pixel before.
        var corner = ((Vector256.ConvertToInt32(top) + Vector256.Create(Frame - 1)) * stride) + Vector256.ConvertToInt32(left) + Vector256.Create(Frame - 1);
        var at = stackalloc int[Lanes];
        corner.Store(at);
        fixed (float* source = padded)
        {
            var sum = Row(source, at, across) * along.W0;
            sum += Row(source + stride, at, across) * along.W1;
            sum += Row(source + (2 * stride), at, across) * along.W2;
            return sum + (Row(source + (3 * stride), at, across) * along.W3);
        }
    }

    // Four neighbours at a time of each of eight pixels, turned; gathering each for itself is slower.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe Vector256<float> Row(float* source, int* at, in Taps taps)
    {
        if (!Avx.IsSupported)
        {
            return (Gather(source, at) * taps.W0) + (Gather(source + 1, at) * taps.W1)
                + (Gather(source + 2, at) * taps.W2) + (Gather(source + 3, at) * taps.W3);
        }
        var (a, b) = (Two(source, at[0], at[4]), Two(source, at[1], at[5]));
        var (c, d) = (Two(source, at[2], at[6]), Two(source, at[3], at[7]));
        var (low, high) = (Avx.UnpackLow(a, b), Avx.UnpackHigh(a, b));
        var (lowNext, highNext) = (Avx.UnpackLow(c, d), Avx.UnpackHigh(c, d));
        return (Avx.Shuffle(low, lowNext, 0b01_00_01_00) * taps.W0) + (Avx.Shuffle(low, lowNext, 0b11_10_11_10) * taps.W1)
            + (Avx.Shuffle(high, highNext, 0b01_00_01_00) * taps.W2) + (Avx.Shuffle(high, highNext, 0b11_10_11_10) * taps.W3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe Vector256<float> Two(float* source, int first, int second)
        => Vector256.Create(Vector128.Load(source + first), Vector128.Load(source + second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe Vector256<float> Gather(float* source, int* at) => Vector256.Create(
        source[at[0]], source[at[1]], source[at[2]], source[at[3]], source[at[4]], source[at[5]], source[at[6]], source[at[7]]);

    private static Taps Cubic(Vector256<float> t)
    {
        var one = Vector256<float>.One;
        return new Taps(Outer(t + one), Inner(t), Inner(one - t), Outer(one - t + one));
    }

    // Distance 0 to 1 and 1 to 2 from the tap.
    private static Vector256<float> Inner(Vector256<float> d) => ((((d * (A + 2)) - Vector256.Create(A + 3)) * d) * d) + Vector256<float>.One;

    private static Vector256<float> Outer(Vector256<float> d)
        => ((((d * A) - Vector256.Create(5 * A)) * d) + Vector256.Create(8 * A)) * d - Vector256.Create(4 * A);

    /// <summary>How much each knot counts at each pixel, <c>[5, side]</c>; the outer knots lie on the outer pixels and repeat beyond.</summary>
    private static float[] KnotWeights(int side)
    {
        var weights = new float[Knots * side];
        for (var i = 0; i < side; i++)
        {
            var place = i * (Knots - 1f) / (side - 1);
            var first = (int)MathF.Floor(place);
            for (var tap = -1; tap <= 2; tap++)
            {
                var distance = Vector256.Create(MathF.Abs(place - first - tap));
                var weight = (tap is 0 or 1 ? Inner(distance) : Outer(distance))[0];
                weights[(Math.Clamp(first + tap, 0, Knots - 1) * side) + i] += weight;
            }
        }
        return weights;
    }

    private readonly record struct Taps(Vector256<float> W0, Vector256<float> W1, Vector256<float> W2, Vector256<float> W3);

    private sealed class Scratch
    {
        public Scratch(int side)
        {
            if (side % Lanes != 0)
                throw new ArgumentException($"Needs images whose side is a multiple of {Lanes}, got {side}.", nameof(side));
            (Side, Columns, BendX, BendY) = (side, new float[2 * Knots * side], new float[side * side], new float[side * side]);
            Padded = new float[(side + (2 * Frame)) * (side + (2 * Frame))];
        }

        public int Side { get; }

        /// <summary>Displacements of the columns of knots at each row of pixels, across and along, <c>[2, 5, side]</c>.</summary>
        public float[] Columns { get; }

        public float[] BendX { get; }

        public float[] BendY { get; }

        public float[] Padded { get; }
    }
}
