using System.IO.Compression;
using TorchSharp.Siamese.Data.Sources;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Weights;

/// <summary>The zip file of <c>torch.save</c>: a pickle, and an entry for each storage.</summary>
/// <remarks>Source: PyTorch's documentation, "Serialization semantics", and files that torch.save wrote.</remarks>
internal sealed class PyTorchArchive
{
    private const string PickleName = "data.pkl";
    private const int MostCopies = 64;      // of one storage, on average: layers may share their weights, but a small file is not to become a huge set

    private readonly ZipArchive _zip;
    private readonly string _path;
    private readonly string _folder;
    private readonly long _length;      // of the file: no entry is longer
    private readonly Dictionary<string, Tensor> _storages = [];
    private Int128 _copied;             // bytes of all tensors

    private PyTorchArchive(ZipArchive zip, string path)
    {
        (_zip, _path, _length) = (zip, path, new FileInfo(path).Length);
        var pickle = zip.Entries.FirstOrDefault(entry => entry.Name == PickleName && entry.FullName.Count(c => c == '/') <= 1)
            ?? throw Refuse($"needs an archive with {PickleName}, as torch.save makes it, got {zip.Entries.Count} other entries");
        _folder = pickle.FullName[..^PickleName.Length];
        if (zip.GetEntry(_folder + "constants.pkl") is not null)
            throw Refuse("needs a state dict, got a TorchScript program; torch.save(module.state_dict(), path) writes one");
        if (zip.GetEntry(_folder + "byteorder") is { } order && !Content(order, 16).AsSpan().SequenceEqual("little"u8))
            throw Refuse("needs numbers with the least significant byte first");
        Root = new PickleReader(Content(pickle, int.MaxValue), path).Read();
    }

    private object? Root { get; }

    public static WeightSet Read(string path, string? entry)
    {
        try
        {
            using var zip = ZipFile.OpenRead(path);
            return new PyTorchArchive(zip, path).Weights(entry);
        }
        catch (InvalidDataException error) when (!error.Message.StartsWith('\''))
        {
            throw new InvalidDataException($"'{path}': needs a whole zip archive: {error.Message}", error);
        }
    }

    private WeightSet Weights(string? entry)
    {
        var items = Dictionary(entry);
        var tensors = new Dictionary<string, Tensor>();
        var ignored = new List<string>();
        using var scope = NewDisposeScope();
        foreach (var (key, value) in items)
        {
            var name = key as string ?? "";
            if (value is PickleTensor { } tensor)
                tensors[name] = Tensor(tensor, name);
            else
                ignored.Add(name);
        }
        if (tensors.Count == 0)
            throw Refuse($"needs a dictionary with tensors{(entry is null ? "" : $" in '{entry}'")}, got {Described(items)}");
        foreach (var tensor in tensors.Values)
            tensor.DetachFromDisposeScope();
        return new WeightSet(_path, tensors, ignored);
    }

    private List<(object? Key, object? Value)> Dictionary(string? entry)
    {
        var place = Root;
        foreach (var name in entry?.Split('.') ?? [])
        {
            var items = (place as PickleDictionary)?.Items ?? [];
            place = items.LastOrDefault(item => item.Key as string == name).Value
                ?? throw Refuse($"needs an entry '{entry}', got {Described(items)}");
        }
        return (place as PickleDictionary)?.Items
            ?? throw Refuse($"needs a dictionary of tensors{(entry is null ? "" : $" in '{entry}'")}, got {(place is PickleTensor ? "one tensor" : "another value")}");
    }

    private static string Described(List<(object? Key, object? Value)> items)
    {
        var inside = items.Where(item => item is { Key: string, Value: PickleDictionary }).Select(item => $"'{item.Key}'").ToList();
        return inside.Count > 0
            ? $"the entries {string.Join(", ", inside)}: name one of them as the entry"
            : items.Count == 0 ? "an empty dictionary" : $"the names {string.Join(", ", items.Take(5).Select(item => $"'{item.Key}'"))}";
    }

    private Tensor Tensor(PickleTensor tensor, string name)
    {
        var (shape, strides, count) = (tensor.Shape, tensor.Strides, tensor.Storage.Count);
        if (shape.Length != strides.Length || shape.Any(size => size < 0) || strides.Any(stride => stride < 0) || tensor.Offset < 0)
            throw Refuse($"needs sizes and strides of 0 or more for '{name}'");
        // Sums that no storage reaches are refused before they overflow.
        var elements = shape.Aggregate((Int128)1, (product, size) => Int128.Min(product, long.MaxValue) * size);
        var last = tensor.Offset + shape.Zip(strides, (size, stride) => (Int128)Math.Max(0, size - 1) * stride).Aggregate((Int128)0, (sum, part) => Int128.Min(sum, long.MaxValue) + part);
        if (elements > 0 && last >= count)
            throw Refuse($"needs [{string.Join(", ", shape)}] for '{name}' within its storage of {count} numbers");
        if ((_copied += Int128.Min(elements, long.MaxValue) * TensorBytes.ElementSize(tensor.Storage.Type)) > (Int128)MostCopies * _length)
            throw Refuse($"needs tensors of at most {MostCopies} times the file's {_length} bytes, got more: they share their numbers");
        return elements == 0
            ? empty(shape, tensor.Storage.Type)
            : Storage(tensor.Storage).as_strided(shape, strides, tensor.Offset).clone();
    }

    private Tensor Storage(PickleStorage storage)
    {
        if (_storages.TryGetValue(storage.Key, out var known))
            return known.dtype == storage.Type && known.numel() == storage.Count ? known : throw Refuse($"needs one type and length for storage '{storage.Key}'");
        var entry = _zip.GetEntry($"{_folder}data/{storage.Key}") ?? throw Refuse($"needs an entry 'data/{storage.Key}'");
        if (storage.Count > int.MaxValue / TensorBytes.ElementSize(storage.Type))
            throw Refuse($"needs storages of at most 2 GiB, got {storage.Count} numbers in 'data/{storage.Key}'");
        var size = storage.Count * TensorBytes.ElementSize(storage.Type);
        if (entry.Length != size || entry.CompressedLength != size)
            throw Refuse($"needs {size} uncompressed bytes in 'data/{storage.Key}', got {entry.Length} that take {entry.CompressedLength}");
        return _storages[storage.Key] = TensorBytes.Make(Content(entry, (int)size), [storage.Count], storage.Type);
    }

    private byte[] Content(ZipArchiveEntry entry, int limit)
    {
        if (entry.Length > Math.Min(limit, _length) || entry.CompressedLength != entry.Length)
            throw Refuse($"needs at most {Math.Min(limit, _length)} uncompressed bytes in '{entry.FullName}', got {entry.Length} that take {entry.CompressedLength}");
        var bytes = new byte[entry.Length];
        try
        {
            using var stream = entry.Open();
            stream.ReadExactly(bytes);
        }
        catch (EndOfStreamException)
        {
            throw Refuse($"is cut off within '{entry.FullName}'");
        }
        return Crc32.Of(bytes) == entry.Crc32 ? bytes : throw Refuse($"is damaged: the checksum of '{entry.FullName}' differs");
    }

    private InvalidDataException Refuse(string reason) => new($"'{_path}': {reason}.");
}
