using TorchSharp.Siamese.Data;
using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Mining;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Losses;

/// <summary>Checks a batch before any of it reaches libtorch.</summary>
internal static class LossBatchCheck
{
    public static void Run(nn.Module loss, LossBatch batch, LossInputs inputs)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var embeddings = Check.Embeddings(batch.Embeddings, "embeddings");
        Finite(embeddings, "embeddings");
        Labels(batch, embeddings);
        Relation(batch, embeddings);
        Supported(loss.GetName(), batch.Tuples, batch.ReferenceEmbeddings, batch.Relation, inputs);
        if (batch.Tuples is { } tuples)
            Tuples(tuples, embeddings, batch.ReferenceEmbeddings ?? embeddings);
        Complete(batch, inputs);
    }

    /// <summary>Rows without NaN and infinity. Not on CUDA, where the host would have to wait: there the loss is NaN.</summary>
    public static void Finite(Tensor rows, string name)
    {
        if (rows.device_type != DeviceType.CPU)
            return;
        using var scope = NewDisposeScope();
        var finite = rows.detach().isfinite().all(1);
        if (finite.all().item<bool>())
            return;
        var row = finite.logical_not().nonzero()[0, 0].item<long>();
        throw new ArgumentException($"Expected finite {name}, got NaN or infinity in row {row} of {rows.shape[0]}. Try a smaller learning rate, and look for extreme values in the images.", name);
    }

    private static void Labels(LossBatch batch, Tensor embeddings)
    {
        if (batch.Labels is { } labels)
            Check.SameDevice(Check.Labels(labels, embeddings.shape[0], "labels"), embeddings, "labels");
        if (batch.ReferenceEmbeddings is { } reference)
        {
            Check.EmbeddingsLike(reference, embeddings, "referenceEmbeddings");
            Finite(reference, "referenceEmbeddings");
        }
        if (batch.ReferenceLabels is { } referenceLabels)
        {
            var rows = batch.ReferenceEmbeddings ?? throw new ArgumentException("Expected reference embeddings beside reference labels, got none.", nameof(batch));
            Check.SameDevice(Check.Labels(referenceLabels, rows.shape[0], "referenceLabels"), embeddings, "referenceLabels");
        }
    }

    private static void Relation(LossBatch batch, Tensor embeddings)
    {
        if (batch.Relation is not { } relation)
            return;
        Samples(batch.Samples, embeddings.shape[0], relation.SampleCount, "samples");
        if (batch.ReferenceEmbeddings is { } reference)
            Samples(batch.ReferenceSamples, reference.shape[0], relation.SampleCount, "referenceSamples");
    }

    private static void Samples(Tensor? samples, long count, int sampleCount, string name)
    {
        if (samples is null)
            throw new ArgumentException("Expected the sample number of every row beside a label relation, got none.", name);
        Check.Shape(samples, [count], name);
        if (samples.dtype != ScalarType.Int64)
            throw new ArgumentException($"Expected dtype Int64, got {samples.dtype}.", name);
        if (count == 0)
            return;
        using var scope = NewDisposeScope();
        var (low, high) = (samples.min().item<long>(), samples.max().item<long>());
        if (low < 0 || high >= sampleCount)
            throw new ArgumentException($"Expected samples of 0 to {sampleCount - 1}, got {low} to {high}.", name);
    }

    private static void Supported(string loss, TupleIndices? tuples, Tensor? referenceEmbeddings, ILabelRelation? relation, LossInputs inputs)
    {
        if (tuples is not null && (inputs & (LossInputs.Tuples | LossInputs.TuplesAreWeights)) == 0)
            throw new ArgumentException($"Expected no tuples: {loss} is defined on all pairs of a batch. Got {tuples.Count}.", nameof(tuples));
        if (referenceEmbeddings is not null && !inputs.HasFlag(LossInputs.Reference))
            throw new ArgumentException($"Expected no reference set: {loss} is defined within a batch. Got {referenceEmbeddings.shape[0]} rows.", nameof(referenceEmbeddings));
        if (relation is not null && !inputs.HasFlag(LossInputs.Relation))
            throw new ArgumentException($"Expected class labels: {loss} is defined on classes. Got a label relation.", nameof(relation));
    }

    private static void Complete(LossBatch batch, LossInputs inputs)
    {
        if (batch.Labels is null && !inputs.HasFlag(LossInputs.LabelsOptional))
            throw new ArgumentException("Expected labels, which this loss needs whether tuples are given or not, got none.", nameof(batch));
        if (batch.Relation is not null || (batch.Tuples is not null && inputs.HasFlag(LossInputs.LabelsOptional)))
            return;
        var paired = inputs.HasFlag(LossInputs.Paired) && batch.Labels is null && batch.ReferenceLabels is null && batch.ReferenceEmbeddings is not null;
        if (!paired && (batch.Labels is null || (batch.ReferenceEmbeddings is not null && batch.ReferenceLabels is null)))
            throw new ArgumentException("Expected labels of every set where no tuples are given, got a set without.", nameof(batch));
    }

    private static void Tuples(TupleIndices tuples, Tensor embeddings, Tensor reference)
    {
        Check.SameDevice(tuples.First, embeddings, nameof(tuples));
        if (tuples.AnchorLimit > embeddings.shape[0])
            throw new ArgumentException($"Expected anchors of 0 to {embeddings.shape[0] - 1}, got up to {tuples.AnchorLimit - 1}.", nameof(tuples));
        if (tuples.OtherLimit > reference.shape[0])
            throw new ArgumentException($"Expected positives and negatives of 0 to {reference.shape[0] - 1}, got up to {tuples.OtherLimit - 1}.", nameof(tuples));
    }
}
