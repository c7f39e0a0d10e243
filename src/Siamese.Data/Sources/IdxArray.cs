using System.Runtime.InteropServices;

namespace TorchSharp.Siamese.Data.Sources;

/// <summary>A whole idx file in memory. Immutable, thread-safe.</summary>
/// <remarks><see cref="IdxReader"/> says what the format is and reads files that do not fit into one array.</remarks>
public sealed class IdxArray
{
    private const int FirstAllocation = 1 << 20;   // what a file declares is believed only as far as its data comes

    private readonly byte[] _bytes;
    private readonly int[] _shape;

    private IdxArray(string path, IdxType type, int[] shape, byte[] bytes)
    {
        Path = path;
        Type = type;
        _shape = shape;
        _bytes = bytes;
    }

    /// <summary>The file that was read.</summary>
    public string Path { get; }

    /// <summary>Type of every element.</summary>
    public IdxType Type { get; }

    /// <summary>Size of each dimension, each 0 or more; empty for a single number.</summary>
    public IReadOnlyList<int> Shape => _shape;

    /// <summary>Number of elements: the product of <see cref="Shape"/>.</summary>
    public int Length => _bytes.Length / IdxReader.SizeOf(Type);

    /// <summary>The elements as bytes, in the byte order of this machine, last dimension fastest. Not a copy.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes;

    /// <summary>Reads a file.</summary>
    /// <param name="path">An idx file, plain or gzip-compressed; which of them is seen from its content.</param>
    /// <param name="progress">Told the bytes of unpacked element data read so far, about once per megabyte.</param>
    /// <param name="cancellationToken">Looked at about once per megabyte.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">
    /// Not an idx file, cut off, too long, damaged, or more elements than one array holds; the message has path, offset,
    /// what was needed and what came.
    /// </exception>
    public static IdxArray Read(
        string path, IProgress<FileProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        using var reader = IdxReader.Open(path);
        if (reader.ByteCount > Array.MaxLength)
            throw new InvalidDataException($"'{path}': {reader.Describe()}, as its header says, needs {reader.ByteCount} bytes; "
                + $"an array holds at most {Array.MaxLength}. IdxReader reads such a file in blocks.");

        var total = (int)reader.ByteCount;
        var bytes = new byte[Math.Min(total, FirstAllocation)];
        for (var done = 0; done < total;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (done == bytes.Length)
                Array.Resize(ref bytes, (int)Math.Min(total, 2L * done));
            done += reader.Read(bytes.AsSpan(done, Math.Min(bytes.Length - done, FirstAllocation)));
            progress?.Report(new FileProgress(path, done, total));
        }
        return new IdxArray(path, reader.Type, [.. reader.Shape], bytes);
    }

    /// <summary>The elements as numbers. Not a copy.</summary>
    /// <typeparam name="T">The .NET type that <see cref="IdxType"/> names for <see cref="Type"/>.</typeparam>
    /// <exception cref="InvalidOperationException"><typeparamref name="T"/> is another type.</exception>
    public ReadOnlySpan<T> Values<T>()
        where T : unmanaged
    {
        var needed = ClrType(Type);
        return typeof(T) == needed
            ? MemoryMarshal.Cast<byte, T>(_bytes)
            : throw new InvalidOperationException($"'{Path}' holds {Type}: needs Values<{needed.Name}>, got Values<{typeof(T).Name}>.");
    }

    /// <summary>The elements converted to <see cref="int"/>, for labels. A new array.</summary>
    /// <exception cref="InvalidDataException">The elements are not integers.</exception>
    public int[] ToInt32() => Type switch
    {
        IdxType.UInt8 => Convert<byte>(static x => x),
        IdxType.Int8 => Convert<sbyte>(static x => x),
        IdxType.Int16 => Convert<short>(static x => x),
        IdxType.Int32 => Values<int>().ToArray(),
        _ => throw new InvalidDataException($"'{Path}': needs integers, came {Type} at offset 2."),
    };

    internal string Describe() => $"[{string.Join(", ", _shape)}] of {Type}";

    private static Type ClrType(IdxType type) => type switch
    {
        IdxType.UInt8 => typeof(byte),
        IdxType.Int8 => typeof(sbyte),
        IdxType.Int16 => typeof(short),
        IdxType.Int32 => typeof(int),
        IdxType.Float32 => typeof(float),
        IdxType.Float64 => typeof(double),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Needs one of the defined idx types."),
    };

    private int[] Convert<T>(Func<T, int> convert)
        where T : unmanaged
    {
        var values = Values<T>();
        var result = new int[values.Length];
        for (var i = 0; i < result.Length; i++)
            result[i] = convert(values[i]);
        return result;
    }
}
