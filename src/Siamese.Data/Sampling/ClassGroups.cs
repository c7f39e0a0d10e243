using TorchSharp.Siamese.Data.Labels;

namespace TorchSharp.Siamese.Data.Sampling;

/// <summary>Deals the samples of each class in groups of K, in a fresh random order whenever a class has been gone through.</summary>
internal sealed class ClassGroups
{
    private readonly ClassIndex _classes;
    private readonly int[] _used;
    private readonly int[] _groups;
    private readonly int _size;
    private readonly CounterRandom _random;
    private readonly int[] _taken;        // [C'] groups dealt so far
    private readonly int[] _round;        // [C'] which shuffle of the class lies in _order; -1 for none
    private readonly int[] _order;        // [N] shuffled samples, where the class lies in ClassIndex.Grouped

    internal ClassGroups(ClassIndex classes, int[] used, int[] groups, int size, CounterRandom random)
    {
        _classes = classes;
        _used = used;
        _groups = groups;
        _size = size;
        _random = random;
        _taken = new int[used.Length];
        _round = new int[used.Length];
        Array.Fill(_round, -1);
        _order = new int[classes.SampleCount];
    }

    /// <summary>Leaves out the next group of a class.</summary>
    internal void Pass(int slot) => _taken[slot]++;

    /// <summary>Writes the next group of a class. Its samples differ wherever the class has at least as many.</summary>
    internal void Take(int slot, Span<int> samples)
    {
        var (round, group) = Math.DivRem(_taken[slot]++, _groups[slot]);
        var c = _used[slot];
        var order = _order.AsSpan(_classes.StartOf(c), _classes.SizeOf(c));
        if (_round[slot] != round)
        {
            // From the ascending list each time, so that a round does not depend on the rounds before it.
            _classes.SamplesOf(c).CopyTo(order);
            _random.Fork((ulong)c).Fork((ulong)round).Shuffle(order);
            _round[slot] = round;
        }

        for (var i = 0; i < _size; i++)
            samples[i] = order[(int)(((long)group * _size + i) % order.Length)];
    }
}
