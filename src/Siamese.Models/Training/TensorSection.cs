using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Training;

/// <summary>Named tensors as bytes: first what they are, then their values, row-major. Values are read into tensors that are there.</summary>
internal static class TensorSection
{
    private const int Chunk = 1 << 20;

    /// <summary>State of modules by name.</summary>
    public static IEnumerable<(string Name, Tensor Tensor)> Of(IEnumerable<(string Prefix, nn.Module Module)> modules)
        => modules.SelectMany(part => part.Module.state_dict().Select(entry => ($"{part.Prefix}{entry.Key}", entry.Value)));

    public static void Write(Stream stream, IEnumerable<(string Name, Tensor Tensor)> tensors)
    {
        (string Name, Tensor Tensor)[] all = [.. tensors];
        using var writer = new BinaryWriter(stream);
        writer.Write(all.Length);
        foreach (var (name, tensor) in all)
        {
            writer.Write(name);
            writer.Write((int)tensor.dtype);
            var shape = tensor.shape;
            writer.Write(shape.Length);
            foreach (var size in shape)
                writer.Write(size);
        }
        using var scope = NewDisposeScope();
        foreach (var (_, tensor) in all)
            Values(tensor, bytes => writer.Write(bytes));
    }

    /// <summary>What differs between the section and tensors, in words; empty where it is theirs. Nothing is changed.</summary>
    public static IReadOnlyList<string> Differences(Stream stream, IEnumerable<(string Name, Tensor Tensor)> tensors)
    {
        using var reader = new BinaryReader(stream);
        var saved = ReadIndex(reader).ToDictionary(entry => entry.Name, entry => entry.Text);
        var own = tensors.ToDictionary(entry => entry.Name, entry => Text((int)entry.Tensor.dtype, entry.Tensor.shape));
        return [.. saved.Keys.Union(own.Keys)
            .Select(name => (Name: name, Saved: saved.GetValueOrDefault(name, "nothing"), Own: own.GetValueOrDefault(name, "nothing")))
            .Where(entry => entry.Saved != entry.Own)
            .Select(entry => $"'{entry.Name}' is {entry.Saved} there and {entry.Own} here")];
    }

    /// <summary>Reads values into tensors that <see cref="Differences"/> found no fault with.</summary>
    public static void Read(Stream stream, IEnumerable<(string Name, Tensor Tensor)> tensors)
    {
        var own = tensors.ToDictionary(entry => entry.Name, entry => entry.Tensor);
        using var reader = new BinaryReader(stream);
        using var grad = no_grad();
        var index = ReadIndex(reader);
        foreach (var (name, _) in index)
        {
            using var scope = NewDisposeScope();
            var target = own[name];
            var values = empty(target.shape, target.dtype);
            if (values.numel() > 0)
                stream.ReadExactly(values.bytes);
            target.copy_(values);
        }
    }

    private static (string Name, string Text)[] ReadIndex(BinaryReader reader)
    {
        var index = new (string, string)[reader.ReadInt32()];
        for (var i = 0; i < index.Length; i++)
        {
            var (name, type) = (reader.ReadString(), reader.ReadInt32());
            var shape = new long[reader.ReadInt32()];
            for (var d = 0; d < shape.Length; d++)
                shape[d] = reader.ReadInt64();
            index[i] = (name, Text(type, shape));
        }
        return index;
    }

    private static string Text(int type, long[] shape) => $"{(ScalarType)type} [{string.Join(", ", shape)}]";

    private delegate void Take(ReadOnlySpan<byte> bytes);

    private static void Values(Tensor tensor, Take take)
    {
        if (tensor.numel() == 0)
            return;
        var rows = tensor.detach().cpu().contiguous().bytes;
        for (var done = 0; done < rows.Length; done += Chunk)
            take(rows.Slice(done, Math.Min(Chunk, rows.Length - done)));
    }
}
