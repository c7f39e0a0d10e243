using TorchSharp.Siamese.Models.Insight.Projection;

namespace TorchSharp.Siamese.Models.Insight.Report;

/// <summary>Images on a plane, in one or several ways. Immutable.</summary>
public sealed class EmbeddingMap
{
    /// <param name="rows">Which rows of the embeddings are shown, ascending. Copied.</param>
    /// <param name="projections">Where they lie, a point for each of them; at least one projection. Copied.</param>
    /// <param name="neighbours">For each of them the nearest others by the network, as places in <paramref name="rows"/>; null for none. Copied.</param>
    /// <exception cref="ArgumentException">There is no projection or no row, rows do not rise, numbers of points differ, or a neighbour is no place.</exception>
    public EmbeddingMap(IReadOnlyList<int> rows, IReadOnlyList<PlaneProjection> projections, IReadOnlyList<IReadOnlyList<int>>? neighbours = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(projections);
        if (projections.Count == 0)
            throw new ArgumentException("Expected at least one projection, got none.", nameof(projections));
        if (rows.Count == 0 || rows[0] < 0)
            throw new ArgumentException($"Expected rows of 0 or more, got {(rows.Count == 0 ? "none" : rows[0])}.", nameof(rows));
        for (var i = 1; i < rows.Count; i++)
        {
            if (rows[i] <= rows[i - 1])
                throw new ArgumentException($"Expected rows that rise, got {rows[i - 1]} and then {rows[i]}.", nameof(rows));
        }
        if (projections.FirstOrDefault(projection => projection.Points.Count != rows.Count) is { } other)
            throw new ArgumentException($"Expected a point for each of {rows.Count} rows, got {other.Points.Count} of {other.Method}.", nameof(projections));
        if (neighbours is not null && (neighbours.Count != rows.Count || neighbours.Any(list => list.Any(place => place < 0 || place >= rows.Count))))
            throw new ArgumentException($"Expected for each of {rows.Count} rows places of 0 to {rows.Count - 1}, got others.", nameof(neighbours));
        (Rows, Projections) = ([.. rows], [.. projections]);
        Neighbours = neighbours is null ? [] : [.. neighbours.Select(list => list.ToArray())];
    }

    /// <summary>Which rows of the embeddings are shown, ascending.</summary>
    public IReadOnlyList<int> Rows { get; }

    /// <summary>Where they lie.</summary>
    public IReadOnlyList<PlaneProjection> Projections { get; }

    /// <summary>For each of them the nearest others, as places in <see cref="Rows"/>; empty where nobody looked.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Neighbours { get; }
}
