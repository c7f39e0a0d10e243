using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Weights;

/// <summary>Named tensors of a file. It owns them.</summary>
public sealed class WeightSet : IDisposable
{
    internal WeightSet(string source, Dictionary<string, Tensor> tensors, IReadOnlyList<string> ignored)
        => (Source, Tensors, Ignored) = (source, tensors, ignored);

    /// <summary>The file.</summary>
    public string Source { get; }

    /// <summary>The tensors by name, on the CPU. Valid until the set is disposed.</summary>
    public IReadOnlyDictionary<string, Tensor> Tensors { get; }

    /// <summary>Names of entries beside them that are no tensors.</summary>
    public IReadOnlyList<string> Ignored { get; }

    /// <summary>Disposes the tensors. Safe to call again.</summary>
    public void Dispose()
    {
        foreach (var tensor in Tensors.Values)
            tensor.Dispose();
    }
}
