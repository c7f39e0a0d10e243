namespace TorchSharp.Siamese.Data.Sources;

/// <summary>One of Lake's fixed one-shot runs: 20 characters of one alphabet, a training image of each by one drawer and a test image of each by another.</summary>
/// <remarks>Images are numbers of the <see cref="OmniglotRuns"/> it comes from. Immutable.</remarks>
/// <param name="Number">1 to 20.</param>
/// <param name="Training">The training images.</param>
/// <param name="Test">The test images.</param>
/// <param name="Answers">For each test image the position in <paramref name="Training"/> of its own character.</param>
public sealed record OmniglotRun(int Number, IReadOnlyList<int> Training, IReadOnlyList<int> Test, IReadOnlyList<int> Answers);
