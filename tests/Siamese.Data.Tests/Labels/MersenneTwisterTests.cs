using TorchSharp.Siamese.Data.Labels;

namespace TorchSharp.Siamese.Data.Tests.Labels;

public class MersenneTwisterTests
{
    // The first and the 10,000th output for seed 5489 are in the C++ standard's test of mt19937 and its common references.
    [Test]
    public void Next_StandardSeed_GivesTheStandardNumbers()
    {
        var generator = new MersenneTwister(5489);
        var numbers = Enumerable.Range(0, 10_000).Select(_ => generator.Next()).ToList();
        Assert.That(numbers[0], Is.EqualTo(3499211612));
        Assert.That(numbers[9_999], Is.EqualTo(4123659995));
    }

    // numpy.random.RandomState(seed).permutation(10), as printed in many a tutorial.
    [TestCase(42u, new[] { 8, 1, 5, 0, 7, 2, 9, 4, 3, 6 })]
    [TestCase(0u, new[] { 2, 8, 4, 9, 1, 6, 7, 3, 0, 5 })]
    public void Shuffle_KnownSeed_GivesNumPysOrder(uint seed, int[] expected)
    {
        int[] items = [.. Enumerable.Range(0, 10)];
        new MersenneTwister(seed).Shuffle<int>(items);
        Assert.That(items, Is.EqualTo(expected));
    }
}
