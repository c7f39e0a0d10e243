using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Weights;

/// <summary>The safetensors format: length of the header, header (JSON), numbers.</summary>
/// <remarks>Source: the format's description in its README (huggingface/safetensors).</remarks>
internal static class SafeTensorsFile
{
    private const int HeaderLimit = 100_000_000;     // that of the format's own reader

    private static readonly (string Name, ScalarType Type)[] s_types =
    [
        ("F64", ScalarType.Float64), ("I64", ScalarType.Int64), ("F32", ScalarType.Float32), ("I32", ScalarType.Int32), ("F16", ScalarType.Float16),
        ("BF16", ScalarType.BFloat16), ("I16", ScalarType.Int16), ("I8", ScalarType.Int8), ("U8", ScalarType.Byte), ("BOOL", ScalarType.Bool),
    ];

    public static WeightSet Read(string path)
    {
        using var stream = File.OpenRead(path);
        var (places, start) = ReadHeader(stream, path);
        var tensors = new Dictionary<string, Tensor>();
        using var scope = NewDisposeScope();
        foreach (var place in places)
        {
            var bytes = new byte[place.End - place.Begin];
            stream.Position = start + place.Begin;
            stream.ReadExactly(bytes);
            tensors[place.Name] = TensorBytes.Make(bytes, place.Shape, place.Type);
        }
        foreach (var tensor in tensors.Values)
            tensor.DetachFromDisposeScope();
        return new WeightSet(path, tensors, []);
    }

    public static void Write(string path, IReadOnlyDictionary<string, Tensor> tensors)
    {
        var order = tensors.OrderByDescending(pair => TensorBytes.ElementSize(pair.Value.dtype)).ThenBy(pair => pair.Key, StringComparer.Ordinal).ToList();
        var header = Header(order);
        var target = Path.GetFullPath(path);
        var part = $"{target}.{Environment.ProcessId}.part";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            using (var stream = new FileStream(part, FileMode.Create, FileAccess.Write))
            {
                Span<byte> length = stackalloc byte[8];
                BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
                stream.Write(length);
                stream.Write(header);
                foreach (var (_, tensor) in order)
                {
                    using var scope = NewDisposeScope();
                    stream.Write(tensor.detach().cpu().contiguous().clone().bytes);
                }
                stream.Flush(flushToDisk: true);
            }
            File.Move(part, target, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"Could not write '{target}': {error.Message}", error);
        }
        finally
        {
            File.Delete(part);
        }
    }

    private static byte[] Header(List<KeyValuePair<string, Tensor>> tensors)
    {
        var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteStartObject("__metadata__");
            json.WriteString("format", "pt");
            json.WriteEndObject();
            var at = 0L;
            foreach (var (name, tensor) in tensors)
            {
                var size = tensor.numel() * TensorBytes.ElementSize(tensor.dtype);
                if (size > int.MaxValue)
                    throw new ArgumentException($"Expected tensors of at most 2 GiB, got {size} bytes in '{name}'.", nameof(tensors));
                json.WriteStartObject(name);
                json.WriteString("dtype", s_types.FirstOrDefault(type => type.Type == tensor.dtype).Name
                    ?? throw new ArgumentException($"Expected real numbers, whole ones or booleans, got {tensor.dtype} in '{name}'.", nameof(tensors)));
                Numbers(json, "shape", tensor.shape);
                Numbers(json, "data_offsets", [at, at += size]);
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        while (bytes.Length % 8 != 0)
            bytes.WriteByte((byte)' ');     // so that the numbers are aligned
        return bytes.ToArray();
    }

    private static void Numbers(Utf8JsonWriter json, string name, ReadOnlySpan<long> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
            json.WriteNumberValue(value);
        json.WriteEndArray();
    }

    private static (List<Place> Places, long Start) ReadHeader(FileStream stream, string path)
    {
        Span<byte> eight = stackalloc byte[8];
        if (stream.Length < 8)
            throw Refuse(path, $"needs 8 bytes for the length of the header, got {stream.Length}");
        stream.ReadExactly(eight);
        var length = BinaryPrimitives.ReadUInt64LittleEndian(eight);
        if (length > HeaderLimit || (long)length > stream.Length - 8)
            throw Refuse(path, $"needs a header of at most {Math.Min(HeaderLimit, stream.Length - 8)} bytes, got one of {length}");
        var header = new byte[length];
        stream.ReadExactly(header);
        try
        {
            using var json = JsonDocument.Parse(header);
            var places = json.RootElement.EnumerateObject().Where(item => item.Name != "__metadata__").Select(item => PlaceOf(item, path)).OrderBy(place => place.Begin).ToList();
            CheckPlaces(places, stream.Length - 8 - (long)length, path);
            return (places, 8 + (long)length);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or IndexOutOfRangeException)
        {
            throw new InvalidDataException($"'{path}': needs a header of names, types, shapes and offsets: {error.Message}", error);
        }
    }

    private static Place PlaceOf(JsonProperty item, string path)
    {
        var type = item.Value.GetProperty("dtype").GetString();
        var known = s_types.FirstOrDefault(t => t.Name == type);
        if (known.Name is null)
            throw Refuse(path, $"needs numbers of a type that TorchSharp has, got {type} in '{item.Name}'");
        long[] shape = [.. item.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64())];
        var offsets = item.Value.GetProperty("data_offsets");
        var (begin, end) = (offsets[0].GetInt64(), offsets[1].GetInt64());
        var size = shape.Aggregate((Int128)TensorBytes.ElementSize(known.Type), (product, length) => Int128.Min(product, long.MaxValue) * length);
        if (shape.Any(length => length < 0) || begin < 0 || (Int128)end - begin != size || size > int.MaxValue)
            throw Refuse(path, $"needs {type} [{string.Join(", ", shape)}] of at most 2 GiB within its bytes, got offsets {begin} to {end} for '{item.Name}'");
        return new Place(item.Name, known.Type, shape, begin, end);
    }

    // Every byte belongs to one tensor, as the format wants it: so none is hidden, and a cut file is found out.
    private static void CheckPlaces(List<Place> places, long length, string path)
    {
        if (places.Count == 0)
            throw Refuse(path, "needs tensors, got none");
        if (places.Select(place => place.Name).Distinct().Count() != places.Count)
            throw Refuse(path, "needs every name once");
        var at = 0L;
        foreach (var place in places)
        {
            if (place.Begin != at)
                throw Refuse(path, $"needs '{place.Name}' at offset {at}, where the tensor before it ends, got {place.Begin}");
            at = place.End;
        }
        if (at != length)
            throw Refuse(path, $"needs {at} bytes of numbers, got {length}");
    }

    private static InvalidDataException Refuse(string path, string reason) => new($"'{path}': {reason}.");

    private sealed record Place(string Name, ScalarType Type, long[] Shape, long Begin, long End);
}
