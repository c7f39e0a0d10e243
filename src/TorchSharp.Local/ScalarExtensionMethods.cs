using System;
using System.Numerics;
using System.Runtime.InteropServices;
using TorchSharp.Interop;

namespace TorchSharp;

public static class ScalarExtensionMethods
{
    public static Scalar ToScalar(this byte value) => value;
    public static Scalar ToScalar(this sbyte value) => value;
    public static Scalar ToScalar(this short value) => value;
    public static Scalar ToScalar(this int value) => value;
    public static Scalar ToScalar(this long value) => value;
    public static Scalar ToScalar(this float value) => value;
    public static Scalar ToScalar(this double value) => value;
    public static Scalar ToScalar(this (float, float) value) => value;
    public static Scalar ToScalar(this Complex value) => value;
    public static Scalar ToScalar(this bool value) => value;
    public static Scalar ToScalar(this Half value) => value;
    public static Scalar ToScalar(this BFloat16 value) => value;
    public static Scalar ToBFloat16Scalar(this float value) => new BFloat16(value);

    public static Half ToHalf(this Scalar value) => (Half)Within(value, (double)Half.MaxValue, "at::Half");
    public static BFloat16 ToBFloat16(this Scalar value) => new((float)Within(value, BFloat16.MaxValue.ToSingle(), "at::BFloat16"));
    public static float ToSingle(this Scalar value) => (float)Within(value, float.MaxValue, "float");
    public static double ToDouble(this Scalar value) => value.AsDouble;
    public static sbyte ToSByte(this Scalar value) => (sbyte)Within(value, sbyte.MinValue, sbyte.MaxValue, "int8_t");
    public static short ToInt16(this Scalar value) => (short)Within(value, short.MinValue, short.MaxValue, "int16_t");
    public static int ToInt32(this Scalar value) => (int)Within(value, int.MinValue, int.MaxValue, "int");
    public static long ToInt64(this Scalar value) => Within(value, long.MinValue, long.MaxValue, "int64_t");

    /// <summary>-1 to -255 wrap around, as in libtorch.</summary>
    public static byte ToByte(this Scalar value) => unchecked((byte)Within(value, -byte.MaxValue, byte.MaxValue, "uint8_t"));

    public static bool ToBoolean(this Scalar value) => value.Tag == Tag.Complex ? ToComplexFloat64(value) != Complex.Zero : value.AsDouble != 0;

    public static (float Real, float Imaginary) ToComplexFloat32(this Scalar value)
    {
        var complex = ToComplexFloat64(value);
        return ((float)complex.Real, (float)complex.Imaginary);
    }

    public static Complex ToComplexFloat64(this Scalar value)
    {
        _ = value.Bits;
        return value.ComplexParts is { } parts ? new Complex(parts[0], parts[1]) : new Complex(value.AsDouble, 0);
    }

    private static double Within(Scalar value, double max, string type)
    {
        var number = value.AsDouble;
        return double.IsInfinity(number) || !(Math.Abs(number) > max) ? number : throw Overflow(type);
    }

    private static long Within(Scalar value, long min, long max, string type)
    {
        if (value.Tag is Tag.Double or Tag.Complex)
        {
            var number = Math.Truncate(value.AsDouble);
            // As a double long.MaxValue is 2^63, which is one too many.
            if (!(number >= min && (number < max || number == max && max != long.MaxValue))) throw Overflow(type);
            return (long)number;
        }
        var whole = value.AsLong;
        return whole >= min && whole <= max ? whole : throw Overflow(type);
    }

    private static ExternalException Overflow(string type) => new($"value cannot be converted to type {type} without overflow");
}
