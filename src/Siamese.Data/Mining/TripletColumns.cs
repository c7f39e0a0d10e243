using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Mining;

/// <summary>Three growing columns of indices.</summary>
internal sealed class TripletColumns : IDisposable
{
    private readonly IndexColumn _anchors = new();
    private readonly IndexColumn _positives = new();

    public IndexColumn Negatives { get; } = new();

    public void Add(int anchor, int positive, long negative)
    {
        Negatives.Add(negative);
        _anchors.Add(anchor);
        _positives.Add(positive);
    }

    /// <summary>Adds the triplets of one anchor and positive whose negatives were just written behind <see cref="Negatives"/>.</summary>
    public void AddRun(int anchor, int positive, int negativeCount)
    {
        Negatives.Keep(negativeCount);
        _anchors.Fill(anchor, negativeCount);
        _positives.Fill(positive, negativeCount);
    }

    public TripletIndices ToIndices(BatchLabels classes, Device device)
        => new(_anchors.ToTensor(device), _positives.ToTensor(device), Negatives.ToTensor(device),
            (classes.QueryCount, classes.ReferenceCount));

    public void Dispose()
    {
        _anchors.Dispose();
        _positives.Dispose();
        Negatives.Dispose();
    }
}
