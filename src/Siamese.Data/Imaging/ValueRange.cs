namespace TorchSharp.Siamese.Data.Imaging;

/// <summary>A closed range from which a number is drawn uniformly.</summary>
/// <param name="Min">Smallest value.</param>
/// <param name="Max">Largest value, at least <paramref name="Min"/>.</param>
public readonly record struct ValueRange(double Min, double Max)
{
    /// <summary>From <c>-size</c> to <c>size</c>.</summary>
    /// <param name="size">0 or more.</param>
    public static ValueRange PlusMinus(double size) => new(-size, size);

    /// <summary>One value only.</summary>
    /// <param name="value">The value.</param>
    public static ValueRange Only(double value) => new(value, value);

    /// <summary>The value at a place between the ends.</summary>
    /// <param name="unit">0 for <see cref="Min"/>, 1 for <see cref="Max"/>.</param>
    public double At(double unit) => Min + (unit * (Max - Min));

    /// <summary>As <c>Min..Max</c>.</summary>
    public override string ToString() => Min == Max ? $"{Min}" : $"{Min}..{Max}";

    internal ValueRange Within(double lowest, double highest, string name)
    {
        // Written so that NaN fails.
        if (!(Min >= lowest && Max <= highest && Min <= Max))
            throw new ArgumentOutOfRangeException(name, this, $"Needs Min <= Max, both {lowest} to {highest}, got {this}.");
        return this;
    }

    // For colour operations: what lies between is a pixel's value.
    internal ValueRange BlackToWhite(string name)
    {
        if (!(float.IsFinite((float)Min) && float.IsFinite((float)Max) && Min < Max))
            throw new ArgumentOutOfRangeException(name, this, $"Needs finite values of black and white, Min < Max, got {this}.");
        return this;
    }
}
