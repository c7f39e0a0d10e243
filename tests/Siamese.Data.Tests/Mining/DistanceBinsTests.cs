using TorchSharp.Siamese.Data.Mining;

namespace TorchSharp.Siamese.Data.Tests.Mining;

public class DistanceBinsTests
{
    // A limit may come out of the division a little below its own number.
    [Test]
    public void BinOf_EveryLimit_BelongsToTheBinThatItBegins()
    {
        var below = 0;
        for (var bins = 1; bins <= 100; bins++)
        {
            var (low, high) = (0.1 + (bins * 0.013), 1.9 - (bins * 0.0007));
            var histogram = new DistanceBins(bins);
            histogram.See(low, 0, 1);
            histogram.See(high, 0, 2);
            histogram.Cut();
            for (var i = 0; i < bins; i++)
            {
                Assert.That(histogram.BinOf(histogram.Edges[i]), Is.EqualTo(i), $"limit {i} of {bins} bins");
                below += (int)((histogram.Edges[i] - low) / ((high - low) / bins)) < i ? 1 : 0;
            }
            Assert.That(histogram.BinOf(high), Is.EqualTo(bins - 1), "the last limit ends the last bin");
        }
        Assert.That(below, Is.GreaterThan(0), "no division shows anything");
    }
}
