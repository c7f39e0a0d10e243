namespace TorchSharp.Siamese.Models.Evaluation;

/// <summary>One row that a search of a gallery found.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Score">How far it is from the query, or how alike, in the unit of the gallery's distance.</param>
public readonly record struct GalleryHit(string Name, double Score);
