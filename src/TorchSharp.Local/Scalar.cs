using System;
using System.Numerics;
using TorchSharp.Interop;

namespace TorchSharp;

/// <summary>A number that an operator takes whatever the dtype of its tensors.</summary>
public sealed class Scalar : IDisposable
{
    private readonly long _bits;
    private bool _disposed;

    internal Scalar(Tag tag, long bits) => (Tag, _bits) = (tag, bits);

    internal Scalar(double real, double imaginary) => (Tag, ComplexParts) = (Tag.Complex, [real, imaginary]);

    internal static Scalar FromInt(long value) => new(Tag.Int, value);
    internal static Scalar FromDouble(double value) => new(Tag.Double, BitConverter.DoubleToInt64Bits(value));
    internal static Scalar FromBool(bool value) => new(Tag.Bool, value ? 1 : 0);

    internal Tag Tag { get; }
    internal double[]? ComplexParts { get; }

    internal long Bits => _disposed ? throw new InvalidOperationException("Scalar invalid -- empty handle.") : _bits;

    internal double AsDouble => Tag switch
    {
        Tag.Double => BitConverter.Int64BitsToDouble(Bits),
        Tag.Complex when ComplexParts![1] == 0 => ComplexParts[0],
        Tag.Complex => throw new System.Runtime.InteropServices.ExternalException("value cannot be converted to type double without overflow"),
        _ => Bits,
    };

    internal long AsLong => Tag is Tag.Int or Tag.Bool ? Bits : checked((long)AsDouble);

    public static implicit operator Scalar(byte value) => FromInt(value);
    public static implicit operator Scalar(sbyte value) => FromInt(value);
    public static implicit operator Scalar(short value) => FromInt(value);
    public static implicit operator Scalar(int value) => FromInt(value);
    public static implicit operator Scalar(long value) => FromInt(value);
    public static implicit operator Scalar(Half value) => FromDouble((double)value);
    public static implicit operator Scalar(BFloat16 value) => FromDouble(value.ToSingle());
    public static implicit operator Scalar(float value) => FromDouble(value);
    public static implicit operator Scalar(double value) => FromDouble(value);
    public static implicit operator Scalar(bool value) => FromBool(value);
    public static implicit operator Scalar((float, float) value) => new(value.Item1, value.Item2);
    public static implicit operator Scalar(Complex value) => new(value.Real, value.Imaginary);

    /// <summary>libtorch keeps a scalar as one of four types, whatever it was made from.</summary>
    public torch.ScalarType Type => Tag switch
    {
        Tag.Int => torch.ScalarType.Int64,
        Tag.Bool => torch.ScalarType.Bool,
        Tag.Complex => torch.ScalarType.ComplexFloat64,
        _ => torch.ScalarType.Float64,
    };

    public void Dispose() => _disposed = true;
}
