using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using static TorchSharp.torch;
using static TorchSharp.torch.utils.data;

namespace TorchSharp.Local.Tests.Data;

public class DataLoaderTests
{
    /// <summary>Item i has x = [i, 10 i] and y = i, and leaves one tensor more behind.</summary>
    private sealed class Numbers(long count, Func<long, Exception?>? failure = null) : Dataset
    {
        public ConcurrentBag<int> Threads { get; } = [];
        public bool Disposed { get; private set; }

        public override long Count => count;

        public override Dictionary<string, Tensor> GetTensor(long index)
        {
            Threads.Add(Environment.CurrentManagedThreadId);
            if (failure?.Invoke(index) is { } error) throw error;
            _ = zeros(7);
            return new() { ["x"] = tensor(new[] { index, 10f * index }), ["y"] = tensor(index) };
        }

        protected override void Dispose(bool disposing)
        {
            Disposed = true;
            base.Dispose(disposing);
        }
    }

    [TestCase(7, 3, false, 3)]
    [TestCase(7, 3, true, 2)]
    [TestCase(6, 3, false, 2)]
    [TestCase(6, 3, true, 2)]
    [TestCase(2, 3, true, 0)]
    [TestCase(2, 3, false, 1)]
    public void Enumerate_LastBatch_IsSmallerOrDropped(int items, int size, bool dropLast, int batches)
    {
        using var loader = DataLoader(new Numbers(items), size, drop_last: dropLast);
        var labels = Labels(loader);
        Assert.That(labels, Has.Count.EqualTo(batches));
        Assert.That(loader.Count, Is.EqualTo(batches));
        Assert.That(labels.SelectMany(b => b), Is.EqualTo(Enumerable.Range(0, dropLast ? items / size * size : items)));
    }

    [Test]
    public void Enumerate_Batch_StacksEachNameAlongANewFirstDimension()
    {
        using var loader = DataLoader(new Numbers(2), 2);
        foreach (var batch in loader)
        {
            Assert.That(batch.Keys, Is.EqualTo(new[] { "x", "y" }));
            Assert.That(batch["x"].shape, Is.EqualTo(new long[] { 2, 2 }));
            Assert.That(batch["x"].data<float>().ToArray(), Is.EqualTo(new[] { 0f, 0f, 1f, 10f }));
            Assert.That(batch["y"].shape, Is.EqualTo(new long[] { 2 }));
            Assert.That(batch["y"].dtype, Is.EqualTo(ScalarType.Int64));
        }
    }

    [TestCase(1)]
    [TestCase(3)]
    public void Enumerate_AnyNumberOfWorkers_KeepsTheOrder(int workers)
    {
        var numbers = new Numbers(50);
        using var loader = DataLoader(numbers, 8, num_worker: workers);
        Assert.That(Labels(loader).SelectMany(b => b), Is.EqualTo(Enumerable.Range(0, 50)));
        if (workers == 1) Assert.That(numbers.Threads.Distinct(), Is.EqualTo(new[] { Environment.CurrentManagedThreadId }));
    }

    // The order that TorchSharp 0.107 gives: .NET keeps the numbers of a seeded System.Random.
    [Test]
    public void Enumerate_Seeded_IsAlwaysThisOrder()
    {
        using var loader = DataLoader(new Numbers(10), 10, shuffle: true, seed: 1);
        var order = new long[] { 9, 2, 4, 8, 7, 1, 3, 0, 6, 5 };
        Assert.That(Labels(loader).Single(), Is.EqualTo(order));
        Assert.That(Labels(loader).Single(), Is.EqualTo(order));
        Assert.That(new Utils.FisherYatesShuffler(10, 1), Is.EqualTo(order));
    }

    [Test]
    public void Enumerate_ShuffledWithoutSeed_IsAPermutation()
    {
        using var loader = DataLoader(new Numbers(100), 30, shuffle: true);
        var once = Labels(loader).SelectMany(b => b).ToArray();
        var again = Labels(loader).SelectMany(b => b).ToArray();
        Assert.That(once, Is.EquivalentTo(Enumerable.Range(0, 100)));
        Assert.That(again, Is.Not.EqualTo(once));
    }

