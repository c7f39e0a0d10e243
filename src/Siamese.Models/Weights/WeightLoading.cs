using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Weights;

/// <summary>Puts weights of a file into a module.</summary>
public static class WeightLoading
{
    /// <summary>Reads a file that PyTorch or safetensors wrote, and copies its weights into a module.</summary>
    /// <param name="module">The module, on any device; its types stay, the file's numbers are converted.</param>
    /// <param name="path">The file.</param>
    /// <param name="options">Other names, whether everything must fit, which entry of a checkpoint.</param>
    /// <returns>What came and what did not.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file cannot be read, two of its weights get one name, or not everything fits though it must; the module is as before.</exception>
    public static WeightLoadReport LoadWeights(this nn.Module module, string path, WeightLoadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(module);
        using var weights = WeightFile.Read(path, options?.Entry);
        return module.LoadWeights(weights, options);
    }

    /// <summary>Copies weights into a module.</summary>
    /// <param name="module">The module, on any device; its types stay, the file's numbers are converted.</param>
    /// <param name="weights">The weights. Borrowed.</param>
    /// <param name="options">Other names, and whether everything must fit.</param>
    /// <returns>What came and what did not.</returns>
    /// <exception cref="InvalidDataException">Two weights get one name, or not everything fits though it must; the module is as before.</exception>
    public static WeightLoadReport LoadWeights(this nn.Module module, WeightSet weights, WeightLoadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(weights);
        options ??= new();
        var targets = module.state_dict();
        var (renamed, leftOut) = Renamed(weights, options);
        var fits = renamed.Where(pair => targets.TryGetValue(pair.Key, out var target) && target.shape.SequenceEqual(pair.Value.Tensor.shape)).ToList();
        var report = new WeightLoadReport(
            [.. fits.Select(pair => pair.Key)],
            [.. targets.Keys.Where(name => !renamed.ContainsKey(name))],
            [.. renamed.Where(pair => !targets.ContainsKey(pair.Key)).Select(pair => pair.Value.Name)],
            [.. renamed.Where(pair => targets.TryGetValue(pair.Key, out var target) && !target.shape.SequenceEqual(pair.Value.Tensor.shape))
                .Select(pair => $"{pair.Key}: needs {Text(targets[pair.Key].shape)}, got {Text(pair.Value.Tensor.shape)}")],
            leftOut);
        if (options.Strict && !report.IsComplete)
            throw new InvalidDataException($"'{weights.Source}': needs the weights of {module.GetName()}, got {report}. Rename maps names; Strict = false loads what fits.");
        using var grad = no_grad();
        foreach (var (name, source) in fits)
            targets[name].copy_(source.Tensor);
        return report;
    }

    private static (Dictionary<string, (string Name, Tensor Tensor)> Renamed, List<string> LeftOut) Renamed(WeightSet weights, WeightLoadOptions options)
    {
        var renamed = new Dictionary<string, (string Name, Tensor Tensor)>();
        var leftOut = new List<string>();
        foreach (var (name, tensor) in weights.Tensors)
        {
            var target = options.Rename is { } rename ? rename(name) : name;
            if (target is null)
                leftOut.Add(name);
            else if (!renamed.TryAdd(target, (name, tensor)))
                throw new InvalidDataException($"'{weights.Source}': needs one weight for '{target}', got '{renamed[target].Name}' and '{name}'.");
        }
        return (renamed, leftOut);
    }

    private static string Text(long[] shape) => $"[{string.Join(", ", shape)}]";
}
