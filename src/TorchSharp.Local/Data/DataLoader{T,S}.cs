using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Batches of a dataset in the order of a sampler; each enumeration goes through the sampler once.</summary>
public class DataLoader<T, S> : IEnumerable<S>, IDisposable
{
    public DataLoader(utils.data.Dataset<T> dataset, int batchSize, Func<IEnumerable<T>, Device, S> collate_fn, IEnumerable<long> shuffler,
        Device? device = null, int num_worker = 1, bool drop_last = false, bool disposeBatch = true, bool disposeDataset = true)
    {
        this.dataset = dataset;
        batch_size = batchSize;
        this.collate_fn = collate_fn;
        sampler = shuffler;
        Device = device ?? CPU;
        num_workers = Math.Max(num_worker, 1);
        this.drop_last = drop_last;
        DisposeBatch = disposeBatch;
        DisposeDataset = disposeDataset;
    }

    public DataLoader(utils.data.Dataset<T> dataset, int batchSize, Func<IEnumerable<T>, Device, S> collate_fn, bool shuffle = false,
        Device? device = null, int? seed = null, int num_worker = 1, bool drop_last = false, bool disposeBatch = true,
        bool disposeDataset = true)
        : this(dataset, batchSize, collate_fn, shuffle ? new Utils.FisherYatesShuffler(dataset.Count, seed) : UpTo(dataset.Count), device,
            num_worker, drop_last, disposeBatch, disposeDataset)
    {
    }

    public utils.data.Dataset<T> dataset { get; }
    public int batch_size { get; }
    public bool drop_last { get; }
    public IEnumerable<long> sampler { get; }
    public int num_workers { get; }
    public Func<IEnumerable<T>, Device, S> collate_fn { get; }
    public Device Device { get; }

    /// <summary>A batch lives until the next one is asked for.</summary>
    public bool DisposeBatch { get; }
    public bool DisposeDataset { get; }

    /// <summary>Batches in one enumeration, by the size of the dataset (the sampler may give more or fewer items).</summary>
    public long Count => drop_last ? dataset.Count / batch_size : (dataset.Count - 1) / batch_size + 1;

    public IEnumerator<S> GetEnumerator() => new Enumerator(this);

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing && DisposeDataset) dataset.Dispose();
    }

    private static IEnumerable<long> UpTo(long count)
    {
        for (var i = 0L; i < count; i++) yield return i;
    }

    private sealed class Enumerator : IEnumerator<S>
    {
        private readonly DataLoader<T, S> _loader;
        private IEnumerator<long> _indices;
        private IReadOnlyList<IDisposable> _ofBatch = [];

        public Enumerator(DataLoader<T, S> loader) => (_loader, _indices) = (loader, loader.sampler.GetEnumerator());

        public S Current { get; private set; } = default!;

        object? IEnumerator.Current => Current;

        public bool MoveNext()
        {
            EndBatch();
            var indices = new List<long>();
            while (indices.Count < _loader.batch_size && _indices.MoveNext()) indices.Add(_indices.Current);
            if (indices.Count == 0 || (_loader.drop_last && indices.Count < _loader.batch_size)) return false;

            var items = new T[indices.Count];
            var ofItems = new IReadOnlyList<IDisposable>?[indices.Count];
            try
            {
                Read(indices, items, ofItems);
                Assemble(items);
            }
            finally
            {
                foreach (var tensors in ofItems)
                    if (tensors is not null) DisposeAll(tensors);
            }
            return true;
        }

        public void Reset()
        {
            EndBatch();
            _indices.Dispose();
            _indices = _loader.sampler.GetEnumerator();
        }

        public void Dispose()
        {
            _indices.Dispose();
            EndBatch();
        }

        private void Read(List<long> indices, T[] items, IReadOnlyList<IDisposable>?[] ofItems)
        {
            void ReadOne(int i)
            {
                using var scope = NewDisposeScope();
                items[i] = _loader.dataset.GetTensor(indices[i]);
                ofItems[i] = TakeAll(scope);
            }

            if (_loader.num_workers > 1)
            {
                Enumerable.Range(0, indices.Count).AsParallel().WithDegreeOfParallelism(_loader.num_workers).ForAll(ReadOne);
                return;
            }
            try
            {
                for (var i = 0; i < items.Length; i++) ReadOne(i);
            }
#pragma warning disable CA1031 // whatever a dataset throws comes out wrapped, for one worker as for many
            catch (Exception e)
#pragma warning restore CA1031
            {
                throw new AggregateException(e);
            }
        }

        private void Assemble(T[] items)
        {
            using var scope = NewDisposeScope();
            Current = _loader.collate_fn(items, _loader.Device);
            var made = TakeAll(scope);
            if (_loader.DisposeBatch) _ofBatch = made;
        }

        private void EndBatch()
        {
            DisposeAll(_ofBatch);
            _ofBatch = [];
        }

        private static IReadOnlyList<IDisposable> TakeAll(DisposeScope scope)
        {
            var all = scope.DisposablesView;
            scope.Detach(all);
            return all;
        }

        private static void DisposeAll(IReadOnlyList<IDisposable> tensors)
        {
            foreach (var tensor in tensors) tensor.Dispose();
        }
    }
}
