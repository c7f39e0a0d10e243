using System.Buffers;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace TorchSharp.Siamese.Data.Sources;

/// <summary>Decoded images as bytes, in memory or in a file that is mapped into memory: each is decoded once, later reads only scale it.</summary>
/// <remarks>
/// <para>An image enters the cache when it is first read, or by <see cref="BuildAsync"/>. Its pixels are rounded to whole numbers
/// from 0 to 255, also when it is read for the first time, so that a batch does not depend on what the cache holds. Mean and
/// deviation are applied at every read.</para>
/// <para>A file serves any number of processes at once, is gone on with after a process was killed at any moment, and is
/// replaced where it is of other images or options. Each image has a checksum, which is checked when this object first
/// reads it; an image that does not fit is decoded again. Thread-safe.</para>
/// </remarks>
public sealed class ImageCache : ISampleSource, IDisposable
{
    private readonly DecodedImages _images;
    private readonly CacheLayout _layout;
    private readonly SafeBuffer _buffer;
    private readonly bool[] _trusted;       // written by several threads, always to true
    private int _cachedCount;
    private int _damagedCount;

    private ImageCache(DecodedImages images, CacheLayout layout, SafeBuffer buffer, string? startedOver)
    {
        (_images, _layout, _buffer, StartedOver) = (images, layout, buffer, startedOver);
        _trusted = new bool[images.Count];
        for (var index = 0; index < images.Count; index++)
            _cachedCount += buffer.Read<ulong>((ulong)CacheLayout.ChecksumAt(index)) != 0 ? 1 : 0;
    }

    /// <inheritdoc/>
    public ImageShape Shape => _images.Shape;

    /// <inheritdoc/>
    public int Count => _images.Count;

    /// <inheritdoc/>
    public IReadOnlyList<int> Labels => _images.Labels;

    /// <summary>Images that are in the cache; those that other processes add are not counted, damaged ones until they are read.</summary>
    public int CachedCount => Volatile.Read(ref _cachedCount);

    /// <summary>Images whose checksum did not fit, and that were decoded again for that.</summary>
    public int DamagedCount => Volatile.Read(ref _damagedCount);

    /// <summary>Bytes that the cache takes.</summary>
    public long SizeInBytes => _layout.Length;

    /// <summary>Why the file that was there was replaced; null where it was used, or there was none.</summary>
    public string? StartedOver { get; }

    /// <summary>Opens a cache.</summary>
    /// <param name="images">What to cache. Not disposed.</param>
    /// <param name="options">Where; by default in memory.</param>
    /// <param name="cancellationToken">Stops before the file is made.</param>
    /// <exception cref="IOException">
    /// The file cannot be made, for example since the disk is full; or there is something else at its path, which is left as it is.
    /// </exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be made or written.</exception>
    public static Task<ImageCache> OpenAsync(
        DecodedImages images, ImageCacheOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        return Task.Run(
            () =>
            {
                var layout = new CacheLayout(images.PixelFingerprint, images.Shape, images.Count);
                string? startedOver = null;
                var buffer = options?.Path is { } path ? CacheFile.Open(path, layout, out startedOver) : new CacheMemory(layout.Length);
                return new ImageCache(images, layout, buffer, startedOver);
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public string NameOf(int index) => _images.NameOf(index);

    /// <summary>Reads one image, from the cache where it is there.</summary>
    /// <inheritdoc cref="DecodedImages.ReadInto"/>
    /// <exception cref="ObjectDisposedException">The cache is disposed.</exception>
    public unsafe void ReadInto(int index, Span<float> target)
    {
        SourceCheck.Read(index, Count, target, Shape);
        byte* start = null;
        try
        {
            _buffer.AcquirePointer(ref start);
            var pixels = new Span<byte>(start + _layout.ImageAt(index), _layout.ImageLength);
            ref var checksum = ref *(ulong*)(start + CacheLayout.ChecksumAt(index));
            if (!_trusted[index])
                Ensure(index, pixels, ref checksum, target);
            _images.Scaling.Apply(pixels, target);
        }
        finally
        {
            if (start is not null)
                _buffer.ReleasePointer();
        }
    }

    /// <summary>Brings every image into the cache that is not there yet, several at once.</summary>
    /// <param name="workers">Threads that decode, 1 or more; by default one for each processor.</param>
    /// <param name="progress">Told about once for every hundredth of the images, one call at a time, on any thread.</param>
    /// <param name="cancellationToken">Stops; what is cached by then stays.</param>
    /// <returns>The images that could not be read, by number; each is tried again whenever it is read.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="workers"/> is below 1.</exception>
    /// <exception cref="ObjectDisposedException">The cache is disposed.</exception>
    public async Task<IReadOnlyList<CacheFailure>> BuildAsync(
        int? workers = null, IProgress<CacheProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(workers ?? 1, 1, nameof(workers));
        ObjectDisposedException.ThrowIf(_buffer.IsClosed, this);
        var failures = new List<CacheFailure>();
        var meter = new CacheMeter(Count, progress);
        var options = new ParallelOptions { MaxDegreeOfParallelism = workers ?? Environment.ProcessorCount, CancellationToken = cancellationToken };
        var build = Task.Run(
            () => Parallel.For(0, Count, options, () => ArrayPool<float>.Shared.Rent(Shape.Length), (int index, ParallelLoopState _, float[] scratch) =>
            {
                if (Try(index, scratch.AsSpan(0, Shape.Length)) is { } failure)
                {
                    lock (failures)
                        failures.Add(failure);
                }
                meter.Add();
                return scratch;
            }, scratch => ArrayPool<float>.Shared.Return(scratch)),
            cancellationToken);
        try
        {
            await build.ConfigureAwait(false);
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);      // one error, as one thread would have thrown it
        }
        return [.. failures.OrderBy(failure => failure.Index)];
    }

    /// <summary>Gives memory or file back; the file stays. May be called more than once.</summary>
    public void Dispose() => _buffer.Dispose();

    private CacheFailure? Try(int index, Span<float> scratch)
    {
        try
        {
            ReadInto(index, scratch);
            return null;
        }
        catch (Exception e) when (e is not OperationCanceledException and not ObjectDisposedException)
        {
            return new CacheFailure(index, NameOf(index), e.Message);
        }
    }

    private void Ensure(int index, Span<byte> pixels, ref ulong checksum, Span<float> scratch)
    {
        var written = Volatile.Read(ref checksum);
        if (written == 0 || written != CacheLayout.Checksum(index, pixels))
        {
            // Threads and processes that come here together write the same bytes.
            _images.ReadPixels(index, scratch);
            PixelScaling.Round(scratch, pixels);
            var first = Interlocked.CompareExchange(ref checksum, CacheLayout.Checksum(index, pixels), written) == written;
            if (first && written == 0)
                Interlocked.Increment(ref _cachedCount);
            else if (first)
                Interlocked.Increment(ref _damagedCount);
        }
        Volatile.Write(ref _trusted[index], true);
    }
}
