using System.Diagnostics;

namespace TorchSharp.Siamese.Data.Sampling;

/// <summary>Which classes make up each batch of one epoch: every class as often as asked, never twice in a batch.</summary>
/// <remarks>
/// Batch after batch, a class that is still due in every batch that is left must be taken; the other places are drawn
/// with weights equal to what is still due. While the sum of dues equals the places that are left and no class is due
/// more often than there are batches left, both hold for the next batch too, so the draw never runs into a dead end.
/// </remarks>
internal sealed class ClassSchedule
{
    private readonly int[] _due;          // [C] how often the class must still come
    private readonly int[] _ranked;       // [C] classes by what is due, largest first
    private readonly int[] _rankOf;       // [C] inverse of _ranked
    private readonly int[] _atLeast;      // [batches + 1] how many classes are due at least so often
    private readonly WeightTree _weights; // of the classes that need not be taken
    private readonly CounterRandom _random;
    private ulong _draw;
    private int _forced;                  // classes at the head of _ranked that come in every batch from here on

    private ClassSchedule(ReadOnlySpan<int> due, int batches, CounterRandom random)
    {
        _due = due.ToArray();
        _random = random;
        _atLeast = new int[batches + 2];
        foreach (var times in due)
            _atLeast[times]++;
        for (var times = batches; times >= 0; times--)
            _atLeast[times] += _atLeast[times + 1];
        _ranked = new int[due.Length];
        _rankOf = new int[due.Length];
        _weights = new WeightTree(due.Length);
        var next = _atLeast.AsSpan(1).ToArray();     // classes due t times begin after those due more often
        for (var c = 0; c < due.Length; c++)
        {
            _rankOf[c] = next[due[c]]++;
            _ranked[_rankOf[c]] = c;
            _weights.Set(c, due[c]);
        }
    }

    /// <summary>Draws the schedule of one epoch.</summary>
    /// <param name="due">How often each class must come, at most <paramref name="starts"/>.Length - 1 times.</param>
    /// <param name="starts">Where each batch begins among the places; the last entry is their number, the sum of dues.</param>
    /// <param name="random">The key of the epoch.</param>
    /// <returns>The class of each place, batch after batch, in random order inside a batch.</returns>
    internal static int[] Draw(ReadOnlySpan<int> due, ReadOnlySpan<int> starts, CounterRandom random)
    {
        var batches = starts.Length - 1;
        var schedule = new ClassSchedule(due, batches, random);
        var places = new int[starts[batches]];
        for (var batch = 0; batch < batches; batch++)
        {
            var classes = places.AsSpan(starts[batch]..starts[batch + 1]);
            schedule.Fill(classes, batches - batch);
            random.Fork((ulong)batch).Shuffle(classes);     // else the classes that had to come would always be first
        }

        return places;
    }

    private void Fill(Span<int> classes, int batchesLeft)
    {
        for (; _forced < _atLeast[batchesLeft]; _forced++)
            _weights.Set(_ranked[_forced], 0);
        Debug.Assert(_forced <= classes.Length, "More classes must be taken than the batch has places.");
        for (var i = 0; i < _forced; i++)
        {
            classes[i] = _ranked[i];
            _due[_ranked[i]]--;
        }

        _atLeast[batchesLeft] = 0;
        var drawn = classes[_forced..];
        for (var i = 0; i < drawn.Length; i++)
        {
            drawn[i] = _weights.Find((long)_random.Below((ulong)_weights.Total, _draw++));
            _weights.Set(drawn[i], 0);                      // not twice in this batch
        }

        foreach (var c in drawn)
        {
            LowerDue(c);
            _weights.Set(c, _due[c]);
        }
    }

    private void LowerDue(int c)
    {
        var lastOfItsKind = --_atLeast[_due[c]];
        var other = _ranked[lastOfItsKind];
        (_ranked[_rankOf[c]], _ranked[lastOfItsKind]) = (other, c);
        (_rankOf[other], _rankOf[c]) = (_rankOf[c], lastOfItsKind);
        _due[c]--;
    }
}
