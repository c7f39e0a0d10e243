using TorchSharp.Siamese.Data.Tuples;
using TorchSharp.Siamese.Models.Evaluation;

namespace TorchSharp.Siamese.Examples.Koch;

/// <summary>The images that a test asks for, each once, so that no others go through the network.</summary>
internal sealed class PlaceList
{
    private readonly Dictionary<int, int> _places = [];

    public PlaceList(IEnumerable<int> images)
    {
        Images = [.. images.Distinct().Order()];
        foreach (var image in Images)
            _places.Add(image, _places.Count);
    }

    public IReadOnlyList<int> Images { get; }

    /// <summary>Pairs of places instead of images.</summary>
    public IReadOnlyList<SamplePair> Of(IReadOnlyList<SamplePair> pairs) => [.. pairs.Select(pair => new SamplePair(_places[pair.Anchor], _places[pair.Other], pair.Same))];

    /// <summary>An episode of places instead of images.</summary>
    public Episode Of(Episode episode) => episode with { Support = [.. episode.Support.Select(i => _places[i])], Queries = [.. episode.Queries.Select(i => _places[i])] };
}
