using TorchSharp.Siamese.Data.Sources;
using TorchSharp.Siamese.Models.Evaluation;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Examples.Omniglot;

/// <summary>What a trained encoder does on alphabets that it never saw. Nothing is chosen on them.</summary>
/// <param name="Encoder">Images to embeddings of length 1.</param>
/// <param name="Side">Height and width of its images.</param>
/// <param name="Views">Views of each image whose embeddings are averaged, 1 to 9.</param>
/// <param name="Device">Where it is.</param>
internal sealed record Evaluation(nn.Module<Tensor, Tensor> Encoder, int Side, int Views, Device Device)
{
    private const int Episodes = 2_000;
    private const int Pairs = 20_000;

    /// <summary>Of all that is drawn here.</summary>
    public const ulong Seed = 1;

    private string ViewsProtocol => Views == 1 ? "" : $"; embeddings are means of {Views} views";

    /// <summary>The figures of a protocol, from the embeddings of the evaluation set.</summary>
    public IReadOnlyList<Figure> Of(
        Protocol protocol, Siamese.Data.Sources.Omniglot background, Siamese.Data.Sources.Omniglot evaluation, Tensor embeddings, OmniglotRuns runs, CancellationToken cancellationToken)
    {
        using var scope = NewDisposeScope();
        return protocol switch
        {
            Protocol.Lake => Lake(runs, evaluation, embeddings, cancellationToken),
            Protocol.Unstructured => Unstructured(evaluation, embeddings),
            Protocol.Koch => Koch(evaluation, embeddings),
            Protocol.All =>
            [
                .. Lake(runs, evaluation, embeddings, cancellationToken), .. Unstructured(evaluation, embeddings),
                .. Verification(background, evaluation, embeddings, cancellationToken),
            ],
            _ => throw new ArgumentOutOfRangeException(nameof(protocol), protocol, "Needs All, Lake, Unstructured or Koch."),
        };
    }

    /// <summary>Lake's 20 runs, and random ones like them of all evaluation alphabets.</summary>
    public IReadOnlyList<Figure> Lake(OmniglotRuns runs, Siamese.Data.Sources.Omniglot evaluation, Tensor embeddings, CancellationToken cancellationToken)
    {
        using var scope = NewDisposeScope();
        var ofRuns = Embed(runs, cancellationToken);
        var lake = EpisodeEvaluator.Evaluate(LakeRuns.Episodes(runs), ofRuns, LakeRuns.Protocol + ViewsProtocol);
        var within = new EpisodeSampler(evaluation.ByCharacter, new EpisodeOptions { Seed = Seed }, evaluation.ByAlphabet, evaluation.ByDrawer);
        return
        [
            Figure.OfQuestions("lake_error", "Lake's 20 runs, error", lake.Queries - lake.Correct, lake.Queries, lake.Protocol),
            Error("within_error", "20-way 1-shot within alphabets, error", within, embeddings),
        ];
    }

    /// <summary>Episodes of characters of any alphabets.</summary>
    public IReadOnlyList<Figure> Unstructured(Siamese.Data.Sources.Omniglot evaluation, Tensor embeddings)
    {
        EpisodeSampler Sampler(int ways) => new(evaluation.ByCharacter, new EpisodeOptions { Ways = ways, Seed = Seed });
        return
        [
            Accuracy("unstructured20_accuracy", "20-way 1-shot of all characters", Sampler(20), embeddings),
            Accuracy("unstructured5_accuracy", "5-way 1-shot of all characters", Sampler(5), embeddings),
        ];
    }

    /// <summary>Same character or not, over random pairs of the evaluation set; the threshold comes from pairs of the background set.</summary>
    public IReadOnlyList<Figure> Verification(
        Siamese.Data.Sources.Omniglot background, Siamese.Data.Sources.Omniglot evaluation, Tensor embeddings, CancellationToken cancellationToken)
    {
        using var scope = NewDisposeScope();
        var (known, drawn) = (Drawn(background), Drawn(evaluation));
        return Verified(PairScorer.Of(Embed(background, cancellationToken), known.Pairs), "training images", PairScorer.Of(embeddings, drawn.Pairs), drawn.Protocol);
    }

    /// <summary>Random pairs of a whole set, half of them of one character.</summary>
    public static DrawnPairs Drawn(Siamese.Data.Sources.Omniglot set)
        => DrawnPairs.Of(set.Relation, [.. Enumerable.Range(0, set.Count)], new PairDrawOptions { Count = Pairs, Seed = Seed });

    /// <summary>Koch's pairs: threshold from 10 evaluation alphabets and 4 drawers, figures from the other 10 and 4 more.</summary>
    public IReadOnlyList<Figure> Koch(Siamese.Data.Sources.Omniglot evaluation, Tensor embeddings)
    {
        var half = evaluation.AlphabetNames.Count / 2;
        int[] first = [.. Enumerable.Range(0, half)], second = [.. Enumerable.Range(half, evaluation.AlphabetNames.Count - half)];
        var validation = DrawnPairs.Of(evaluation, first, [13, 14, 15, 16], new PairDrawOptions { Seed = Seed });
        var test = DrawnPairs.Of(evaluation, second, [17, 18, 19, 20], new PairDrawOptions { Seed = Seed });
        return Verified(PairScorer.Of(embeddings, validation.Pairs), "Koch's validation pairs", PairScorer.Of(embeddings, test.Pairs), test.Protocol);
    }

    /// <summary>Embeddings of all drawings. The caller owns them.</summary>
    public Tensor Embed(IImageFiles files, CancellationToken cancellationToken)
        => SeveralViews.Embed(Encoder, Characters.Read(files, Side, cancellationToken), Device, Views, cancellationToken);

    private List<Figure> Verified(VerificationScores validation, string origin, VerificationScores test, string protocol)
    {
        protocol += ViewsProtocol;
        var threshold = VerificationThreshold.ChooseOn(validation);
        var intervals = VerificationIntervals.Of(test, new BootstrapOptions { Seed = Seed }, threshold);
        Figure Of(string key, string name, Interval interval, string more = "") => new(key, name, interval.Value, interval.Low, interval.High, protocol + more);
        return
        [
            Of("eer", "Verification, equal error rate", intervals.EqualErrorRate),
            Of("auc", "Verification, area under the curve", intervals.Auc),
            Of("threshold_accuracy", "Verification, accuracy", intervals.Accuracy!, $"; threshold from {origin}: {threshold}"),
        ];
    }

    private Figure Error(string key, string name, EpisodeSampler sampler, Tensor embeddings)
    {
        var result = EpisodeEvaluator.Evaluate(sampler.Take(Episodes), embeddings, sampler.Protocol + ViewsProtocol);
        return new(key, name, result.Error, result.Error - result.HalfWidth95, result.Error + result.HalfWidth95, result.Protocol);
    }

    private Figure Accuracy(string key, string name, EpisodeSampler sampler, Tensor embeddings)
    {
        var result = EpisodeEvaluator.Evaluate(sampler.Take(Episodes), embeddings, sampler.Protocol + ViewsProtocol);
        return new(key, name, result.Accuracy, result.Accuracy - result.HalfWidth95, result.Accuracy + result.HalfWidth95, result.Protocol);
    }
}
