using TorchSharp.Siamese.Data.Tuples;

namespace TorchSharp.Siamese.Data.Tests.Tuples;

public class SplitMix64Tests
{
    // The sequence that implementations of SplitMix64 in other languages publish for seed 1234567.
    [TestCase(0ul, 6457827717110365317ul)]
    [TestCase(1ul, 3203168211198807973ul)]
    [TestCase(2ul, 9817491932198370423ul)]
    [TestCase(3ul, 4593380528125082431ul)]
    [TestCase(4ul, 16408922859458223821ul)]
    public void At_PublishedSeed_GivesThePublishedSequence(ulong position, ulong expected)
        => Assert.That(SplitMix64.At(1234567, position), Is.EqualTo(expected));

    [Test]
    public void Branch_IsNotCommutative()
    {
        var ab = SplitMix64.Branch(SplitMix64.Branch(5, 1), 2);
        var ba = SplitMix64.Branch(SplitMix64.Branch(5, 2), 1);
        Assert.That(ab, Is.Not.EqualTo(ba));
    }

    [Test]
    public void Below_BoundOfThreeQuartersOfTheRange_RefusesSoThatResiduesStayUniform()
    {
        // With bound 3·2^62 four inputs share three outputs: without refusal one residue in three would come twice as often.
        var counts = new int[3];
        for (var i = 0ul; i < 30_000; i++)
            counts[SplitMix64.Below(SplitMix64.At(9, i), 3ul << 62) % 3]++;
        Assert.That(counts, Is.All.InRange(9_600, 10_400));     // 10,000 ± 5 standard deviations of 82
    }

    [Test]
    public void Below_BoundOfOne_IsZero() => Assert.That(SplitMix64.Below(ulong.MaxValue, 1), Is.Zero);
}
