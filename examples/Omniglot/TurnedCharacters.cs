using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Sources;

namespace TorchSharp.Siamese.Examples.Omniglot;

/// <summary>Characters turned by quarters, and perhaps mirrored: each way up is a character, and an alphabet, of its own.</summary>
/// <remarks>Source: Santoro and others, ICML 2016, for the turns.</remarks>
internal sealed class TurnedCharacters : ISampleSource
{
    private const int KochDrawers = 12;

    private readonly Characters _upright;
    private readonly int[] _samples;        // which of the upright ones take part
    private readonly int[] _labels;

    /// <param name="upright">The drawings.</param>
    /// <param name="alphabets">Alphabet of each.</param>
    /// <param name="ways">4 for turns, 8 for turns of mirror images too, 1 for neither.</param>
    /// <param name="takesPart">Which drawings take part.</param>
    public TurnedCharacters(Characters upright, ClassIndex alphabets, int ways, Func<int, bool> takesPart)
    {
        _upright = upright;
        _samples = [.. Enumerable.Range(0, upright.Count).Where(takesPart)];
        var classes = upright.Labels.Max() + 1;
        _labels = [.. Enumerable.Range(0, ways).SelectMany(way => _samples.Select(i => (way * classes) + upright.Labels[i]))];
        ByCharacter = ClassIndex.From(_labels);
        ByAlphabet = ClassIndex.From(
            Enumerable.Range(0, ways).SelectMany(way => _samples.Select(i => (way * alphabets.ClassCount) + alphabets.ClassOf(i))).ToArray());
    }

    /// <summary>The background set as a recipe wants it; for Koch's protocol the first 12 drawers only.</summary>
    public static TurnedCharacters Of(Recipe recipe, Siamese.Data.Sources.Omniglot background, Protocol protocol, CancellationToken cancellationToken)
        => new(
            Characters.Read(background, recipe.Side, cancellationToken), background.ByAlphabet, recipe.Ways,
            i => protocol != Protocol.Koch || background.Drawers[i] <= KochDrawers);

    public ClassIndex ByCharacter { get; }

    public ClassIndex ByAlphabet { get; }

    public ImageShape Shape => _upright.Shape;

    public int Count => _labels.Length;

    public IReadOnlyList<int> Labels => _labels;

    public string NameOf(int index) => $"{_upright.NameOf(_samples[index % _samples.Length])}, {index / _samples.Length % 4} quarter turns"
        + (index / _samples.Length >= 4 ? ", mirrored" : "");

    public void ReadInto(int index, Span<float> target)
    {
        var image = _upright.Pixels(_samples[index % _samples.Length]);
        var way = index / _samples.Length;
        var last = Shape.Width - 1;
        // Where the result's pixel (0, 0) comes from, and how far the next one to the right and below are.
        var (start, right, down) = (way % 4) switch
        {
            0 => (0, 1, last + 1),
            1 => (last, last + 1, -1),
            2 => ((last * (last + 1)) + last, -1, -(last + 1)),
            _ => (last * (last + 1), -(last + 1), 1),
        };
        if (way >= 4)
            (start, right) = (start + (last * right), -right);
        for (var (y, at) = (0, 0); y <= last; y++)
        {
            for (var (x, from) = (0, start + (y * down)); x <= last; x++, from += right)
                target[at++] = image[from] * (1f / byte.MaxValue);
        }
    }
}
