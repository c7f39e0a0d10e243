using TorchSharp.Siamese.Data.Tuples;

namespace TorchSharp.Siamese.Data.Tests.Tuples;

public class IndexPermutationTests
{
    private static readonly UInt128 TwoTo127 = UInt128.One << 127;

    // Table, the two sizes at its edge, primes, squares and their neighbours, powers of two and their neighbours.
    [Test]
    public void Forward_SmallCount_VisitsEveryNumberOnceAndBackwardUndoesIt(
        [Values(1, 2, 3, 7, 255, 256, 257, 258, 289, 290, 997, 1023, 1024, 1025, 4096, 65_537)] int count,
        [Values(0ul, 1ul, ulong.MaxValue)] ulong key)
    {
        var order = new IndexPermutation((UInt128)count, key);
        var seen = new bool[count];
        for (var i = 0; i < count; i++)
        {
            var value = order.Forward((UInt128)i);
            Assert.That(order.Backward(value), Is.EqualTo((UInt128)i));
            Assert.That(seen[(int)value], Is.False);
            seen[(int)value] = true;
        }
    }

    [TestCase("4294967296")]                                    // 2^32
    [TestCase("1000000000000")]
    [TestCase("4611686014132420609")]                           // (2^31 - 1)^2
    [TestCase("9223372036854775807")]                           // 2^63 - 1, the last in 64-bit arithmetic
    [TestCase("9223372036854775808")]                           // 2^63, the first in 128-bit arithmetic
    [TestCase("18446744073709551617")]                          // 2^64 + 1
    [TestCase("1000000000000000000000000000000")]
    [TestCase("170141183460469231731687303715884105727")]       // 2^127 - 1
    [TestCase("170141183460469231731687303715884105728")]       // 2^127
    public void Backward_ProbesOfALargeCount_UndoesForwardAndStaysInRange(string text)
    {
        var count = UInt128.Parse(text, null);
        var order = new IndexPermutation(count, 11);
        foreach (var position in Probes(count))
        {
            var value = order.Forward(position);
            Assert.That(value, Is.LessThan(count));
            Assert.That(order.Backward(value), Is.EqualTo(position));
            Assert.That(order.Forward(order.Backward(position)), Is.EqualTo(position));
        }
    }

    // Runs that begin and end anywhere; 257 to 290 have b = 17, where a run of eight may pass from one left half to the next and on to the end.
    [TestCase("200")]
    [TestCase("257")]
    [TestCase("289")]
    [TestCase("290")]
    [TestCase("1000")]
    [TestCase("65536")]
    [TestCase("1000003")]
    [TestCase("1000000000000")]
    [TestCase("4294967296")]
    [TestCase("9223372030926249001")]      // 3037000499^2
    [TestCase("9223372036854775807")]
    public void ForwardSmall_RunsOfAnyLength_EqualForward(string text)
    {
        var count = ulong.Parse(text, null);
        var order = new IndexPermutation(count, 5);
        for (var round = 0ul; round < 40; round++)
        {
            var first = round == 0 ? 0 : SplitMix64.Below(SplitMix64.At(3, round), count);
            var length = (int)Math.Min(count - first, round == 0 ? 1000 : SplitMix64.Below(SplitMix64.At(4, round), 400));
            if (round % 5 == 4)
                first = count - (ulong)length;      // up to the end
            var values = new ulong[length];
            order.ForwardSmall(first, values);
            var expected = values.Select((_, i) => (ulong)order.Forward(first + (ulong)i)).ToArray();
            Assert.That(values, Is.EqualTo(expected), $"{length} from {first}");
            if (count <= 256)
                continue;
            Array.Clear(values);
            Assert.That(order.RunOfNumbers(first, values), Is.EqualTo(length));
            Assert.That(values, Is.EqualTo(expected), $"{length} from {first}, one by one");
            Array.Clear(values);
            var done = order.RunOfVectors(first, values);
            Assert.That(done, Is.EqualTo(length / 8 * 8));
            Assert.That(values[..done], Is.EqualTo(expected[..done]), $"{length} from {first}, eight by eight");
        }
    }

