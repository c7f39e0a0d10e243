using TorchSharp.Siamese.Data.Imaging;
using TorchSharp.Siamese.Data.Sampling;

namespace TorchSharp.Siamese.Data.Tests.Imaging;

public class AugmentationKeysTests
{
    [Test]
    public void Fill_SeedEpochBatchAndPlace_AllMatter()
    {
        var all = new List<CounterRandom>();
        foreach (var seed in new ulong[] { 0, 1 })
        {
            foreach (var epoch in new[] { 0, 1 })
            {
                foreach (var batch in new[] { 0L, 1 })
                    all.AddRange(Keys(seed, epoch, batch, 3));
            }
        }
        Assert.That(all, Is.Unique);
    }

    [Test]
    public void Fill_FewerPlaces_GivesTheSameFirstOnes() => Assert.That(Keys(5, 2, 9, 8)[..3], Is.EqualTo(Keys(5, 2, 9, 3)));

    // A sampler with the same seed draws from For(seed, epoch) and what lies below it; augmentation must not repeat it.
    [Test]
    public void Fill_SharesNoKeyWithASamplerOfTheSameSeed()
    {
        var sampler = Enumerable.Range(0, 100).Select(i => CounterRandom.For(5, 2, i))
            .Concat(Enumerable.Range(0, 100).Select(i => CounterRandom.For(5, 2, 9, i)));
        Assert.That(Keys(5, 2, 9, 100).Intersect(sampler), Is.Empty);
    }

    private static CounterRandom[] Keys(ulong seed, int epoch, long batch, int count)
    {
        var keys = new CounterRandom[count];
        AugmentationKeys.Fill(seed, epoch, batch, keys);
        return keys;
    }
}
