using System;
using System.Collections.Generic;
using System.Linq;
using static TorchSharp.torch;

namespace TorchSharp.Interop;

/// <summary>
/// One argument of an operator, made by implicit conversion so that a call reads like the operator's schema.
/// Lists are referenced, not copied; a null of any kind is the schema's None.
/// </summary>
internal readonly struct Arg
{
    public readonly object? Object;
    public readonly long Bits;
    public readonly Tag Tag;

    private Arg(Tag tag, long bits = 0, object? o = null) => (Tag, Bits, Object) = (tag, bits, o);
    private Arg(Tag tag, object? o) => (Tag, Object) = (o is null ? Tag.None : tag, o);

    /// <summary>Leave it to the schema.</summary>
    public static Arg Default => default;
    public static Arg None => new(Tag.None);

    public static implicit operator Arg(Tensor? value) => new(Tag.Tensor, value);
    public static implicit operator Arg(Generator? value) => new(Tag.Generator, value);
    public static implicit operator Arg(string? value) => new(Tag.String, value);
    public static implicit operator Arg(long[]? value) => new(Tag.Ints, value);
    public static implicit operator Arg(ReadOnlySpan<long> value) => new(Tag.Ints, value.ToArray());
    public static implicit operator Arg(double[]? value) => new(Tag.Doubles, value);
    public static implicit operator Arg(bool[]? value) => new(Tag.Bools, value);
    public static implicit operator Arg(Tensor?[]? value) => new(Tag.Tensors, value);
    public static implicit operator Arg(long value) => new(Tag.Int, value);
    public static implicit operator Arg(int value) => new(Tag.Int, value);
    public static implicit operator Arg(double value) => new(Tag.Double, BitConverter.DoubleToInt64Bits(value));
    public static implicit operator Arg(bool value) => new(Tag.Bool, value ? 1 : 0);
    public static implicit operator Arg(ScalarType value) => new(Tag.Int, (long)value);
    public static implicit operator Arg(ScalarType? value) => value is { } v ? v : None;
    public static implicit operator Arg(long? value) => value is { } v ? v : None;
    public static implicit operator Arg(int? value) => value is { } v ? v : None;
    public static implicit operator Arg(double? value) => value is { } v ? v : None;
    public static implicit operator Arg(bool? value) => value is { } v ? v : None;
    public static implicit operator Arg(Device? value) => value is null ? None : new(Tag.Device, value.Packed);

    public static implicit operator Arg(Scalar? value) => value switch
    {
        null => None,
        { Tag: Tag.Complex } => new(Tag.Complex, value.ComplexParts),
        _ => new(value.Tag, value.Bits),
    };

    /// <summary>Any sequence of tensors as the schema's <c>Tensor[]</c>.</summary>
    public static Arg List(IEnumerable<Tensor> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        var list = tensors as Tensor[] ?? tensors.ToArray();
        for (var i = 0; i < list.Length; i++)
            if (list[i] is null) throw new ArgumentException($"Tensor {i} of {list.Length} is null.", nameof(tensors));
        return new(Tag.Tensors, list);
    }

    /// <summary>An int list that may be absent.</summary>
    public static Arg Optional(long[]? value) => value is null || value.Length == 0 ? None : value;
}
