using System.Collections;
using TorchSharp.Siamese.Data.Sources;

namespace TorchSharp.Siamese.Data.Datasets;

/// <summary>Paths of samples, made when they are asked for: a hundred thousand texts take longer to make than to list the files.</summary>
internal sealed class PathList(ISampleSource samples) : IReadOnlyList<string>
{
    public int Count => samples.Count;

    public string this[int index] => samples.NameOf(index);

    public IEnumerator<string> GetEnumerator()
    {
        for (var index = 0; index < Count; index++)
            yield return samples.NameOf(index);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
