using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Sources;

namespace TorchSharp.Siamese.Data.Loading;

/// <summary>Reads the images of a batch straight into its buffer, each sample once, and deals with those that cannot be read. Thread-safe.</summary>
internal sealed class PlaceReader(ISampleSource source, LoaderOptions options)
{
    private const ulong Domain = 0x7375627374697401;    // keeps substitutes apart from plans and augmentations of the same seed
    private const int MostTries = 16;

    private readonly Lazy<Dictionary<int, int[]>> _members = new(() => Enumerable.Range(0, source.Count)
        .GroupBy(sample => source.Labels[sample]).ToDictionary(group => group.Key, group => group.ToArray()));

    public void Read(BatchWork work, Span<float> images, CancellationToken cancellationToken)
    {
        var length = source.Shape.Length;
        for (var place = 0; place < work.PlaceCount; place++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var image = images.Slice(place * length, length);
            var origin = work.OriginOf(place);
            if (origin == place)
                ReadOne(work, place, image);
            else if (work.HasFailed(origin))
                work.Fail(place);
            else
            {
                images.Slice(origin * length, length).CopyTo(image);
                work.Samples[place] = work.Samples[origin];
            }
        }
    }

    private void ReadOne(BatchWork work, int place, Span<float> image)
    {
        var sample = work.Samples[place];
        work.At.Sample = sample;
        try
        {
            source.ReadInto(sample, image);
        }
        catch (Exception e) when (e is not OperationCanceledException && options.OnReadFailure != ReadFailurePolicy.Throw)
        {
            var substitute = options.OnReadFailure == ReadFailurePolicy.Substitute ? ReadAnother(work, place, image) : null;
            work.Failures.Add(new ReadFailure(sample, source.NameOf(sample), e.Message, substitute));
            if (substitute is { } other)
                work.Replace(place, other);
            else
                work.Fail(place);
        }
    }

    private int? ReadAnother(BatchWork work, int place, Span<float> image)
    {
        var members = _members.Value[source.Labels[work.Samples[place]]];
        var first = CounterRandom.For(options.Seed, work.At.Epoch).Fork(Domain).Fork((ulong)work.At.Batch).Below(members.Length, (ulong)place);
        var tries = 0;
        for (var step = 0; step < members.Length && tries < MostTries; step++)
        {
            var candidate = members[(first + step) % members.Length];
            if (work.Holds(candidate))
                continue;
            tries++;
            try
            {
                source.ReadInto(candidate, image);
                return candidate;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                work.Failures.Add(new ReadFailure(candidate, source.NameOf(candidate), e.Message, null));
            }
        }
        return null;
    }
}
