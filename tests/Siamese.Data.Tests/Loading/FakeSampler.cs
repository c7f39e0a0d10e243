using TorchSharp.Siamese.Data.Sampling;

namespace TorchSharp.Siamese.Data.Tests.Loading;

/// <summary>Gives the batches it was given, in every epoch.</summary>
internal sealed class FakeSampler(params int[][] batches) : IBatchSampler
{
    public int BatchesPerEpoch => batches.Length;

    /// <summary>Called before batch i is given; may throw.</summary>
    public Action<int> BeforeBatch { get; init; } = _ => { };

    /// <summary>Count / size batches that walk through 0 .. count - 1 with a stride, so that order shows.</summary>
    public static FakeSampler Strided(int count, int size, int stride) => new(
        [.. Enumerable.Range(0, count / size).Select(b => Enumerable.Range(0, size).Select(i => ((b * size) + i) * stride % count).ToArray())]);

    public IEnumerable<int[]> Batches(int epoch)
    {
        for (var i = 0; i < batches.Length; i++)
        {
            BeforeBatch(i);
            yield return batches[i];
        }
    }
}
