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
}
