using TorchSharp.Siamese.Data.Loading;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Datasets;

/// <summary>Makes dense images and labels of what loaders give.</summary>
/// <param name="mode">What labels look like.</param>
/// <param name="channelsLast">Whether channels come last.</param>
/// <param name="isBatched">Whether the first dimension stays.</param>
/// <param name="values">The number that stands for each class.</param>
internal sealed class DirectoryBatches(LabelMode mode, bool channelsLast, bool isBatched, int[] values)
{
    /// <summary>Tuples. The batch is not disposed.</summary>
    internal LabelledImages Of(TupletBatch batch)
    {
        using var scope = NewDisposeScope();
        var images = batch.DenseTuples(channelsLast);
        return Make(images, SameOf(batch.Same), batch.Epoch, batch.Number);
    }

    /// <summary>Single images. The batch is not disposed.</summary>
    internal LabelledImages Of(SampleBatch batch)
    {
        using var scope = NewDisposeScope();
        var images = channelsLast ? batch.Images.permute(0, 2, 3, 1).contiguous() : batch.Images.clone();
        return Make(images, ClassesOf(batch.Labels), batch.Epoch, batch.Number);
    }

    private LabelledImages Make(Tensor images, Tensor? labels, int epoch, int number) => isBatched
        ? new LabelledImages(images, labels, epoch, number)
        : new LabelledImages(images.squeeze(0), labels?.squeeze(0), epoch, number);

    private Tensor? SameOf(Tensor same) => mode switch
    {
        LabelMode.None => null,
        LabelMode.Int => same.to(ScalarType.Int32),
        LabelMode.Binary => same.to(ScalarType.Float32),
        LabelMode.Categorical => stack(new[] { same.logical_not(), same }, -1).to(ScalarType.Float32),
        _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, $"Needs a LabelMode, got {mode}."),
    };

    private Tensor? ClassesOf(Tensor classes) => mode switch
    {
        LabelMode.None => null,
        LabelMode.Int => tensor(values, device: classes.device).index_select(0, classes),
        LabelMode.Binary => classes.to(ScalarType.Float32).unsqueeze(1),
        LabelMode.Categorical => nn.functional.one_hot(classes, values.Length).to(ScalarType.Float32),
        _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, $"Needs a LabelMode, got {mode}."),
    };
}
