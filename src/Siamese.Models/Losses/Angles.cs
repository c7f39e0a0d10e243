using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Losses;

/// <summary>Functions of an angle that is known by its cosine, with finite gradients.</summary>
internal static class Angles
{
    /// <summary><c>cos(θ + shift)</c> from <c>cos θ</c>, θ between 0 and π.</summary>
    public static Tensor CosineOfSum(Tensor cosine, double shift)
    {
        // The root is infinitely steep where it is 0; below the floor its gradient is 0.
        var floor = 4 * finfo(cosine.dtype).eps;
        var within = cosine.clamp(-1, 1);
        var sine = (1 - within.square()).clamp_min(floor * floor).sqrt();
        return within * Math.Cos(shift) - sine * Math.Sin(shift);
    }

    /// <summary><c>cos(count · θ)</c> from <c>cos θ</c>, by the recursion of the Chebyshev polynomials.</summary>
    public static Tensor CosineOfMultiple(Tensor cosine, int count)
    {
        var (before, value) = (ones_like(cosine), cosine);
        for (var i = 1; i < count; i++)
            (before, value) = (value, 2 * cosine * value - before);
        return value;
    }
}
