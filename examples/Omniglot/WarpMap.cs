namespace TorchSharp.Siamese.Examples.Omniglot;

/// <summary>Where in the drawing each pixel of the result comes from: <c>(A x + B y + C, D x + E y + F)</c>.</summary>
internal readonly record struct WarpMap(float A, float B, float C, float D, float E, float F)
{
    /// <summary>About the middle of the image: turn, lean, stretch, then move.</summary>
    /// <param name="side">Height and width of the image.</param>
    /// <param name="degrees">Turn.</param>
    /// <param name="shear">Columns for each row, or the other way round, as the turn has it.</param>
    /// <param name="scaleX">Above 1 enlarges.</param>
    /// <param name="scaleY">The same for the height.</param>
    /// <param name="moveX">Pixels.</param>
    /// <param name="moveY">Pixels.</param>
    public static WarpMap Of(int side, double degrees, double shear, double scaleX, double scaleY, double moveX, double moveY)
    {
        var (sin, cos) = Math.SinCos(degrees * Math.PI / 180);
        // [[1 / scaleX, shear], [0, 1 / scaleY]] times the rotation.
        var (a, b) = ((cos / scaleX) + (shear * sin), (-sin / scaleX) + (shear * cos));
        var (d, e) = (sin / scaleY, cos / scaleY);
        var middle = (side - 1) / 2.0;
        return new WarpMap(
            (float)a, (float)b, (float)(middle + moveX - (a * middle) - (b * middle)),
            (float)d, (float)e, (float)(middle + moveY - (d * middle) - (e * middle)));
    }
}