    // Worked out by an independent implementation of the same network in Python.
    [TestCase("10", new[] { "8", "3", "6", "5", "4", "0", "9", "2", "1", "7" })]
    [TestCase("1000", new[] { "971", "7", "119", "888", "544", "484", "378", "600", "669", "908" })]
    [TestCase("1000000000000", new[] { "510136859176", "676543909478", "71006285015", "224211195985" })]
    [TestCase(
        "170141183460469231731687303715884105728",
        new[] { "86833701347278810444827596196230420322", "20240809518199400327791061153387356843", "135934101328711311927786122750798143785" })]
    public void Forward_Key42_IsPinned(string count, string[] expected)
    {
        var order = new IndexPermutation(UInt128.Parse(count, null), 42);
        var values = expected.Select((_, i) => order.Forward((UInt128)i).ToString(null, null));
        Assert.That(values, Is.EqualTo(expected));
    }

    // Chi-square of where one position goes, over many keys: 31 degrees of freedom, so above 70 has a chance of 1 in 10,000.
    [TestCase(32, 0, 32_000)]
    [TestCase(32, 31, 32_000)]
    [TestCase(1000, 0, 32_000)]
    [TestCase(1000, 999, 32_000)]
    [TestCase(100_003, 50_000, 32_000)]
    public void Forward_OnePositionOverManyKeys_IsUniform(int count, int position, int keys)
    {
        const int Bins = 32;
        var bins = new int[Bins];
        for (var key = 0; key < keys; key++)
            bins[(int)(new IndexPermutation((UInt128)count, (ulong)key).Forward((UInt128)position) * Bins / (UInt128)count)]++;
        Assert.That(ChiSquare(bins, BinSizes(count, Bins), keys), Is.LessThan(70));
    }

    private static readonly string[] LargeCounts =
        ["1000000000000", "9223372036854775807", "9223372036854775809", "1000000000000000000000000000000", "170141183460469231731687303715884105728"];

    // The same where counts are large: which 32nd of the range the first, a middle and the last position go to.
    [Test]
    public void Forward_PositionsOfALargeCountOverManyKeys_AreUniform([ValueSource(nameof(LargeCounts))] string text)
    {
        var count = UInt128.Parse(text, null);
        foreach (var position in new UInt128[] { 0, count / 3, count - 1 })
        {
            var bins = new int[32];
            for (var key = 0ul; key < 16_000; key++)
                bins[Bin(new IndexPermutation(count, key).Forward(position), count, 32)]++;
            Assert.That(ChiSquare(bins, [.. Enumerable.Repeat(1 / 32.0, 32)], 16_000), Is.LessThan(70), $"position {position}");
        }
    }

    // Differences between consecutive outputs, and the outputs' remainders by 64: high and low bits. 63 degrees of freedom.
    [Test]
    public void Forward_ConsecutiveOutputsOfALargeCount_HaveNoFixedStructure([ValueSource(nameof(LargeCounts))] string text)
    {
        var count = UInt128.Parse(text, null);
        var (steps, remainders) = (new int[64], new int[64]);
        for (var key = 0ul; key < 100; key++)
        {
            var order = new IndexPermutation(count, key);
            var before = order.Forward(count / 2);
            for (var i = 1u; i <= 500; i++)
            {
                var value = order.Forward(count / 2 + i);
                steps[Bin(value >= before ? value - before : count - before + value, count, 64)]++;
                remainders[(int)(value & 63)]++;
                before = value;
            }
        }

        double[] even = [.. Enumerable.Repeat(1 / 64.0, 64)];
        Assert.That(ChiSquare(steps, even, 50_000), Is.LessThan(113));
        Assert.That(ChiSquare(remainders, even, 50_000), Is.LessThan(113));
    }

    // Two independent orders: in which 8th of the range each has a position, 64 cells, for keys that differ in one bit.
    [Test]
    public void Forward_KeysThatDifferInOneBit_AreIndependent([ValueSource(nameof(LargeCounts))] string text)
    {
        var count = UInt128.Parse(text, null);
        var cells = new int[64];
        for (var key = 0ul; key < 200; key++)
        {
            for (var bit = 0; bit < 64; bit++)
            {
                var (left, right) = (new IndexPermutation(count, key).Forward(key), new IndexPermutation(count, key ^ 1ul << bit).Forward(key));
                cells[Bin(left, count, 8) * 8 + Bin(right, count, 8)]++;
            }
        }

        // The 200 left values are used 64 times each, so only the right ones are compared, within each row of the left.
        for (var row = 0; row < 8; row++)
        {
            var total = cells[(row * 8)..(row * 8 + 8)].Sum();
            Assert.That(ChiSquare(cells[(row * 8)..(row * 8 + 8)], [.. Enumerable.Repeat(1 / 8.0, 8)], total), Is.LessThan(30));      // 7 degrees of freedom
        }
    }

