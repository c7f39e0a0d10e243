using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;

namespace TorchSharp.Siamese.Data.Sources;

/// <summary>Reads an idx file block by block: the header at <see cref="Open"/>, the elements as they are asked for.</summary>
/// <remarks>
/// The format is that of the MNIST files: two zero bytes, the element type, the rank, one big-endian 32-bit size for each
/// dimension, then the elements, big-endian, last dimension fastest. A gzip-compressed file is recognised by its content,
/// whatever its name. Offsets in messages count bytes of the unpacked data. Not thread-safe.
/// </remarks>
public sealed class IdxReader : IDisposable
{
    private readonly Stream _stream;
    private readonly int[] _shape;
    private readonly int _headerLength;
    private readonly int _elementSize;
    private long _position;   // bytes of element data handed out

    private IdxReader(string path, Stream stream, IdxType type, int[] shape, int headerLength, long byteCount)
    {
        Path = path;
        _stream = stream;
        Type = type;
        _shape = shape;
        _headerLength = headerLength;
        _elementSize = SizeOf(type);
        ByteCount = byteCount;
    }

    /// <summary>The file being read, as given to <see cref="Open"/>.</summary>
    public string Path { get; }

    /// <summary>Type of every element.</summary>
    public IdxType Type { get; }

    /// <summary>Size of each dimension, each 0 or more; empty for a single number.</summary>
    public IReadOnlyList<int> Shape => _shape;

    /// <summary>Bytes of element data that follow the header: the product of <see cref="Shape"/> times the element size.</summary>
    public long ByteCount { get; }

