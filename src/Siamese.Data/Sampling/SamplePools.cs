using TorchSharp.Siamese.Data.Labels;

namespace TorchSharp.Siamese.Data.Sampling;

/// <summary>What a P x K sampler deals from: one pool for each class that takes part, or for several small classes together.</summary>
internal sealed class SamplePools
{
    private readonly ClassIndex _classes;
    private readonly int[] _single;            // classes with a pool of their own, ascending
    private readonly List<int[]> _merged;      // sizes of the classes in each shared pool
    private readonly int[] _small;             // classes that share pools, by size, largest first

    /// <param name="classes">Who belongs to which class.</param>
    /// <param name="single">Classes with a pool of their own.</param>
    /// <param name="small">Classes that share pools.</param>
    /// <param name="size">K: samples in a portion, and the most in a shared pool.</param>
    internal SamplePools(ClassIndex classes, int[] single, int[] small, int size)
    {
        _classes = classes;
        _single = single;
        _small = [.. small.OrderByDescending(classes.SizeOf)];
        _merged = Pack([.. _small.Select(classes.SizeOf)], size);
        Starts = new int[Count + 1];
        for (var pool = 0; pool < Count; pool++)
            Starts[pool + 1] = Starts[pool] + (pool < single.Length ? classes.SizeOf(single[pool]) : _merged[pool - single.Length].Sum());
        Portions = [.. Enumerable.Range(0, Count).Select(pool => (Starts[pool + 1] - Starts[pool] - 1) / size + 1)];
    }

    internal int Count => _single.Length + _merged.Count;

    /// <summary>Where each pool begins among the samples; one more entry for the end.</summary>
    internal int[] Starts { get; }

    /// <summary>Portions of K samples that cover each pool.</summary>
    internal int[] Portions { get; }

    /// <summary>The pool of a class; -1 where it has none of its own.</summary>
    internal int PoolOf(int @class) => Math.Max(-1, Array.BinarySearch(_single, @class));

    /// <summary>What sets the random order of a pool apart: the class, or a number beyond all classes.</summary>
    internal ulong KeyOf(int pool) => (ulong)(pool < _single.Length ? _single[pool] : _classes.ClassCount + pool - _single.Length);

    /// <summary>The samples of all pools in one epoch. Small classes of one size change places from epoch to epoch.</summary>
    internal int[] Samples(CounterRandom random)
    {
        var samples = new int[Starts[^1]];
        for (var pool = 0; pool < _single.Length; pool++)
            _classes.SamplesOf(_single[pool]).CopyTo(samples.AsSpan(Starts[pool]));
        var bySize = _small.GroupBy(_classes.SizeOf).ToDictionary(group => group.Key, group =>
        {
            var members = group.ToArray();
            random.Fork((ulong)group.Key).Shuffle<int>(members);
            return new Queue<int>(members);
        });
        var next = samples.AsSpan(Starts[_single.Length]);
        foreach (var size in _merged.SelectMany(sizes => sizes))
        {
            _classes.SamplesOf(bySize[size].Dequeue()).CopyTo(next);
            next = next[size..];
        }

        return samples;
    }

    /// <summary>Packs sizes, largest first, into pools of at most <paramref name="capacity"/>: each into the fullest that has room.</summary>
    private static List<int[]> Pack(int[] sizes, int capacity)
    {
        capacity = Math.Min(capacity, sizes.Sum());      // more room than there are samples is the same, and may not fit memory
        var byRoom = new Stack<List<int>>[capacity + 1];
        for (var room = 0; room <= capacity; room++)
            byRoom[room] = new Stack<List<int>>();
        var pools = new List<List<int>>();
        foreach (var size in sizes)
        {
            var room = size;
            while (room <= capacity && byRoom[room].Count == 0)
                room++;
            List<int> pool;
            if (room <= capacity)
            {
                pool = byRoom[room].Pop();
            }
            else
            {
                room = capacity;
                pools.Add(pool = []);
            }

            pool.Add(size);
            byRoom[room - size].Push(pool);
        }

        return [.. pools.Select(pool => pool.ToArray())];
    }
}
