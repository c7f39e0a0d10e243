using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Sources;
using TorchSharp.Siamese.Data.Tuples;
using TorchSharp.Siamese.Models.Evaluation;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Examples.Omniglot;

/// <summary>Every fifth character of the background set, one view of each drawing: enough to choose a threshold on and to look for mistakes.</summary>
/// <param name="Rows">Embeddings, <c>[N, D]</c>.</param>
/// <param name="Labels">N of them.</param>
/// <param name="ClassNames">Of the labels.</param>
internal sealed record LearntSample(Tensor Rows, IReadOnlyList<int> Labels, IReadOnlyList<string> ClassNames)
{
    private const int Every = 5;
    private const int Pairs = 20_000;

    /// <summary>How the pairs are drawn, in words.</summary>
    public static string PairProtocol { get; } = FormattableString.Invariant(
        $"{Pairs:#,0} random pairs of every {Every}th character of the background set, half of them of one character, seed {Evaluation.Seed}, one view of each drawing");

    /// <summary>Embeds the drawings.</summary>
    public static LearntSample Of(Evaluation judge, Siamese.Data.Sources.Omniglot background, CancellationToken cancellationToken)
    {
        var sample = background.Where(drawing => background.Labels[drawing] % Every == 0);
        return new LearntSample((judge with { Views = 1 }).Embed(sample, cancellationToken), sample.Labels, sample.ClassNames);
    }

    /// <summary>Distances of pairs, half of them of one character.</summary>
    public VerificationScores Scores()
    {
        var plan = new PairPlan(ClassIndex.From([.. Labels]), new PairPlanOptions { EpochLength = Pairs, Seed = Evaluation.Seed });
        var pairs = new SamplePair[Pairs];
        plan.Fill(epoch: 0, first: 0, pairs);
        return PairScorer.Of(Rows, pairs);
    }
}
