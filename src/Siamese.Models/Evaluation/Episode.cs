namespace TorchSharp.Siamese.Models.Evaluation;

/// <summary>One few-shot task: some labelled support images, and queries to be given one of their classes.</summary>
/// <remarks>Images are numbers of whatever set the episode was drawn from. Immutable.</remarks>
/// <param name="Number">Which episode this is.</param>
/// <param name="Support">Images with known classes.</param>
/// <param name="SupportClasses">The class of each support image.</param>
/// <param name="Queries">Images to be classified.</param>
/// <param name="QueryClasses">The right answer for each query, one of the support classes.</param>
public sealed record Episode(
    int Number, IReadOnlyList<int> Support, IReadOnlyList<int> SupportClasses, IReadOnlyList<int> Queries, IReadOnlyList<int> QueryClasses);
