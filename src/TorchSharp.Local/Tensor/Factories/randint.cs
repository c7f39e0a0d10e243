using System;
using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    private static readonly Op OpRandint = new("randint", "low"), OpRandintFrom = new("randint", "low_generator"),
        OpRandperm = new("randperm"), OpRandpermFrom = new("randperm", "generator"),
        OpRandpermOut = new("randperm", "out"), OpRandpermOutFrom = new("randperm", "generator_out");

    public static Tensor randint(long low, long high, Size size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        Generator? generator = null, string[]? names = null) =>
        Integers(low, high, size.Shape, dtype, device, requires_grad, generator, names);
    public static Tensor randint(long high, Size size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        Generator? generator = null, string[]? names = null) =>
        Integers(0, high, size.Shape, dtype, device, requires_grad, generator, names);
    public static Tensor randint(long high, long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        Generator? generator = null, string[]? names = null) =>
        Integers(0, high, size, dtype, device, requires_grad, generator, names);
    public static Tensor randint(long low, long high, long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        Generator? generator = null, string[]? names = null) =>
        Integers(low, high, size, dtype, device, requires_grad, generator, names);
    public static Tensor randint(int low, int high, int[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        Generator? generator = null, string[]? names = null) =>
        Integers(low, high, Widen(size), dtype, device, requires_grad, generator, names);
    public static Tensor randint(int high, int[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        Generator? generator = null, string[]? names = null) =>
        Integers(0, high, Widen(size), dtype, device, requires_grad, generator, names);

    public static bool randint_bool(Generator? generator = null) => Integer<bool>(0, 2, ScalarType.Bool, generator);
    public static int randint_int(int high, Generator? generator = null) => randint_int(0, high, generator);
    public static int randint_int(int low, int high, Generator? generator = null) => Integer<int>(low, high, ScalarType.Int32, generator);
    public static long randint_long(long high, Generator? generator = null) => randint_long(0, high, generator);
    public static long randint_long(long low, long high, Generator? generator = null) => Integer<long>(low, high, ScalarType.Int64, generator);

    public static double rand_float(Generator? generator = null)
    {
        using var drawn = rand([1L], ScalarType.Float64, CPU, generator: generator);
        return drawn.item<double>();
    }

    public static double randn_float(Generator? generator = null)
    {
        using var drawn = randn([1L], ScalarType.Float64, CPU, generator: generator);
        return drawn.item<double>();
    }

    /// <summary>A random order of 0 to <paramref name="n"/> - 1.</summary>
    public static Tensor randperm(long n, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null)
    {
        dtype ??= ScalarType.Int64;
        device = InitializeDevice(device);
        return generator is null ? OpRandperm.Call(n, dtype, Arg.None, device) : OpRandpermFrom.Call(n, generator, dtype, Arg.None, device);
    }

    public static Tensor randperm(long n, Tensor @out, Generator? generator = null)
    {
        ArgumentNullException.ThrowIfNull(@out);
        return generator is null ? OpRandpermOut.Call(n, @out) : OpRandpermOutFrom.Call(n, generator, @out);
    }

    public static Tensor normal(double mean, double std, ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        randn(size, dtype, device, false, generator, names).mul_(std).add_(mean).requires_grad_(requires_grad);

    /// <param name="high">Exclusive.</param>
    private static Tensor Integers(long low, long high, long[] size, ScalarType? dtype, Device? device, bool requires_grad, Generator? generator,
        string[]? names)
    {
        var type = dtype ?? ScalarType.Int64;
        CheckRange(low, type, nameof(low));
        CheckRange(high - 1, type, nameof(high));
        device = InitializeDevice(device);
        if (!is_complex(type)) return Finish(Draw(low, high, size, type, device, generator), requires_grad, names);
        var part = type == ScalarType.ComplexFloat32 ? ScalarType.Float32 : ScalarType.Float64;
        using var parts = Draw(low, high, [.. size, 2], part, device, generator);
        using var complex = parts.view_as_complex();
        return Finish(complex.clone(), requires_grad, names);
    }

    private static Tensor Draw(long low, long high, long[] size, ScalarType type, Device? device, Generator? generator) => generator is null
        ? OpRandint.Call(low, high, size, type, Arg.None, device)
        : OpRandintFrom.Call(low, high, size, generator, type, Arg.None, device);

    private static T Integer<T>(long low, long high, ScalarType type, Generator? generator) where T : unmanaged
    {
        using var drawn = Draw(low, high, [1], type, CPU, generator);
        return drawn.item<T>();
    }

    private static void CheckRange(long value, ScalarType dtype, string argument)
    {
        var (min, max) = dtype switch
        {
            ScalarType.Byte => (byte.MinValue, byte.MaxValue),
            ScalarType.Int8 => (sbyte.MinValue, sbyte.MaxValue),
            ScalarType.Int16 => (short.MinValue, short.MaxValue),
            ScalarType.Int32 => (int.MinValue, int.MaxValue),
            _ => (long.MinValue, long.MaxValue),
        };
        if (value < min || value > max) throw new ArgumentOutOfRangeException(argument, value, $"The value is outside the range of {dtype}");
    }
}
