using TorchSharp.Modules;
using TorchSharp.Siamese.Data.Mining;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Losses;

/// <summary>Cross-entropy of scores against learnt class weights: the family of normalised and margin softmax losses.</summary>
/// <remarks>Checkpoint key: <c>weight</c>, <c>[D, classes]</c>, a column per class. Mean over the rows.</remarks>
public abstract class SoftmaxLoss : ProxyLoss
{
    private readonly Parameter weight;   // [D, columns]

    private protected SoftmaxLoss(string name, long classes, long embeddingSize, ProxyLossOptions? options, IDistance distance, int columnsPerClass = 1)
        : base(name, classes, embeddingSize, options, distance)
    {
        weight = Create(embeddingSize, classes * columnsPerClass);
        RegisterComponents();
    }

    /// <summary>The class weights, by column.</summary>
    private protected sealed override Parameter Weights => weight;

    private protected sealed override Tensor WeightRows => weight.t();

    /// <summary>Scores each class, as the loss does without its margin: the largest is the class that an image most likely is of.</summary>
    /// <param name="embeddings"><c>[N, D]</c>, dtype and device of the weights.</param>
    /// <returns><c>[N, classes]</c>. The caller owns it.</returns>
    /// <exception cref="ArgumentException">A shape, dtype or device differs from the above.</exception>
    public Tensor Logits(Tensor embeddings)
    {
        CheckRows(embeddings);
        using var scope = NewDisposeScope();
        return Scaled(Scores(embeddings), embeddings).MoveToOuterDisposeScope();
    }

    /// <summary>Similarity of each row to each class, <c>[N, classes]</c>.</summary>
    private protected virtual Tensor Scores(Tensor embeddings) => distance.Matrix(embeddings, weight.t());

    /// <summary>The score of the own class, <c>[N]</c>, made harder to reach.</summary>
    private protected virtual Tensor WithMargin(Tensor scores) => scores;

    /// <summary>Scores as logits, <c>[N, classes]</c>.</summary>
    private protected abstract Tensor Scaled(Tensor scores, Tensor embeddings);

    private protected override IReadOnlyList<LossPart> Parts(LossBatch batch, Tensor labels)
    {
        var scores = Scores(batch.Embeddings);                                                        // [N, C]
        var target = labels.unsqueeze(1);                                                             // [N, 1]
        var own = scores.gather(1, target);                                                           // [N, 1]
        var withMargin = scores.scatter(1, target, WithMargin(own.squeeze(1)).unsqueeze(1));          // [N, C]
        var logits = Scaled(withMargin, batch.Embeddings);
        var losses = logits.logsumexp(1) - logits.gather(1, target).squeeze(1);                       // [N]
        return [new LossPart(TupleWeights.Of(batch) is { } weights ? losses * weights : losses, RowNumbers(batch))];
    }
}
