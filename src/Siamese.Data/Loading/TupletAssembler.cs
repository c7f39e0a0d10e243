using System.Runtime.InteropServices;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Sources;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Loading;

/// <summary>Makes batches of a plan's tuples; a sample that several tuples share is read once and has one place.</summary>
internal sealed class TupletAssembler(ISampleSource source, ITuplePlan plan, int batchSize, Device device, LoaderOptions options)
    : BatchAssembler<TupletBatch>(source, device, options)
{
    protected override void Pick(BatchRequest request, BatchWork work)
    {
        var first = (long)request.Number * batchSize;
        var size = plan.LearningSize;
        work.StartTuples((int)Math.Min(batchSize, plan.EpochLength - first), size);
        for (var tuple = 0; tuple < work.TupleCount; tuple++)
        {
            var samples = work.Tuples.Slice(tuple * size, size);
            plan.At(request.Epoch, first + tuple, samples, work.Same.Slice(tuple * (size - 1), size - 1));
            foreach (var sample in samples)
                CheckSample(sample, work.At, "plan");
            work.PlaceTuple(tuple, repeatsDiffer: Options.Augmentation is not null);
        }
    }

    protected override TupletBatch Finish(BatchWork work, Tensor images, Tensor labels, Tensor ids, ReadFailure[] failures)
    {
        var tuples = empty(work.TupleCount, work.LearningSize, ScalarType.Int64, CPU);
        Write(work.Tuples, tuples);
        var same = empty(work.TupleCount, work.LearningSize - 1, ScalarType.Bool, CPU);
        work.Same.CopyTo(MemoryMarshal.Cast<byte, bool>(same.bytes));
        return new TupletBatch(
            images, labels, ids, ToDevice(tuples, work), ToDevice(same, work),
            work.TupleCount, work.LearningSize, plan.PositivesPerTuple, work.At.Epoch, work.At.Batch)
        {
            Failures = failures,
        };
    }
}