    /// <summary>Opens a file and reads its header.</summary>
    /// <param name="path">An idx file, plain or gzip-compressed.</param>
    /// <returns>A reader that stands before the first element; the caller disposes it.</returns>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">
    /// The header is cut off or not that of an idx file, its sizes overflow, or a plain file's length is not what they need.
    /// </exception>
    public static IdxReader Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
            throw new FileNotFoundException($"Needs an idx file at '{path}', found "
                + (Directory.Exists(path) ? "a folder." : "nothing."), path);

        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        try
        {
            var plain = !IsGzip(file);
            Stream stream = plain ? file : new GZipStream(file, CompressionMode.Decompress);
            var reader = ReadHeader(path, stream);
            if (plain)
                reader.CheckLength(file.Length);
            else if (reader.ByteCount == 0)
                reader.CheckEnd();      // no Read will come to it
            return reader;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Reads the next elements, in the byte order of this machine.</summary>
    /// <param name="destination">Filled from its start; its length is a multiple of the element size.</param>
    /// <returns>Bytes read: the whole of <paramref name="destination"/>, less only at the end of the data, 0 after it.</returns>
    /// <exception cref="ArgumentException">The length is not a multiple of the element size.</exception>
    /// <exception cref="InvalidDataException">The file ends too early, goes on after its last element, or does not unpack.</exception>
    public int Read(Span<byte> destination)
    {
        if (destination.Length % _elementSize != 0)
            throw new ArgumentException($"Needs a multiple of {_elementSize} bytes for {Type} elements, got {destination.Length}.",
                nameof(destination));

        var block = destination[..(int)Math.Min(destination.Length, ByteCount - _position)];
        if (block.IsEmpty)
            return 0;
        var came = Fill(Path, _stream, block, _headerLength + _position);
        if (came < block.Length)
            throw Truncated(_position + came);
        _position += came;
        if (_position == ByteCount)
            CheckEnd();
        ToHostOrder(block);
        return came;
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _stream.Dispose();

    internal static int SizeOf(IdxType type) => type switch
    {
        IdxType.UInt8 or IdxType.Int8 => 1,
        IdxType.Int16 => 2,
        IdxType.Int32 or IdxType.Float32 => 4,
        IdxType.Float64 => 8,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Needs one of the defined idx types."),
    };

    internal string Describe() => $"[{string.Join(", ", _shape)}] of {Type}";

    private static bool IsGzip(FileStream file)
    {
        Span<byte> magic = stackalloc byte[2];
        var came = file.ReadAtLeast(magic, 2, throwOnEndOfStream: false);
        file.Position = 0;
        return came == 2 && magic[0] == 0x1F && magic[1] == 0x8B;
    }

    private static IdxReader ReadHeader(string path, Stream stream)
    {
        Span<byte> magic = stackalloc byte[4];
        ReadHeaderPart(path, stream, magic, 0, "a magic number");
        if (magic[0] != 0 || magic[1] != 0)
            throw new InvalidDataException($"'{path}' is not an idx file: needs bytes 00 00 at offset 0, "
                + $"came {magic[0]:X2} {magic[1]:X2}.");
        var type = (IdxType)magic[2];
        if (!Enum.IsDefined(type))
            throw new InvalidDataException($"'{path}' is not an idx file: needs an element type of "
                + $"08, 09, 0B, 0C, 0D or 0E at offset 2, came {magic[2]:X2}.");

        int rank = magic[3];
        Span<byte> sizes = stackalloc byte[4 * rank];
        ReadHeaderPart(path, stream, sizes, 4, $"{rank} dimension sizes");
        var shape = new int[rank];
        for (var i = 0; i < rank; i++)
            shape[i] = ReadSize(path, sizes, i);
        return new IdxReader(path, stream, type, shape, 4 + (4 * rank), ByteLength(path, shape, SizeOf(type)));
    }

    private static void ReadHeaderPart(string path, Stream stream, Span<byte> part, int offset, string what)
    {
        var came = Fill(path, stream, part, offset);
        if (came < part.Length)
            throw new InvalidDataException($"'{path}' is cut off in its header: needs {part.Length} bytes at offset {offset} "
                + $"for {what}, came {came}.");
    }

    private static int ReadSize(string path, ReadOnlySpan<byte> sizes, int dimension)
    {
        var size = BinaryPrimitives.ReadUInt32BigEndian(sizes[(4 * dimension)..]);
        return size <= int.MaxValue
            ? (int)size
            : throw new InvalidDataException($"'{path}': size of dimension {dimension} at offset {4 + (4 * dimension)} "
                + $"needs to be 0 to {int.MaxValue}, came {size}.");
    }

    private static long ByteLength(string path, int[] shape, int elementSize)
    {
        if (shape.Contains(0))
            return 0;   // also where the other sizes alone would overflow
        try
        {
            return shape.Aggregate((long)elementSize, (product, size) => checked(product * size));
        }
        catch (OverflowException)
        {
            throw new InvalidDataException($"'{path}': the sizes at offset 4, [{string.Join(", ", shape)}] of {elementSize}-byte elements, "
                + $"need more than {long.MaxValue} bytes.");
        }
    }

    // Reads until the block is full or the stream ends; unpacking errors get the path and the offset.
    private static int Fill(string path, Stream stream, Span<byte> block, long offset)
    {
        var done = 0;
        try
        {
            while (done < block.Length)
            {
                var came = stream.Read(block[done..]);
                if (came == 0)
                    break;
                done += came;
            }
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"'{path}' is damaged: its gzip data does not unpack at or after "
                + $"offset {offset + done} of the unpacked data. {e.Message}", e);
        }
        return done;
    }

    private void CheckLength(long fileLength)
    {
        var data = fileLength - _headerLength;
        if (data < ByteCount)
            throw Truncated(data);
        if (data > ByteCount)
            throw Trailing($"{data - ByteCount} more");
    }

    private void CheckEnd()
    {
        // Reading past the end also makes gzip compare its checksum.
        Span<byte> extra = stackalloc byte[1];
        if (Fill(Path, _stream, extra, _headerLength + ByteCount) != 0)
            throw Trailing("more");
    }

    private InvalidDataException Truncated(long came) => new(
        $"'{Path}' is cut off: {Describe()} needs {ByteCount} bytes from offset {_headerLength}, "
        + $"came {came}, then the data ends at offset {_headerLength + came}.");

    private InvalidDataException Trailing(string came) => new(
        $"'{Path}' is too long: {Describe()} needs {ByteCount} bytes from offset {_headerLength}, "
        + $"came {came} at offset {_headerLength + ByteCount}.");

    private void ToHostOrder(Span<byte> block)
    {
        if (!BitConverter.IsLittleEndian)
            return;
        switch (_elementSize)
        {
            case 2:
                var shorts = MemoryMarshal.Cast<byte, short>(block);
                BinaryPrimitives.ReverseEndianness(shorts, shorts);
                break;
            case 4:
                var ints = MemoryMarshal.Cast<byte, int>(block);
                BinaryPrimitives.ReverseEndianness(ints, ints);
                break;
            case 8:
                var longs = MemoryMarshal.Cast<byte, long>(block);
                BinaryPrimitives.ReverseEndianness(longs, longs);
                break;
        }
    }
}
