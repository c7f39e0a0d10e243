using TorchSharp.Siamese.Data.Sampling;

namespace TorchSharp.Siamese.Data.Mining;

/// <summary>A histogram of pairs in three passes: their range, their number in each bin, and the pairs that were drawn.</summary>
internal sealed class DistanceBins(int bins)
{
    private readonly long[] _counts = new long[bins];
    private readonly long[] _seen = new long[bins];
    private readonly List<(long Place, int Slot)>?[] _wanted = new List<(long, int)>?[bins];
    private (int Anchor, int Other)[] _drawn = [];
    private double _lowest = double.PositiveInfinity;
    private double _highest = double.NegativeInfinity;
    private Pass _pass = Pass.Range;

    private enum Pass
    {
        Range,
        Counts,
        Pairs,
    }

    /// <summary>Limits of the bins, one more than there are bins; empty without a pair.</summary>
    public double[] Edges { get; private set; } = [];

    /// <summary>Pairs in each bin.</summary>
    public ReadOnlySpan<long> Counts => _counts;

    /// <summary>The pairs drawn, bin by bin.</summary>
    public ReadOnlySpan<(int Anchor, int Other)> Drawn => _drawn;

    public void See(double distance, int anchor, int other)
    {
        if (_pass == Pass.Range)
        {
            _lowest = Math.Min(_lowest, distance);
            _highest = Math.Max(_highest, distance);
            return;
        }
        var bin = BinOf(distance);
        if (_pass == Pass.Counts)
        {
            _counts[bin]++;
            return;
        }
        var place = _seen[bin]++;
        foreach (var wanted in _wanted[bin] ?? [])
        {
            if (wanted.Place == place)
                _drawn[wanted.Slot] = (anchor, other);
        }
    }

    /// <summary>Ends the first pass: cuts the range into bins of equal width.</summary>
    public void Cut()
    {
        _pass = Pass.Counts;
        if (_lowest > _highest)
            return;
        Edges = new double[bins + 1];
        var width = (_highest - _lowest) / bins;
        for (var i = 0; i <= bins; i++)
            Edges[i] = i <= bins / 2 ? _lowest + (width * i) : _highest - (width * (bins - i));
    }

    /// <summary>Ends the second pass: draws places of each bin, with replacement.</summary>
    public void Draw(CounterRandom random, int perBin)
    {
        _pass = Pass.Pairs;
        var slot = 0;
        for (var bin = 0; bin < bins; bin++)
        {
            if (_counts[bin] == 0)
                continue;
            var draws = random.Fork((ulong)bin);
            var wanted = _wanted[bin] = [];
            for (var i = 0; i < perBin; i++)
                wanted.Add(((long)draws.Below((ulong)_counts[bin], (ulong)i), slot++));
        }
        _drawn = new (int, int)[slot];
    }

    /// <summary>The bin of a distance: its lower limit belongs to it, its upper one only if it is the last.</summary>
    public int BinOf(double distance)
    {
        var width = (_highest - _lowest) / bins;
        var bin = width > 0 ? Math.Clamp((int)((distance - _lowest) / width), 0, bins - 1) : 0;
        while (bin > 0 && distance < Edges[bin])
            bin--;
        while (bin < bins - 1 && distance >= Edges[bin + 1])
            bin++;
        return bin;
    }
}
