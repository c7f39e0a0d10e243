using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Losses;

/// <summary>The multiplicative angular margin that large-margin softmax and SphereFace share.</summary>
internal static class MultipleAngle
{
    /// <summary><c>(−1)ᵏ cos(mθ) − 2k</c> with <c>k = ⌊mθ/π⌋</c>, which falls from 1 at θ = 0 to 1 − 2m at π, from <c>cos θ</c>.</summary>
    public static Tensor Apply(Tensor cosines, int margin)
    {
        var k = (cosines.detach().clamp(-1, 1).acos() * (margin / Math.PI)).floor();
        var sign = 1 - 2 * k.remainder(2);
        return sign * Angles.CosineOfMultiple(cosines, margin) - 2 * k;
    }
}
