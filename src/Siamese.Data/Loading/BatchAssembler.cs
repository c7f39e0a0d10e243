using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using TorchSharp.Siamese.Data.Imaging;
using TorchSharp.Siamese.Data.Sources;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Loading;

/// <summary>Makes one batch: picks, reads, augments, moves. A pure function of the request. Thread-safe.</summary>
internal abstract class BatchAssembler<TBatch>(ISampleSource source, Device device, LoaderOptions options)
    where TBatch : class, ILoadedBatch
{
    private readonly PlaceReader _reader = new(source, options);
    private readonly ConcurrentBag<BatchWork> _idle = [];

    public ISampleSource Source => source;

    public LoaderOptions Options => options;

    /// <exception cref="SampleLoadException">Something failed; its stage says what.</exception>
    public MadeBatch<TBatch> Assemble(BatchRequest request, CancellationToken cancellationToken)
    {
        if (!_idle.TryTake(out var work))
            work = new BatchWork();
        work.Start(request);
        using var scope = NewDisposeScope();
        try
        {
            return Make(request, work, cancellationToken);
        }
        catch (Exception e)
        {
            foreach (var tensor in work.Moved)
                tensor.Dispose();
            if (e is OperationCanceledException)
                throw;
            Name(work.At);
            throw new SampleLoadException(work.At, e);
        }
        finally
        {
            work.Moved.Clear();     // it must not keep what a caller was given
            _idle.Add(work);
        }
    }

    /// <summary>Says which samples stand at which places of the batch.</summary>
    protected abstract void Pick(BatchRequest request, BatchWork work);

    /// <summary>The batch around its tensors.</summary>
    protected abstract TBatch Finish(BatchWork work, Tensor images, Tensor labels, Tensor ids, ReadFailure[] failures);

    protected void CheckSample(int sample, LoadPlace at, string asker)
    {
        if (sample >= 0 && sample < source.Count)
            return;
        at.Sample = sample;
        throw new InvalidOperationException($"Needs 0 to {source.Count - 1} from the {asker}, got {sample}.");
    }

    /// <summary>Moves a tensor and takes it out of the dispose scope; should the batch fail, it is disposed all the same.</summary>
    protected Tensor ToDevice(Tensor tensor, BatchWork work)
    {
        var moved = device.type switch
        {
            DeviceType.CPU => tensor,
            // The pinned copy may go at once: libtorch keeps its memory until the copy to the device is done.
            DeviceType.CUDA => tensor.pin_memory().to(device, non_blocking: true),
            _ => tensor.to(device),
        };
        work.Moved.Add(moved);
        return moved.DetachFromDisposeScope();
    }

    /// <summary>Writes whole numbers into an int64 tensor of as many.</summary>
    protected static void Write(ReadOnlySpan<int> numbers, Tensor tensor)
    {
        var values = MemoryMarshal.Cast<byte, long>(tensor.bytes);
        for (var i = 0; i < numbers.Length; i++)
            values[i] = numbers[i];
    }

    private MadeBatch<TBatch> Make(BatchRequest request, BatchWork work, CancellationToken cancellationToken)
    {
        Pick(request, work);
        work.At.Enter(LoadStage.Reading);
        var images = Read(work, cancellationToken);
        ReadFailure[] failures = [.. work.Failures];
        if (work.PlaceCount == 0)
            return new MadeBatch<TBatch>(null, failures, work.LeftOut);

        work.At.Enter(LoadStage.Augmenting);
        options.Augmentation?.Apply(ValuesOf(images), source.Shape, work.Keys);
        work.At.Enter(LoadStage.Transferring);
        var batch = Finish(work, ToDevice(images, work), ToDevice(LabelsOf(work.Samples), work), ToDevice(IdsOf(work.Samples), work), failures);
        return new MadeBatch<TBatch>(batch, failures, work.LeftOut);
    }

    private Tensor Read(BatchWork work, CancellationToken cancellationToken)
    {
        var images = SampleReading.NewBatch(source.Shape, work.PlaceCount, "batch");
        _reader.Read(work, ValuesOf(images), cancellationToken);
        if (options.Augmentation is not null)
            AugmentationKeys.Fill(options.Seed, work.At.Epoch, work.At.Batch, work.Keys);
        if (!work.AnyFailed)
            return images;
        // With its key, so that a sample's failing changes no other image.
        work.LeaveOutFailed(ValuesOf(images), source.Shape.Length);
        return images.narrow(0, 0, work.PlaceCount);
    }

    private static Tensor IdsOf(ReadOnlySpan<int> samples)
    {
        var tensor = empty(samples.Length, ScalarType.Int64, CPU);
        Write(samples, tensor);
        return tensor;
    }

    private Tensor LabelsOf(ReadOnlySpan<int> samples)
    {
        var tensor = empty(samples.Length, ScalarType.Int64, CPU);
        var values = MemoryMarshal.Cast<byte, long>(tensor.bytes);
        var labels = source.Labels;
        for (var i = 0; i < samples.Length; i++)
            values[i] = labels[samples[i]];
        return tensor;
    }

    private void Name(LoadPlace at)
    {
        if (at.Sample is { } sample && sample >= 0 && sample < source.Count)
        {
            try
            {
                at.SampleName = source.NameOf(sample);
            }
            catch (Exception)
            {
                // What failed is worth more than that its name cannot be had either.
            }
        }
    }

    private static Span<float> ValuesOf(Tensor images) => MemoryMarshal.Cast<byte, float>(images.bytes);
}
