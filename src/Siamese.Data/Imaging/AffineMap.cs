namespace TorchSharp.Siamese.Data.Imaging;

/// <summary>Where in the source image each pixel of the result comes from: <c>(A x + B y + C, D x + E y + F)</c>.</summary>
internal readonly record struct AffineMap(double A, double B, double C, double D, double E, double F)
{
    public static AffineMap Identity { get; } = new(1, 0, 0, 0, 1, 0);

    /// <summary>
    /// The inverse of: scale, shear, rotate about the middle of the image, then move. Angles in radians, the tangents of
    /// the shears (product not 1, where the image becomes a line), movement in pixels.
    /// </summary>
    public static AffineMap Inverse(
        (double X, double Y) centre, double rotation, (double X, double Y) shear, (double X, double Y) scale, (double X, double Y) move)
    {
        var (sin, cos) = Math.SinCos(rotation);
        // Rotation * [[1, shear.X], [shear.Y, 1]] * diag(scale), y pointing down.
        var a = (cos - (sin * shear.Y)) * scale.X;
        var b = ((cos * shear.X) - sin) * scale.Y;
        var d = (sin + (cos * shear.Y)) * scale.X;
        var e = ((sin * shear.X) + cos) * scale.Y;
        var determinant = (a * e) - (b * d);
        var (ia, ib, id, ie) = (e / determinant, -b / determinant, -d / determinant, a / determinant);
        var (toX, toY) = (centre.X + move.X, centre.Y + move.Y);
        return new AffineMap(
            ia, ib, centre.X - (ia * toX) - (ib * toY),
            id, ie, centre.Y - (id * toX) - (ie * toY));
    }
}
