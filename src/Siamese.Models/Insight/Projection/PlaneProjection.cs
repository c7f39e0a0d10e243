namespace TorchSharp.Siamese.Models.Insight.Projection;

/// <summary>Where each row of a set of embeddings lies on a plane, and how it got there. Immutable.</summary>
public sealed class PlaneProjection
{
    /// <param name="method">What people call it, such as "PCA"; not empty.</param>
    /// <param name="protocol">How it was made, in one line; not empty.</param>
    /// <param name="points">A place for each row, in their order. Copied; every number is finite.</param>
    /// <exception cref="ArgumentException">A text is empty, or a point is not finite.</exception>
    public PlaneProjection(string method, string protocol, IReadOnlyList<PlanePoint> points)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(method);
        ArgumentException.ThrowIfNullOrWhiteSpace(protocol);
        ArgumentNullException.ThrowIfNull(points);
        PlanePoint[] copy = [.. points];
        var bad = Array.FindIndex(copy, point => !float.IsFinite(point.X) || !float.IsFinite(point.Y));
        if (bad >= 0)
            throw new ArgumentException($"Expected finite points, got {copy[bad]} for row {bad}.", nameof(points));
        (Method, Protocol, Points) = (method, protocol, copy);
    }

    /// <summary>What people call it.</summary>
    public string Method { get; }

    /// <summary>How it was made, in one line.</summary>
    public string Protocol { get; }

    /// <summary>A place for each row, in their order.</summary>
    public IReadOnlyList<PlanePoint> Points { get; }

    /// <summary>The protocol.</summary>
    public override string ToString() => Protocol;
}
