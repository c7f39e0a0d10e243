using TorchSharp.Siamese.Data.Sampling;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Loading;

/// <summary>
/// A batch that is being made: which sample stands at which place, and which places each tuple has. Kept from batch to batch,
/// so that making one allocates nothing here. For one thread.
/// </summary>
internal sealed class BatchWork
{
    private readonly PlaceTable _placeOf = new();
    private int[] _samples = [];
    private int[] _origins = [];        // the place whose image this one starts from: its own, or an earlier one of the same sample
    private int[] _lastTuples = [];
    private bool[] _failed = [];
    private CounterRandom[] _keys = [];
    private int[] _tuples = [];         // places, tuple by tuple
    private bool[] _same = [];

    public LoadPlace At { get; } = new();

    public List<ReadFailure> Failures { get; } = [];

    /// <summary>Tensors that no dispose scope holds any more.</summary>
    public List<Tensor> Moved { get; } = [];

    /// <summary>Tuples left out, in a batch without tuples samples.</summary>
    public int LeftOut { get; private set; }

    public int PlaceCount { get; private set; }

    public int TupleCount { get; private set; }

    public int LearningSize { get; private set; }

    public bool AnyFailed { get; private set; }

    /// <summary>The sample at each place.</summary>
    public Span<int> Samples => _samples.AsSpan(0, PlaceCount);

    /// <summary>The augmentation key of each place.</summary>
    public Span<CounterRandom> Keys => _keys.AsSpan(0, PlaceCount);

    /// <summary>Places, <c>[T, L]</c>.</summary>
    public Span<int> Tuples => _tuples.AsSpan(0, TupleCount * LearningSize);

    /// <summary>Whether they share the anchor's class, <c>[T, L - 1]</c>.</summary>
    public Span<bool> Same => _same.AsSpan(0, TupleCount * (LearningSize - 1));

    public void Start(BatchRequest request)
    {
        (At.Epoch, At.Batch) = (request.Epoch, request.Number);
        At.Enter(LoadStage.Sampling);
        _placeOf.Clear();
        Failures.Clear();
        (LeftOut, PlaceCount, TupleCount, LearningSize, AnyFailed) = (0, 0, 0, 1, false);
    }

    public void StartTuples(int count, int learningSize)
    {
        (TupleCount, LearningSize) = (count, learningSize);
        Grow(ref _tuples, count * learningSize);
        Grow(ref _same, count * (learningSize - 1));
    }

    /// <summary>A place of its own for a sample, however often it came before.</summary>
    public void AddAgain(int sample)
    {
        var draw = 0;
        while (_placeOf.Find(sample, draw) >= 0)
            draw++;
        NewPlace(sample, draw);
    }

    /// <summary>Turns the samples of a tuple into places: one for each sample of the batch, another one where a tuple repeats it.</summary>
    /// <param name="tuple">Number of the tuple in the batch.</param>
    /// <param name="repeatsDiffer">Whether a sample that a tuple repeats gets another place, for another draw of augmentation.</param>
    public void PlaceTuple(int tuple, bool repeatsDiffer)
    {
        foreach (ref var member in _tuples.AsSpan(tuple * LearningSize, LearningSize))
        {
            var draw = 0;
            var place = _placeOf.Find(member, 0);
            while (place >= 0 && repeatsDiffer && _lastTuples[place] == tuple)
                place = _placeOf.Find(member, ++draw);
            if (place < 0)
                place = NewPlace(member, draw);
            _lastTuples[place] = tuple;
            member = place;
        }
    }

    public bool Holds(int sample) => _placeOf.Find(sample, 0) >= 0;

    public int OriginOf(int place) => _origins[place];

    public bool HasFailed(int place) => _failed[place];

    public void Fail(int place) => AnyFailed = _failed[place] = true;

    /// <summary>Another sample stands at a place from now on.</summary>
    public void Replace(int place, int sample)
    {
        _samples[place] = sample;
        _placeOf.Add(sample, 0, place);
    }

    /// <summary>Leaves out the failed places; where there are tuples, those that have one, and the places that no tuple needs then.</summary>
    /// <param name="images">The images of the places, moved up in place.</param>
    /// <param name="length">Values of an image.</param>
    public void LeaveOutFailed(Span<float> images, int length)
    {
        var kept = new bool[PlaceCount];
        if (LearningSize == 1)
            KeepReadPlaces(kept);
        else
            KeepReadTuples(kept);

        var moved = new int[PlaceCount];
        var count = 0;
        for (var place = 0; place < kept.Length; place++)
        {
            if (!kept[place])
                continue;
            images.Slice(place * length, length).CopyTo(images.Slice(count * length, length));
            (_samples[count], _keys[count]) = (_samples[place], _keys[place]);
            moved[place] = count++;
        }
        PlaceCount = count;
        foreach (ref var place in Tuples)
            place = moved[place];
    }

    private void KeepReadPlaces(bool[] kept)
    {
        for (var place = 0; place < kept.Length; place++)
        {
            kept[place] = !_failed[place];
            LeftOut += _failed[place] ? 1 : 0;
        }
    }

    private void KeepReadTuples(bool[] kept)
    {
        var count = 0;
        for (var tuple = 0; tuple < TupleCount; tuple++)
        {
            var places = _tuples.AsSpan(tuple * LearningSize, LearningSize);
            if (Whole(places))
            {
                foreach (var place in places)
                    kept[place] = true;
                places.CopyTo(_tuples.AsSpan(count * LearningSize));
                _same.AsSpan(tuple * (LearningSize - 1), LearningSize - 1).CopyTo(_same.AsSpan(count * (LearningSize - 1)));
                count++;
            }
        }
        LeftOut = TupleCount - count;
        TupleCount = count;
    }

    private bool Whole(Span<int> places)
    {
        foreach (var place in places)
        {
            if (_failed[place])
                return false;
        }
        return true;
    }

    private int NewPlace(int sample, int draw)
    {
        var place = PlaceCount++;
        Grow(ref _samples, PlaceCount);
        Grow(ref _origins, PlaceCount);
        Grow(ref _lastTuples, PlaceCount);
        Grow(ref _failed, PlaceCount);
        Grow(ref _keys, PlaceCount);
        _samples[place] = sample;
        _origins[place] = draw == 0 ? place : _placeOf.Find(sample, 0);
        _lastTuples[place] = -1;
        _failed[place] = false;
        _placeOf.Add(sample, draw, place);
        return place;
    }

    private static void Grow<T>(ref T[] items, int needed)
    {
        if (items.Length < needed)
            Array.Resize(ref items, Math.Max(needed, 2 * items.Length));
    }
}
