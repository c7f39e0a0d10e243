using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using TorchSharp.Siamese.Data.Mining;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Evaluation;

/// <summary>The file of a <see cref="GalleryIndex"/>: mark, length of the header, header (JSON), rows, SHA-256 of all that; little-endian.</summary>
internal static class GalleryFile
{
    private const int ChunkBytes = 1 << 24;
    private const int SumLength = 32;
    private const int HeaderLimit = 1 << 30;

    private static ReadOnlySpan<byte> Mark => "TSSGAL01"u8;

    public static void Write(string path, GalleryIndex gallery)
    {
        var target = Path.GetFullPath(path);
        var part = $"{target}.{Environment.ProcessId}.part";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            using (var stream = new FileStream(part, FileMode.Create, FileAccess.Write))
            {
                using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
                void Put(ReadOnlySpan<byte> bytes)
                {
                    hash.AppendData(bytes);
                    stream.Write(bytes);
                }
                var header = JsonSerializer.SerializeToUtf8Bytes(new Header(gallery.Type.ToString(), gallery.Dimension, DistanceSpec.Of(gallery.Metric), [.. gallery.Names]));
                Span<byte> length = stackalloc byte[4];
                BinaryPrimitives.WriteInt32LittleEndian(length, header.Length);
                Put(Mark);
                Put(length);
                Put(header);
                foreach (var (start, count) in Chunks(gallery.Count, gallery.Dimension, gallery.Type))
                {
                    using var scope = NewDisposeScope();
                    Put(gallery.Rows.narrow(0, start, count).cpu().clone().bytes);
                }
                stream.Write(hash.GetHashAndReset());
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

    public static GalleryIndex Read(string path, IDistance? distance, Device device, int? dimension)
    {
        if (!File.Exists(path))
            throw new FileNotFoundException($"Needs a gallery at '{path}', found {(Directory.Exists(path) ? "a folder" : "nothing")}.", path);
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var header = ReadHeader(stream, hash, path);
        if (dimension is { } wanted && wanted != header.Dimension)
            throw new InvalidDataException($"'{path}': needs a gallery of embeddings of {wanted} numbers, got one of {header.Dimension}.");
        var type = header.Type == nameof(ScalarType.Float64) ? ScalarType.Float64 : ScalarType.Float32;
        var gallery = new GalleryIndex(header.Dimension, Metric(header.Distance, distance, path), type, device);
        try
        {
            foreach (var (start, count) in Chunks(header.Names.Length, header.Dimension, type))
            {
                using var scope = NewDisposeScope();
                var chunk = empty(count, header.Dimension, dtype: type);
                Take(stream, hash, chunk.bytes, path);
                gallery.Add(header.Names[start..(start + count)], chunk.to(device));
            }
            var sum = new byte[SumLength];
            stream.ReadExactly(sum);
            return hash.GetHashAndReset().AsSpan().SequenceEqual(sum) ? gallery : throw Damaged(path, "its checksum differs");
        }
        catch (Exception error)
        {
            gallery.Dispose();
            if (error is ArgumentException)
                throw Damaged(path, error.Message);
            throw;
        }
    }

    private static Header ReadHeader(FileStream stream, IncrementalHash hash, string path)
    {
        var start = new byte[Mark.Length + 4];
        if (stream.Length < start.Length + SumLength)
            throw Foreign(path);
        Take(stream, hash, start, path);
        if (!start.AsSpan(0, Mark.Length).SequenceEqual(Mark))
            throw Foreign(path);
        var length = BinaryPrimitives.ReadInt32LittleEndian(start.AsSpan(Mark.Length));
        if (length < 2 || length > HeaderLimit || length > stream.Length - start.Length - SumLength)
            throw Damaged(path, $"a header of {length} bytes does not fit into its {stream.Length} bytes");
        var bytes = new byte[length];
        Take(stream, hash, bytes, path);
        Header? header;
        try
        {
            header = JsonSerializer.Deserialize<Header>(bytes);
        }
        catch (JsonException error)
        {
            throw Damaged(path, $"its header cannot be read ({error.Message})");
        }
        if (header is not { Dimension: >= 1, Names: not null, Distance: not null } || header.Type is not (nameof(ScalarType.Float32) or nameof(ScalarType.Float64)))
            throw Damaged(path, "its header lacks dimension, type, distance or names");
        var size = header.Type == nameof(ScalarType.Float64) ? 8L : 4;
        var expected = start.Length + length + (Int128)header.Names.Length * header.Dimension * size + SumLength;
        return expected == stream.Length ? header : throw Damaged(path, $"it has {stream.Length} bytes, its header says {expected}");
    }

    private static IDistance Metric(DistanceSpec saved, IDistance? given, string path)
    {
        if (given is not null && DistanceSpec.Of(given) != saved)
            throw new InvalidDataException($"'{path}': needs the distance it was made for, {saved}, got {DistanceSpec.Of(given)}.");
        try
        {
            return given ?? saved.Make() ?? throw new InvalidDataException($"'{path}': was made for the distance {saved.Kind}, which is not of this library; pass it to Load.");
        }
        catch (ArgumentException error)
        {
            throw Damaged(path, error.Message);
        }
    }

    /// <summary>Rows in pieces that one array could hold.</summary>
    private static IEnumerable<(int Start, int Count)> Chunks(int rows, int dimension, ScalarType type)
    {
        var chunk = (int)Math.Max(1, ChunkBytes / ((type == ScalarType.Float64 ? 8L : 4) * dimension));
        for (var start = 0; start < rows; start += Math.Min(chunk, rows - start))
            yield return (start, Math.Min(chunk, rows - start));
    }

    private static void Take(FileStream stream, IncrementalHash hash, Span<byte> target, string path)
    {
        if (stream.ReadAtLeast(target, target.Length, throwOnEndOfStream: false) < target.Length)
            throw Damaged(path, "it ends too early");
        hash.AppendData(target);
    }

    private static InvalidDataException Foreign(string path) => new($"'{path}': needs a gallery that GalleryIndex.Save wrote, found something else.");

    private static InvalidDataException Damaged(string path, string how) => new($"'{path}': the gallery is damaged: {how}.");

    private sealed record Header(string Type, int Dimension, DistanceSpec Distance, string[] Names);
}
