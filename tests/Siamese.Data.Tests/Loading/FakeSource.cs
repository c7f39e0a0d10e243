using System.Collections.Concurrent;
using TorchSharp.Siamese.Data.Sources;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Tests.Loading;

/// <summary>Images [1, 4, 4] of counting values; keeps every tensor it gives, every thread of its own that reads, and can be told to misbehave.</summary>
internal sealed class FakeSource(int count) : ISampleSource
{
    private int _batchesRead;

    public int Count => count;

    public IReadOnlyList<int> Labels { get; } = [.. Enumerable.Range(0, count).Select(i => i % 7)];

    /// <summary>Called before sample i is read; may throw or wait.</summary>
    public Action<int> BeforeRead { get; init; } = _ => { };

    /// <summary>Rows that a batch has too many.</summary>
    public int ExtraRows { get; init; }

    /// <summary>True gives every sample the values of sample 0.</summary>
    public bool ConstantImages { get; init; }

    public int BatchesRead => Volatile.Read(ref _batchesRead);

    public ConcurrentBag<Tensor> Given { get; } = [];

    public ConcurrentDictionary<Thread, bool> Threads { get; } = [];

    /// <summary>The values of one image.</summary>
    public static float[] Values(int index) => [.. Enumerable.Range(0, 16).Select(i => (100f * index) + i)];

    public Tensor Read(int index)
    {
        BeforeRead(index);
        return Keep(tensor(Values(ConstantImages ? 0 : index), [1, 4, 4], device: CPU));
    }

    public Tensor ReadBatch(ReadOnlySpan<int> indices)
    {
        if (!Thread.CurrentThread.IsThreadPoolThread)
            Threads[Thread.CurrentThread] = true;
        var values = new List<float>();
        foreach (var index in indices)
        {
            BeforeRead(index);
            values.AddRange(Values(index));
        }
        values.AddRange(new float[16 * ExtraRows]);
        Interlocked.Increment(ref _batchesRead);
        return Keep(tensor(values.ToArray(), [indices.Length + ExtraRows, 1, 4, 4], device: CPU));
    }

    /// <summary>Fails unless every tensor given so far is disposed and, after a moment, every reading thread but this one has ended.</summary>
    public void AssertNothingLeft()
    {
        Assert.That(Given, Is.All.Matches<Tensor>(tensor => tensor.IsInvalid), "tensors alive");
        foreach (var thread in Threads.Keys.Where(thread => thread != Thread.CurrentThread))
            Assert.That(thread.Join(TimeSpan.FromSeconds(10)), Is.True, "threads alive");
    }

    private Tensor Keep(Tensor tensor)
    {
        Given.Add(tensor);
        return tensor;
    }
}
