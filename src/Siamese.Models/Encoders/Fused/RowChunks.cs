using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Encoders.Fused;

/// <summary>Rows of a matrix in parts that fit into a processor's own cache, shared out among torch's number of threads.</summary>
/// <remarks>
/// The parts do not depend on the threads, and so neither does a sum over them. Several passes over the same rows keep their threads:
/// an encoder makes some fifty passes of less than a millisecond in each step, and waking threads for each took 4 ms of 120.
/// </remarks>
internal sealed class RowChunks : IThreadPoolWorkItem, IDisposable
{
    private const int ChunkBytes = 1 << 16;
    private const int Patience = 2000;              // how often a helper looks for the next pass

    private readonly long _rows;
    private readonly int _size;
    private Action<int, long, int>? _work;
    private int _next = int.MaxValue / 2;           // the next chunk that nobody has taken; none before the first pass
    private int _done;
    private volatile bool _over;

    public RowChunks(long rows, int bytesPerRow)
    {
        (_rows, _size) = (rows, Math.Max(16, ChunkBytes / bytesPerRow));
        Count = checked((int)((rows + _size - 1) / _size));
        for (var helper = Math.Min(get_num_threads(), Count); helper > 1; helper--)
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    public long Rows => _rows;

    public int Count { get; }

    /// <summary>Calls with number, first row and length of each; ends when all have returned. Calls must not throw.</summary>
    public void Run(Action<int, long, int> work)
    {
        (_work, _done) = (work, 0);
        Volatile.Write(ref _next, 0);
        Take();
        var wait = default(SpinWait);
        while (Volatile.Read(ref _done) < Count)
            wait.SpinOnce(sleep1Threshold: -1);
    }

    /// <summary>Lets the helpers go.</summary>
    public void Dispose() => _over = true;

    void IThreadPoolWorkItem.Execute()
    {
        for (var look = 0; look < Patience && !_over; look++)
        {
            if (Volatile.Read(ref _next) < Count)
            {
                Take();
                look = 0;
            }
            Thread.SpinWait(1);
        }
    }

    private void Take()
    {
        for (int chunk; (chunk = Interlocked.Increment(ref _next) - 1) < Count;)
        {
            var first = (long)chunk * _size;
            _work!(chunk, first, (int)Math.Min(_size, _rows - first));
            Interlocked.Increment(ref _done);
        }
    }
}
