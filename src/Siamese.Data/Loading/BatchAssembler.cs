using System.Runtime.InteropServices;
using TorchSharp.Siamese.Data.Imaging;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Sources;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Loading;

/// <summary>Makes one batch: read, augment, move. A pure function of (epoch, number, indices). Thread-safe.</summary>
internal sealed class BatchAssembler(ISampleSource source, Device device, BatchLoaderOptions options)
{
    /// <exception cref="SampleLoadException">Something failed; its stage says what.</exception>
    public SampleBatch Assemble(int epoch, int number, int[] indices)
    {
        int? culprit = null;
        var stage = LoadStage.Sampling;
        using var scope = NewDisposeScope();
        try
        {
            CheckIndices(indices, ref culprit);
            stage = LoadStage.Reading;
            var images = Read(indices, ref culprit);
            stage = LoadStage.Augmenting;
            Augment(images, epoch, number);
            stage = LoadStage.Transferring;
            // Detached, not moved out: which thread makes a batch, and in whose scope, must make no difference.
            return new SampleBatch(
                ToDevice(images).DetachFromDisposeScope(),
                ToDevice(Numbers(indices, source.Labels)).DetachFromDisposeScope(),
                ToDevice(Numbers(indices, null)).DetachFromDisposeScope(),
                epoch, number);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new SampleLoadException(epoch, number, culprit, stage, e);
        }
    }

    private static Tensor Numbers(int[] indices, IReadOnlyList<int>? lookUp)
    {
        var numbers = empty(indices.Length, ScalarType.Int64, CPU);
        var values = MemoryMarshal.Cast<byte, long>(numbers.bytes);
        for (var i = 0; i < indices.Length; i++)
            values[i] = lookUp is null ? indices[i] : lookUp[indices[i]];
        return numbers;
    }

    private void CheckIndices(int[] indices, ref int? culprit)
    {
        if (indices.Length == 0)
            throw new InvalidOperationException("Needs at least 1 sample in a batch, got 0 from the sampler.");
        foreach (var index in indices)
        {
            if (index >= 0 && index < source.Count)
                continue;
            culprit = index;
            throw new InvalidOperationException($"Needs 0 to {source.Count - 1} from the sampler, got {index}.");
        }
    }

    private Tensor Read(int[] indices, ref int? culprit)
    {
        Tensor images;
        try
        {
            images = source.ReadBatch(indices);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            culprit = FirstUnreadable(indices);
            throw;
        }
        return images.dim() > 0 && images.shape[0] == indices.Length
            ? images
            : throw new InvalidOperationException($"Needs {indices.Length} images, [{indices.Length}, C, H, W], from the source, "
                + $"got [{string.Join(", ", images.shape)}].");
    }

    // A batch fails as a whole: reading its samples one by one shows which of them it was.
    private int? FirstUnreadable(int[] indices)
    {
        foreach (var index in indices)
        {
            try
            {
                source.Read(index).Dispose();
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                return index;
            }
        }
        return null;
    }

    private void Augment(Tensor images, int epoch, int number)
    {
        if (options.Augmentation is null)
            return;
        var shape = images.shape;
        if (shape.Length != 4 || images.dtype != ScalarType.Float32 || !images.is_contiguous())
            throw new InvalidOperationException("Needs contiguous float32 images [B, C, H, W] to augment, "
                + $"got {images.dtype} [{string.Join(", ", shape)}].");
        var keys = new CounterRandom[shape[0]];
        AugmentationKeys.Fill(options.Seed, epoch, number, keys);
        options.Augmentation.Apply(
            MemoryMarshal.Cast<byte, float>(images.bytes), new ImageShape((int)shape[1], (int)shape[2], (int)shape[3]), keys);
    }

    private Tensor ToDevice(Tensor tensor) => device.type switch
    {
        DeviceType.CPU => tensor,
        // The pinned copy may go at once: libtorch keeps its memory until the copy to the device is done.
        DeviceType.CUDA => tensor.pin_memory().to(device, non_blocking: true),
        _ => tensor.to(device),
    };
}
