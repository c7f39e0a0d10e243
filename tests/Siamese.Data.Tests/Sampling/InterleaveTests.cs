using TorchSharp.Siamese.Data.Sampling;

namespace TorchSharp.Siamese.Data.Tests.Sampling;

public class InterleaveTests
{
    [TestCase(1, 1, "+-+-+-+-")]
    [TestCase(1, 3, "+---+---")]
    [TestCase(3, 1, "+++-+++-")]
    [TestCase(2, 3, "+-+--+-+")]      // ceil(2r/5) = 0 1 1 2 2 2: it grows after r = 0 and after r = 2
    public void At_SmallRatios_SpreadEvenly(int first, int second, string expected)
    {
        var deal = new Interleave(first, second);
        Assert.That(string.Concat(Enumerable.Range(0, 8).Select(i => deal.At((ulong)i).IsFirst ? '+' : '-')), Is.EqualTo(expected));
    }

    [TestCase(1, 1)]
    [TestCase(1, 4)]
    [TestCase(5, 1)]
    [TestCase(2, 3)]
    [TestCase(6, 4)]
    [TestCase(7, 13)]
    [TestCase(1_000_000, 999_999)]
    public void PlaceOf_AnyNumber_IsWhereAtHasIt(int first, int second)
    {
        var deal = new Interleave(first, second);
        var counts = (First: 0ul, Second: 0ul);
        for (var place = 0ul; place < 200; place++)
        {
            var (isFirst, number) = deal.At(place);
            Assert.That(number, Is.EqualTo(isFirst ? counts.First++ : counts.Second++));
            Assert.That(isFirst ? deal.PlaceOfFirst(number) : deal.PlaceOfSecond(number), Is.EqualTo((UInt128)place));
        }
    }

    [Test]
    public void Merge_AnyRatioAndPlace_DealsAsAtDoes([Range(0, 59)] int round)
    {
        var random = CounterRandom.For(3, round);
        var largest = round % 3 == 0 ? int.MaxValue : 12;
        var deal = new Interleave(1 + random.Below(largest, 0), 1 + random.Below(largest, 1));
        var start = random.Below(round % 2 == 0 ? 40 : 1ul << 40, 2);
        ulong[] places = [.. Enumerable.Range(0, 100).Select(i => start + (ulong)i)];
        var (first, second) = (places.Where(p => deal.At(p).IsFirst).ToArray(), places.Where(p => !deal.At(p).IsFirst).ToArray());
        var dealt = new ulong[100];
        deal.Merge(start, first, second, dealt);
        Assert.That(dealt, Is.EqualTo(places));
        Assert.That(deal.FirstBefore(start + 100) - deal.FirstBefore(start), Is.EqualTo((ulong)first.Length));
    }

    // Windows of p + q places anywhere hold exactly p, and any two windows of one length differ by one at the most.
    [Test]
    public void At_RandomRatios_AreExactInEveryWindow([Range(0, 39)] int round)
    {
        var random = CounterRandom.For(4, round);
        var (first, second) = (1 + random.Below(40, 0), 1 + random.Below(40, 1));
        var deal = new Interleave(first, second);
        int[] before = [0, .. Enumerable.Range(0, 400).Select(i => (int)deal.FirstBefore((ulong)i + 1))];
        Assert.That(Enumerable.Range(0, 400).Select(i => before[i + 1] - before[i] == 1), Is.EqualTo(Enumerable.Range(0, 400).Select(i => deal.At((ulong)i).IsFirst)));
        for (var start = 0; start + first + second <= 400; start++)
            Assert.That(before[start + first + second] - before[start], Is.EqualTo(first));
        for (var length = 1; length < first + second; length++)
        {
            int[] held = [.. Enumerable.Range(0, 400 - length).Select(start => before[start + length] - before[start])];
            Assert.That(held.Max() - held.Min(), Is.LessThanOrEqualTo(1));
        }
    }
}
