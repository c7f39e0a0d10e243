using System.Numerics;
using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data;

/// <summary>Argument checks at the public edge; every message says what was needed, then what came.</summary>
internal static class Check
{
    /// <summary>Finite and above zero.</summary>
    public static double FinitePositive(double value, [CallerArgumentExpression(nameof(value))] string? name = null)
        => double.IsFinite(value) && value > 0
            ? value
            : throw new ArgumentOutOfRangeException(name, value, $"Expected a finite number above 0, got {value}.");

    /// <summary>Finite.</summary>
    public static double Finite(double value, [CallerArgumentExpression(nameof(value))] string? name = null)
        => double.IsFinite(value)
            ? value
            : throw new ArgumentOutOfRangeException(name, value, $"Expected a finite number, got {value}.");

    /// <summary>Within both limits.</summary>
    public static T Between<T>(T value, T low, T high, [CallerArgumentExpression(nameof(value))] string? name = null)
        where T : INumber<T>
        => value >= low && value <= high
            ? value
            : throw new ArgumentOutOfRangeException(name, value, $"Expected {low} to {high}, got {value}.");

    /// <summary>An error's message without the name of its argument, to be part of another one.</summary>
    public static string TextOf(ArgumentException error) => error.Message.Split(" (Parameter '")[0];

    /// <summary>A shape in which -1 stands for any length.</summary>
    public static Tensor Shape(Tensor value, ReadOnlySpan<long> shape, [CallerArgumentExpression(nameof(value))] string? name = null)
    {
        ArgumentNullException.ThrowIfNull(value, name);
        var actual = value.shape;
        var fits = actual.Length == shape.Length;
        for (var i = 0; fits && i < shape.Length; i++)
            fits = shape[i] == -1 || shape[i] == actual[i];
        return fits
            ? value
            : throw new ArgumentException($"Expected shape {Text(shape)}, got {Text(actual)}.", name);
    }

    /// <summary>Rows of floating-point numbers, <c>[N, D]</c>.</summary>
    public static Tensor Embeddings(Tensor value, [CallerArgumentExpression(nameof(value))] string? name = null)
    {
        Shape(value, [-1, -1], name);
        return value.is_floating_point()
            ? value
            : throw new ArgumentException($"Expected a floating-point tensor, got {value.dtype}.", name);
    }

    /// <summary>Rows of the same width, type and device as <paramref name="other"/>; any number of them.</summary>
    public static Tensor EmbeddingsLike(Tensor value, Tensor other, [CallerArgumentExpression(nameof(value))] string? name = null)
    {
        Shape(value, [-1, other.shape[1]], name);
        if (value.dtype != other.dtype)
            throw new ArgumentException($"Expected dtype {other.dtype}, got {value.dtype}.", name);
        return SameDevice(value, other, name);
    }

    /// <summary>Rows without NaN and infinity. Waits for the device.</summary>
    public static void FiniteRows(Tensor value, [CallerArgumentExpression(nameof(value))] string? name = null)
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        // A sum is finite if all its parts are; one that is not may have overflowed, and only then is every number looked at.
        if (value.numel() == 0 || double.IsFinite(value.sum(ScalarType.Float64).item<double>()) || value.isfinite().all().item<bool>())
            return;
        var row = value.isfinite().all(1).logical_not().nonzero()[0, 0].item<long>();
        throw new ArgumentException($"Expected finite embeddings, got NaN or infinity in row {row}.", name);
    }

    /// <summary>One whole number per row, <c>[count]</c>.</summary>
    public static Tensor Labels(Tensor value, long count, [CallerArgumentExpression(nameof(value))] string? name = null)
    {
        Shape(value, [count], name);
        return value.dtype is ScalarType.Int64 or ScalarType.Int32 or ScalarType.Int16 or ScalarType.Int8 or ScalarType.Byte
            ? value
            : throw new ArgumentException($"Expected whole-number labels, got {value.dtype}.", name);
    }

    /// <summary>On the device of <paramref name="other"/>.</summary>
    public static Tensor SameDevice(Tensor value, Tensor other, [CallerArgumentExpression(nameof(value))] string? name = null)
        => value.device_type == other.device_type && value.device_index == other.device_index
            ? value
            : throw new ArgumentException($"Expected device {other.device}, got {value.device}.", name);

    private static string Text(ReadOnlySpan<long> shape) => $"[{string.Join(", ", shape.ToArray())}]";
}
