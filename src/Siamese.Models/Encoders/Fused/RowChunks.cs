using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Encoders.Fused;

/// <summary>Rows of a matrix in parts that fit into a processor's own cache, shared out among torch's number of threads.</summary>
/// <remarks>The parts do not depend on the threads, and so neither does a sum over them.</remarks>
internal readonly struct RowChunks(long rows, int bytesPerRow)
{
    private const int ChunkBytes = 1 << 16;

    private readonly int _size = Math.Max(16, ChunkBytes / bytesPerRow);

    public int Count => checked((int)((rows + _size - 1) / _size));

    /// <summary>Calls with number, first row and length of each.</summary>
    public void Run(Action<int, long, int> work)
    {
        var (size, all, count) = (_size, rows, Count);
        void One(int chunk)
        {
            var first = (long)chunk * size;
            work(chunk, first, (int)Math.Min(size, all - first));
        }

        var threads = Math.Min(get_num_threads(), count);
        if (threads > 1)
        {
            Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = threads }, One);
            return;
        }
        for (var chunk = 0; chunk < count; chunk++)
            One(chunk);
    }
}
