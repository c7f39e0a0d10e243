using TorchSharp.Siamese.Models.Encoders.Fused;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Tests.Encoders.Fused;

[NonParallelizable]
public class RowChunksTests
{
    [TestCase(1, 1, ExpectedResult = 1)]
    [TestCase(16, 65536, ExpectedResult = 1)]
    [TestCase(17, 65536, ExpectedResult = 2)]       // never fewer than 16 rows
    [TestCase(1024, 64, ExpectedResult = 1)]        // 64 KiB
    [TestCase(1025, 64, ExpectedResult = 2)]
    public int Count_IsOfParts(long rows, int bytesPerRow)
    {
        using var chunks = new RowChunks(rows, bytesPerRow);
        return chunks.Count;
    }

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(7)]
    public void Run_ManyPasses_EachTakesEveryRowOnceAndSeesTheOneBefore(int count)
    {
        const int Rows = 16 * 200 + 3;
        var threads = get_num_threads();
        set_num_threads(count);
        try
        {
            for (var round = 0; round < 50; round++)
            {
                using var chunks = new RowChunks(Rows, 4096);
                var values = new int[Rows];
                for (var pass = 0; pass < 10; pass++)
                {
                    var (own, wrong) = (pass, 0);
                    chunks.Run((chunk, first, length) =>
                    {
                        if (first != chunk * 16L || length != Math.Min(16, Rows - first))
                            Interlocked.Increment(ref wrong);
                        for (var row = first; row < first + length; row++)
                        {
                            if (values[row]++ != own)
                                Interlocked.Increment(ref wrong);
                        }
                    });
                    Assert.That(wrong, Is.Zero, $"pass {pass} of round {round}");
                    Assert.That(values, Is.All.EqualTo(pass + 1));
                }
            }
        }
        finally
        {
            set_num_threads(threads);
        }
    }

    [Test]
    public void Run_SlowHelper_IsWaitedFor()
    {
        var threads = get_num_threads();
        set_num_threads(2);
        try
        {
            using var chunks = new RowChunks(64, 4096);
            var (owner, helpedFirst, values) = (Environment.CurrentManagedThreadId, false, new int[64]);
            for (var pass = 0; pass < 2; pass++)
            {
                // Between two passes a helper may lose patience, and the second goes without.
                var (helped, wait) = (false, TimeSpan.FromSeconds(pass == 0 ? 5 : 0.1));
                chunks.Run((_, first, length) =>
                {
                    if (Environment.CurrentManagedThreadId == owner)
                    {
                        SpinWait.SpinUntil(() => Volatile.Read(ref helped), wait);
                    }
                    else
                    {
                        Volatile.Write(ref helped, true);
                        Thread.Sleep(50);
                    }
                    for (var row = first; row < first + length; row++)
                        values[row]++;
                });
                Assert.That(values, Is.All.EqualTo(pass + 1));
                helpedFirst |= helped;
            }
            Assert.That(helpedFirst, "no helper came within seconds");
        }
        finally
        {
            set_num_threads(threads);
        }
    }
}
