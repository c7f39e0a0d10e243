using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Mining;

/// <summary>Growing columns of positive and of negative pairs.</summary>
internal sealed class PairColumns : IDisposable
{
    private readonly IndexColumn _positiveAnchors = new();
    private readonly IndexColumn _positives = new();
    private readonly IndexColumn _negativeAnchors = new();
    private readonly IndexColumn _negatives = new();

    public void AddPositive(long anchor, long positive)
    {
        _positiveAnchors.Add(anchor);
        _positives.Add(positive);
    }

    public void AddNegative(long anchor, long negative)
    {
        _negativeAnchors.Add(anchor);
        _negatives.Add(negative);
    }

    public PairIndices ToIndices(BatchLabels labels, Device device)
        => new(_positiveAnchors.ToTensor(device), _positives.ToTensor(device), _negativeAnchors.ToTensor(device), _negatives.ToTensor(device),
            (labels.QueryCount, labels.ReferenceCount));

    public void Dispose()
    {
        _positiveAnchors.Dispose();
        _positives.Dispose();
        _negativeAnchors.Dispose();
        _negatives.Dispose();
    }
}
