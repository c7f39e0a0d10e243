using TorchSharp.Siamese.Data.Sources;

namespace TorchSharp.Siamese.Models.Evaluation;

/// <summary>Lake's 20 fixed one-shot runs as episodes.</summary>
/// <remarks>The error averaged over runs is the figure that is published: humans 4.5 %, BPL 3.3 %, modified Hausdorff distance 38.8 %.</remarks>
public static class LakeRuns
{
    /// <summary>The protocol in words, for results to print.</summary>
    public const string Protocol = "Lake's 20 fixed within-alphabet 20-way 1-shot runs of Omniglot, 400 questions, support and queries by different drawers";

    /// <summary>One episode for each run; its images are those of the runs, its classes the positions of the training images.</summary>
    /// <param name="runs">The runs.</param>
    /// <returns>20 episodes, numbered from 1.</returns>
    public static IReadOnlyList<Episode> Episodes(OmniglotRuns runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        return [.. runs.Runs.Select(run => new Episode(run.Number, run.Training, [.. Enumerable.Range(0, run.Training.Count)], run.Test, run.Answers))];
    }
}
