using System.Collections.Concurrent;
using TorchSharp.Siamese.Data.Sources;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Tests.Loading;

/// <summary>Images [1, 4, 4] of counting values; counts what is read, keeps every thread of its own that reads, and can be told to misbehave.</summary>
internal sealed class FakeSource(int count) : ISampleSource
{
    private readonly long _tensorsBefore = Tensor.TotalCount;
    private int _reads;

    public int Count => count;

    public IReadOnlyList<int> Labels { get; init; } = [.. Enumerable.Range(0, count).Select(i => i % 7)];

    public ImageShape Shape { get; } = new(1, 4, 4);

    /// <summary>Called before sample i is read; may throw or wait.</summary>
    public Action<int> BeforeRead { get; init; } = _ => { };

    /// <summary>True gives every sample the values of sample 0.</summary>
    public bool ConstantImages { get; init; }

    public int Reads => Volatile.Read(ref _reads);

    public ConcurrentDictionary<Thread, bool> Threads { get; } = [];

    /// <summary>The values of one image.</summary>
    public static float[] Values(int index) => [.. Enumerable.Range(0, 16).Select(i => (100f * index) + i)];

    public string NameOf(int index) => $"fake/{index}.png";

    public void ReadInto(int index, Span<float> target)
    {
        if (!Thread.CurrentThread.IsThreadPoolThread)
            Threads[Thread.CurrentThread] = true;
        BeforeRead(index);
        Values(ConstantImages ? 0 : index).CopyTo(target);
        Interlocked.Increment(ref _reads);
    }

    /// <summary>Fails unless no more tensors are alive than when the source was made and, after a moment, every reading thread but this one has ended.</summary>
    public void AssertNothingLeft()
    {
        Assert.That(Tensor.TotalCount, Is.LessThanOrEqualTo(_tensorsBefore), "tensors alive");
        foreach (var thread in Threads.Keys.Where(thread => thread != Thread.CurrentThread))
            Assert.That(thread.Join(TimeSpan.FromSeconds(10)), Is.True, "threads alive");
    }
}
