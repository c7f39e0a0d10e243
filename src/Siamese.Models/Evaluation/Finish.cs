namespace TorchSharp.Siamese.Models.Evaluation;

/// <summary>Makes distances, in place, of what a matrix multiplication gave for one query.</summary>
/// <param name="query">Number of the query.</param>
/// <param name="numbers">One for each gallery row.</param>
internal delegate void Finish<T>(int query, Span<T> numbers)
    where T : unmanaged;
