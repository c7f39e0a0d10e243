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
        Span<float> row = stackalloc float[2 * Knots];
        for (var y = 0; y < side; y++)
        {
            row.Clear();
            for (var k = 0; k < 2 * Knots * Knots; k++)
                row[(k / (Knots * Knots) * Knots) + (k % Knots)] += weights[(k / Knots % Knots * side) + y] * grid[k];
            for (var x = 0; x < side; x += Lanes)
            {
                var (toX, toY) = (Vector256<float>.Zero, Vector256<float>.Zero);
                for (var k = 0; k < Knots; k++)
                {
                    var weight = Vector256.LoadUnsafe(ref weights[(k * side) + x]);
                    toX += weight * row[k];
                    toY += weight * row[Knots + k];
                }
                toX.StoreUnsafe(ref scratch.BendX[(y * side) + x]);
                toY.StoreUnsafe(ref scratch.BendY[(y * side) + x]);
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
        fixed (float* source = padded)
        {
            var sum = Row(source, corner, across) * along.W0;
            sum += Row(source + stride, corner, across) * along.W1;
            sum += Row(source + (2 * stride), corner, across) * along.W2;
            return sum + (Row(source + (3 * stride), corner, across) * along.W3);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe Vector256<float> Row(float* source, Vector256<int> corner, in Taps taps)
        => (Gather(source, corner) * taps.W0) + (Gather(source + 1, corner) * taps.W1)
            + (Gather(source + 2, corner) * taps.W2) + (Gather(source + 3, corner) * taps.W3);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe Vector256<float> Gather(float* source, Vector256<int> at) => Avx2.IsSupported
        ? Avx2.GatherVector256(source, at, sizeof(float))
        : Vector256.Create(
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
            (Side, BendX, BendY, Padded) = (side, new float[side * side], new float[side * side], new float[(side + (2 * Frame)) * (side + (2 * Frame))]);
        }

        public int Side { get; }

        public float[] BendX { get; }

        public float[] BendY { get; }

        public float[] Padded { get; }
    }
}
