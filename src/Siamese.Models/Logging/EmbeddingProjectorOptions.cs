using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Logging;

/// <summary>What goes with the embeddings into TensorBoard's projector.</summary>
public sealed record EmbeddingProjectorOptions
{
    /// <summary>What the projector calls them; "embeddings" by default.</summary>
    public string Name { get; init; } = "embeddings";

    /// <summary>Columns to label and to colour the points by; none by default.</summary>
    public IReadOnlyList<ProjectorColumn> Columns { get; init; } = [];

    /// <summary>
    /// The embeddings' images, <c>[N, C, H, W]</c> of 1, 3 or 4 channels, bytes or floating point from 0 to 1, shown as points; none by
    /// default. Borrowed. Where all of them side by side are wider or higher than 8,192 pixels, which browsers refuse, they are made smaller.
    /// </summary>
    public Tensor? Images { get; init; }
}
