using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Weights;

/// <summary>Reads weights that Python wrote: PyTorch's <c>.pt</c> and <c>.pth</c> files, and safetensors; writes the latter.</summary>
/// <remarks>
/// Nothing in a file is ever run: of a pickle only tensors and plain values are understood, and one that asks for anything else is refused.
/// TorchSharp's own files are read by <c>module.load</c>. Thread-safe.
/// </remarks>
public static class WeightFile
{
    /// <summary>Reads a file of either kind, told apart by its content.</summary>
    /// <param name="path">The file.</param>
    /// <param name="entry">Which entry of a checkpoint with several has the weights, such as "state_dict"; dots lead further down. For PyTorch's files only.</param>
    /// <returns>Its tensors, on the CPU. The caller disposes them.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is damaged, of another kind, or asks for more than tensors and plain values; the message says which.</exception>
    public static WeightSet Read(string path, string? entry = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        if (!File.Exists(path))
            throw new FileNotFoundException($"Needs a file of weights at '{path}', found {(Directory.Exists(path) ? "a folder" : "nothing")}.", path);
        Span<byte> start = stackalloc byte[9];
        using (var stream = File.OpenRead(path))
            start = start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        if (start.StartsWith("PK"u8))
            return ReadPyTorch(path, entry);
        if (start.Length == 9 && start[8] == (byte)'{')
            return entry is null ? ReadSafeTensors(path) : throw new ArgumentException($"Expected no entry, as safetensors files have none, got '{entry}'.", nameof(entry));
        throw new InvalidDataException(start.StartsWith([(byte)0x80, (byte)2])
            ? $"'{path}': needs the zip format of PyTorch 1.6 and later, got the older one; torch.save(torch.load(path), path) in a later PyTorch renews it."
            : $"'{path}': needs a file that torch.save or safetensors wrote, got {(start.Length == 0 ? "an empty one" : $"one that starts with {Convert.ToHexString(start)} (hexadecimal)")}.");
    }

    /// <summary>Reads a state dict that <c>torch.save</c> wrote (PyTorch 1.6 or later).</summary>
    /// <param name="path">The file.</param>
    /// <param name="entry">Which entry of a checkpoint with several has the weights, such as "state_dict"; dots lead further down.</param>
    /// <returns>Its tensors, on the CPU. The caller disposes them.</returns>
    /// <exception cref="InvalidDataException">It is damaged, of another kind, or asks for more than tensors and plain values; the message says which.</exception>
    public static WeightSet ReadPyTorch(string path, string? entry = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return PyTorchArchive.Read(path, entry);
    }

    /// <summary>Reads a safetensors file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Its tensors, on the CPU. The caller disposes them.</returns>
    /// <exception cref="InvalidDataException">It is damaged, or of another kind; the message says which.</exception>
    public static WeightSet ReadSafeTensors(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return SafeTensorsFile.Read(path);
    }

    /// <summary>Writes tensors for Python: <c>safetensors.torch.load_file</c> reads them. The file is there whole or not at all.</summary>
    /// <param name="path">The file; one that is there is replaced.</param>
    /// <param name="tensors">Names and tensors, as of <c>module.state_dict()</c>, on any device.</param>
    /// <exception cref="ArgumentException">A type has no place in such a file, or a tensor is of more than 2 GiB.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void WriteSafeTensors(string path, IReadOnlyDictionary<string, Tensor> tensors)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        ArgumentNullException.ThrowIfNull(tensors);
        SafeTensorsFile.Write(path, tensors);
    }
}