    // The pair (order[i], order[i+1]) over many keys: 5 x 4 ordered pairs, 19 degrees of freedom; 1 in 10,000 above 50.
    [Test]
    public void Forward_TwoNeighboursOverManyKeys_AreUniformPairs()
    {
        var bins = new int[25];
        for (var key = 0ul; key < 20_000; key++)
        {
            var order = new IndexPermutation(5, key);
            bins[(int)(order.Forward(2) * 5 + order.Forward(3))]++;
        }

        int[] off = [.. Enumerable.Range(0, 25).Where(i => i / 5 != i % 5).Select(i => bins[i])];
        Assert.That(Enumerable.Range(0, 5).Select(i => bins[6 * i]), Is.All.Zero);
        Assert.That(ChiSquare(off, [.. Enumerable.Repeat(0.05, 20)], 20_000), Is.LessThan(50));
    }

    // Differences between consecutive outputs, modulo the count, in 64 bins: 63 degrees of freedom; 1 in 10,000 above 113.
    [TestCase(1009)]
    [TestCase(65_536)]
    [TestCase(1_000_000)]
    public void Forward_ConsecutiveOutputs_HaveNoFixedStructure(int count)
    {
        const int Bins = 64;
        var bins = new int[Bins];
        var drawn = 0;
        for (var key = 0ul; key < 200; key++)
        {
            var order = new IndexPermutation((UInt128)count, key);
            for (var i = 0; i < 500; i++, drawn++)
            {
                var step = (order.Forward((UInt128)(i + 1)) + (UInt128)count - order.Forward((UInt128)i)) % (UInt128)count;
                bins[(int)(step * Bins / (UInt128)count)]++;
            }
        }

        Assert.That(ChiSquare(bins, BinSizes(count, Bins), drawn), Is.LessThan(113));
    }

    // Two independent orders of n agree in 1 place on average (Poisson), so 400 pairs agree in 400 ± 20 places.
    [Test]
    public void Forward_NeighbouringKeys_AgreeNoMoreThanByChance()
    {
        var agreements = 0;
        for (var key = 0ul; key < 400; key++)
        {
            var (left, right) = (new IndexPermutation(500, key), new IndexPermutation(500, key + 1));
            for (var i = 0; i < 500; i++)
                agreements += left.Forward((UInt128)i) == right.Forward((UInt128)i) ? 1 : 0;
        }

        Assert.That(agreements, Is.InRange(300, 500));
    }

    [Test]
    public void New_CountOutsideTheRange_NamesTheArgumentAndTheCount([Values] bool tooLarge)
    {
        var count = tooLarge ? TwoTo127 + 1 : 0;
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => _ = new IndexPermutation(count, 0));
        Assert.That(error!.ParamName, Is.EqualTo("count"));
        Assert.That(error.Message, Does.StartWith($"Needs 1 to 2^127 numbers, got {count}."));
    }

    [Test]
    public void ForwardAndBackward_OutsideTheRange_NameTheArgument()
    {
        var order = new IndexPermutation(1000, 0);
        var forward = Assert.Throws<ArgumentOutOfRangeException>(() => order.Forward(1000));
        var backward = Assert.Throws<ArgumentOutOfRangeException>(() => order.Backward(1001));
        Assert.That(forward!.ParamName, Is.EqualTo("position"));
        Assert.That(forward.Message, Does.StartWith("Needs 0 to 999, got 1000."));
        Assert.That(backward!.ParamName, Is.EqualTo("value"));
    }

    private static IEnumerable<UInt128> Probes(UInt128 count)
    {
        for (var i = 0u; i < 20; i++)
        {
            yield return i;
            yield return count - 1 - i;
        }

        for (var i = 0ul; i < 2000; i++)
            yield return new UInt128(SplitMix64.At(1, i), SplitMix64.At(2, i)) % count;
    }

    private static int Bin(UInt128 value, UInt128 count, int bins) => (int)((double)value / (double)count * bins) is var bin && bin == bins ? bins - 1 : bin;

    private static double[] BinSizes(int count, int bins)
    {
        var sizes = new double[bins];
        for (var i = 0L; i < count; i++)
            sizes[i * bins / count] += 1.0 / count;
        return sizes;
    }

    private static double ChiSquare(int[] observed, double[] shares, int total)
        => observed.Zip(shares, (o, share) => (o - total * share) * (o - total * share) / (total * share)).Sum();
}
