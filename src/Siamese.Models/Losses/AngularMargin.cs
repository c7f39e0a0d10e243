using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Losses;

/// <summary>The additive angular margin that ArcFace and its form with sub-centres share.</summary>
internal static class AngularMargin
{
    /// <summary><c>cos(θ + m)</c>, or <c>cos θ − m sin m</c> where that would rise again, from <c>cos θ</c>.</summary>
    public static Tensor Apply(Tensor cosines, double degrees)
    {
        var margin = double.DegreesToRadians(degrees);
        var beyond = cosines.lt(-Math.Cos(margin));   // θ > π − m
        return where(beyond, cosines.clamp(-1, 1) - margin * Math.Sin(margin), Angles.CosineOfSum(cosines, margin));
    }
}
