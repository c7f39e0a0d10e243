using TorchSharp.Siamese.Data.Sampling;

namespace TorchSharp.Siamese.Data.Tests.Sampling;

public class CounterRandomTests
{
    // Worked out by an independent implementation in Python.
    [Test]
    public void Bits_KnownKeys_ArePinned()
    {
        Assert.Multiple(() =>
        {
            Assert.That(new CounterRandom(42).Bits(0), Is.EqualTo(0x57e1faba65107204));
            Assert.That(new CounterRandom(42).Bits(1), Is.EqualTo(0xf4abd143feb24055));
            Assert.That(new CounterRandom(42).Bits(2), Is.EqualTo(0x7c816738c12903b2));
            Assert.That(CounterRandom.For(42, 1).Bits(0), Is.EqualTo(0x0901d85e9f01fbb6));
            Assert.That(CounterRandom.For(42, 7, 1_000_000).Bits(0), Is.EqualTo(0xed19ab92e2e97d8a));
            Assert.That(CounterRandom.For(42, 7, 1_000_000, 3).Bits(5), Is.EqualTo(0x38f4cc7529f73331));
        });
    }

    [Test]
    public void DerivedNumbers_KnownKeys_ArePinned()
    {
        var random = new CounterRandom(42);
        Assert.Multiple(() =>
        {
            Assert.That(Enumerable.Range(0, 12).Select(i => random.Below(10, (ulong)i)), Is.EqualTo(new[] { 3, 9, 4, 0, 6, 0, 1, 7, 1, 7, 6, 1 }));
            Assert.That(random.Unit(0), Is.EqualTo(0.34329192209867343));
            Assert.That(random.Unit(1), Is.EqualTo(0.9557467261317436));
            Assert.That(CounterRandom.For(42, 7).Permutation(8), Is.EqualTo(new[] { 0, 3, 7, 5, 2, 4, 6, 1 }));
        });
    }

    [Test]
    public void For_SeedAndEpoch_AreNotInterchangeable()
    {
        Assert.Multiple(() =>
        {
            Assert.That(CounterRandom.For(42, 1), Is.Not.EqualTo(CounterRandom.For(43, 0)));
            Assert.That(CounterRandom.For(1, 2), Is.Not.EqualTo(CounterRandom.For(2, 1)));
            Assert.That(CounterRandom.For(1, 2, 3), Is.Not.EqualTo(CounterRandom.For(1, 3, 2)));
            Assert.That(CounterRandom.For(1, 2, 3).Fork(4), Is.EqualTo(CounterRandom.For(1, 2, 3, 4)));
        });
    }

    [Test]
    public void For_ManyKeys_AreDistinct()
    {
        var numbers = new HashSet<ulong>();
        for (var seed = 0ul; seed < 20; seed++)
        for (var epoch = 0; epoch < 20; epoch++)
        for (var index = 0; index < 20; index++)
            numbers.Add(CounterRandom.For(seed, epoch, index).Bits(0));
        Assert.That(numbers, Has.Count.EqualTo(8000));
    }

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(7)]
    [TestCase(1000)]
    public void Below_ManyDraws_StaysInRangeAndIsUniform(int bound)
    {
        var random = CounterRandom.For(3, bound);
        var counts = new int[bound];
        for (var i = 0; i < 1000 * bound; i++)
            counts[random.Below(bound, (ulong)i)]++;
        Assert.That(counts, Is.All.InRange(840, 1160));      // 1000 ± 5 standard deviations of 32
    }

    [Test]
    public void Unit_ManyDraws_FillsTheUnitInterval()
    {
        var random = new CounterRandom(8);
        double[] numbers = [.. Enumerable.Range(0, 12_000).Select(i => random.Unit((ulong)i))];
        Assert.That(numbers, Is.All.InRange(0.0, 1.0 - 1.0 / (1L << 53)));
        Assert.That(numbers.Average(), Is.EqualTo(0.5).Within(0.0132));                               // 5·√(1/12/12,000)
        Assert.That(numbers.Average(x => (x - 0.5) * (x - 0.5)), Is.EqualTo(1 / 12.0).Within(0.0035)); // 5·√(1/180/12,000)
    }

    [Test]
    public void Shuffle_AllOrdersOfFour_AreEquallyLikely()
    {
        var counts = new Dictionary<string, int>();
        for (var i = 0; i < 24_000; i++)
        {
            var order = string.Concat(CounterRandom.For(5, 0, i).Permutation(4));
            counts[order] = counts.GetValueOrDefault(order) + 1;
        }

        Assert.That(counts, Has.Count.EqualTo(24));
        Assert.That(counts.Values, Is.All.InRange(845, 1155));     // 1000 ± 5 standard deviations of 31
    }

    [Test]
    public void Permutation_OfNothing_IsEmpty() => Assert.That(new CounterRandom(1).Permutation(0), Is.Empty);

    [Test]
    public void BadArguments_AreNamed()
    {
        var random = new CounterRandom(1);
        Assert.Multiple(() =>
        {
            Assert.That(Assert.Throws<ArgumentOutOfRangeException>(() => random.Below(0, 0))!.ParamName, Is.EqualTo("bound"));
            Assert.That(Assert.Throws<ArgumentOutOfRangeException>(() => random.Below(0ul, 0))!.ParamName, Is.EqualTo("bound"));
            Assert.That(Assert.Throws<ArgumentOutOfRangeException>(() => random.Permutation(-1))!.ParamName, Is.EqualTo("count"));
            Assert.That(Assert.Throws<ArgumentOutOfRangeException>(() => CounterRandom.For(1, -1))!.ParamName, Is.EqualTo("epoch"));
            Assert.That(Assert.Throws<ArgumentOutOfRangeException>(() => CounterRandom.For(1, 0, -1))!.ParamName, Is.EqualTo("index"));
            Assert.That(Assert.Throws<ArgumentOutOfRangeException>(() => CounterRandom.For(1, 0, 0, -1))!.ParamName, Is.EqualTo("slot"));
        });
    }
}
