using System.Buffers;

namespace TorchSharp.Siamese.Data.Sources;

/// <summary>The bytes of one file, in memory that goes back to a pool when this is disposed.</summary>
/// <remarks>For one thread at a time. Disposing twice is fine.</remarks>
public sealed class ImageBytes : IDisposable
{
    private readonly bool _isPooled;
    private byte[]? _buffer;
    private int _start;

    /// <param name="content">All bytes of the file. Kept, not copied, and not given to any pool.</param>
    /// <exception cref="ArgumentNullException"><paramref name="content"/> is null.</exception>
    public ImageBytes(byte[] content)
    {
        ArgumentNullException.ThrowIfNull(content);
        _buffer = content;
        Length = content.Length;
    }

    private ImageBytes(byte[] buffer, int length)
    {
        _isPooled = true;
        _buffer = buffer;
        Length = length;
    }

    /// <summary>Number of bytes.</summary>
    public int Length { get; private set; }

    /// <summary>The bytes; not to be used after this is disposed.</summary>
    /// <exception cref="ObjectDisposedException">This was disposed.</exception>
    public ReadOnlySpan<byte> Span => Writable;

    internal Span<byte> Writable
    {
        get
        {
            ObjectDisposedException.ThrowIf(_buffer is null, this);
            return _buffer.AsSpan(_start, Length);
        }
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        var buffer = Interlocked.Exchange(ref _buffer, null);
        if (buffer is not null && _isPooled)
            ArrayPool<byte>.Shared.Return(buffer);
    }

    /// <summary>Keeps a part of the bytes only; gives this.</summary>
    internal ImageBytes Narrow(int start, int length)
    {
        _ = Span.Slice(start, length);
        (_start, Length) = (_start + start, length);
        return this;
    }

    internal MemoryStream AsStream()
    {
        ObjectDisposedException.ThrowIf(_buffer is null, this);
        return new MemoryStream(_buffer, _start, Length, writable: false);
    }

    /// <summary>Memory from the pool, with anything in it.</summary>
    internal static ImageBytes Rent(int length) => new(ArrayPool<byte>.Shared.Rent(length), length);
}