    [Test]
    public void Enumerate_Sampler_DecidesWhichItemsAndHowMany()
    {
        using var loader = DataLoader(new Numbers(10), 2, [4L, 4L, 9L]);
        Assert.That(Labels(loader), Is.EqualTo(new long[][] { [4, 4], [9] }));
        Assert.That(loader.Count, Is.EqualTo(5), "it goes by the dataset");
    }

    [TestCase(1)]
    [TestCase(2)]
    public void Enumerate_OneBatchIsAliveAtATime(int workers)
    {
        using var loader = DataLoader(new Numbers(9), 3, num_worker: workers);
        var before = Tensor.TotalCount;
        Tensor? last = null;
        foreach (var batch in loader)
        {
            Assert.That(Tensor.TotalCount - before, Is.EqualTo(2));
            Assert.That(last?.IsInvalid, Is.Not.False);
            last = batch["x"];
        }
        Assert.That(last!.IsInvalid);
        Assert.That(Tensor.TotalCount, Is.EqualTo(before));
    }

    [Test]
    public void Enumerate_EndedEarly_FreesTheBatch()
    {
        using var loader = DataLoader(new Numbers(9), 3);
        var before = Tensor.TotalCount;
        foreach (var _ in loader) break;
        Assert.That(Tensor.TotalCount, Is.EqualTo(before));
    }

    [Test]
    public void Enumerate_WithoutDisposeBatch_TheCallerOwnsTheBatches()
    {
        using var loader = DataLoader(new Numbers(4), 2, disposeBatch: false);
        List<Dictionary<string, Tensor>> batches;
        using (NewDisposeScope()) batches = [.. loader];
        Assert.That(batches.SelectMany(b => b["y"].data<long>().ToArray()), Is.EqualTo(new long[] { 0, 1, 2, 3 }));
        foreach (var tensor in batches.SelectMany(b => b.Values)) tensor.Dispose();
    }

    [TestCase(1)]
    [TestCase(2)]
    public void Enumerate_DatasetThrows_ComesWrapped(int workers)
    {
        using var loader = DataLoader(new Numbers(4, i => i == 2 ? new FormatException("item 2") : null), 2, num_worker: workers);
        using var batches = loader.GetEnumerator();
        Assert.That(batches.MoveNext());
        var error = Assert.Throws<AggregateException>(() => batches.MoveNext());
        Assert.That(error!.InnerExceptions.Select(e => e.Message), Is.EqualTo(new[] { "item 2" }));
        Assert.That(error.InnerException, Is.TypeOf<FormatException>());
    }

    [Test]
    public void Enumerate_ShapesDiffer_IsLibtorchsError()
    {
        using var loader = new Modules.DataLoader<Tensor, Tensor>(new Ragged(), 2, (items, _) => stack(items));
        using var batches = loader.GetEnumerator();
        Assert.That(() => batches.MoveNext(), Throws.InstanceOf<ExternalException>());
    }

    [Test]
    public void Reset_StartsAgain()
    {
        using var loader = DataLoader(new Numbers(4), 2);
        using var batches = loader.GetEnumerator();
        batches.MoveNext();
        batches.MoveNext();
        batches.Reset();
        batches.MoveNext();
        Assert.That(batches.Current["y"].data<long>().ToArray(), Is.EqualTo(new long[] { 0, 1 }));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void Dispose_TheDatasetToo_IfAsked(bool asked)
    {
        var numbers = new Numbers(3);
        DataLoader(numbers, 1, disposeDataset: asked).Dispose();
        Assert.That(numbers.Disposed, Is.EqualTo(asked));
    }

    [Test]
    public void Loader_OfAnyTypes_SumsWhatCollateSums()
    {
        using var loader = new Modules.DataLoader<Tensor, float>(new Ragged(), 3, (items, _) => items.Sum(i => i.sum().item<float>()));
        Assert.That(loader.ToList(), Is.EqualTo(new[] { 0f + 1 + 2, 3f }));
        Assert.That(loader.num_workers, Is.EqualTo(1));
        Assert.That(loader.Device.type, Is.EqualTo(DeviceType.CPU));
    }

    /// <summary>Item i is i ones.</summary>
    private sealed class Ragged : Dataset<Tensor>
    {
        public override long Count => 4;

        public override Tensor GetTensor(long index) => ones(index);
    }

    private static List<long[]> Labels(Modules.DataLoader loader)
    {
        var labels = new List<long[]>();
        foreach (var batch in loader) labels.Add(batch["y"].data<long>().ToArray());
        return labels;
    }
}
