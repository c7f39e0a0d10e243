using System.Text;

namespace TorchSharp.Siamese.Examples.Tuples;

/// <summary>Writes tuples as CSV: chunks of rows are put together by several threads and written in order.</summary>
/// <remarks>Memory does not depend on the number of rows: a buffer for each thread and one that is being written.</remarks>
internal sealed class RowWriter(TupleRows rows, NameTable names, int threads)
{
    private const int BufferSize = 1 << 20;
    private const int MostRows = 1 << 15;

    private readonly byte[] _labels = Encoding.ASCII.GetBytes(string.Join(',', rows.Same.Select(same => same ? '1' : '0')) + "\n");

    /// <summary>Bytes of the longest row that there can be.</summary>
    private readonly long _longestRow = ((long)rows.Length * names.Longest) + (2 * rows.Length) + 1;

    /// <summary>Writes the first tuples, after a line of column names.</summary>
    /// <param name="output">Takes the text.</param>
    /// <param name="count">Number of tuples, up to as many as there are.</param>
    /// <param name="progress">Called on this thread after every chunk with the rows written so far.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    /// <returns>Number of bytes.</returns>
    public long Write(Stream output, long count, Action<long> progress, CancellationToken cancellationToken)
    {
        var header = Encoding.UTF8.GetBytes(string.Join(',', rows.Columns) + "\n");
        output.Write(header);
        var chunkRows = (int)Math.Clamp(BufferSize / _longestRow, 1, MostRows);
        var (waiting, free) = (new Queue<Task<Chunk>>(), new Stack<Chunk>());
        var (started, written, bytes) = (0L, 0L, (long)header.Length);
        while (written < count)
        {
            Start();
            var chunk = waiting.Dequeue().GetAwaiter().GetResult();
            Start();                                    // goes on while this chunk is written
            cancellationToken.ThrowIfCancellationRequested();
            output.Write(chunk.Bytes, 0, chunk.Length);
            written += chunk.Rows;
            bytes += chunk.Length;
            free.Push(chunk);
            progress(written);
        }

        return bytes;

        void Start()
        {
            while (waiting.Count < threads && started < count)
            {
                var (first, length) = (started, (int)Math.Min(chunkRows, count - started));
                var chunk = free.TryPop(out var used) ? used : new Chunk(rows, chunkRows, chunkRows * _longestRow);
                waiting.Enqueue(Task.Run(() => Fill(chunk, first, length), cancellationToken));
                started += length;
            }
        }
    }

    private Chunk Fill(Chunk chunk, long first, int count)
    {
        var samples = chunk.Samples.AsSpan(0, count * rows.Length);
        var same = chunk.Same.AsSpan(0, rows.IsPairs ? count : 0);
        rows.Fill(first, samples, same);
        chunk.Rows = count;
        chunk.Length = rows.IsPairs ? FormatPairs(samples, same, chunk.Bytes) : Format(samples, chunk.Bytes);
        return chunk;
    }

    private int FormatPairs(ReadOnlySpan<int> samples, ReadOnlySpan<bool> same, Span<byte> target)
    {
        var length = 0;
        for (var i = 0; i < same.Length; i++)
        {
            length += Put(names.FieldOf(samples[2 * i]), target[length..]);
            length += Put(names.FieldOf(samples[2 * i + 1]), target[length..]);
            target[length] = same[i] ? (byte)'1' : (byte)'0';
            target[length + 1] = (byte)'\n';
            length += 2;
        }

        return length;
    }

    private int Format(ReadOnlySpan<int> samples, Span<byte> target)
    {
        var length = 0;
        for (var start = 0; start < samples.Length; start += rows.Length)
        {
            foreach (var sample in samples.Slice(start, rows.Length))
                length += Put(names.FieldOf(sample), target[length..]);
            length += Put(_labels, target[length..]);
        }

        return length;
    }

    private static int Put(ReadOnlySpan<byte> text, Span<byte> target)
    {
        text.CopyTo(target);
        return text.Length;
    }

    /// <summary>Room for some rows.</summary>
    private sealed class Chunk(TupleRows rows, int mostRows, long mostBytes)
    {
        public int[] Samples { get; } = new int[mostRows * rows.Length];

        public bool[] Same { get; } = new bool[rows.IsPairs ? mostRows : 0];

        public byte[] Bytes { get; } = new byte[mostBytes];

        public int Rows { get; set; }

        public int Length { get; set; }
    }
}
