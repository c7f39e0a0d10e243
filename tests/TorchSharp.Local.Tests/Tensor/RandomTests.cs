using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp.Local.Tests.Tensors;

public class RandomTests
{
    // What PyTorch gives on a CPU after manual_seed(42).
    private static readonly double[] FourNormal = [0.33669, 0.12881, 0.23446, 0.23033];
    private static readonly double[] EightInOrder = [6, 3, 0, 7, 2, 1, 4, 5];

    [Test]
    public void ManualSeed_TheSameNumbersAsPyTorch()
    {
        using var scope = NewDisposeScope();
        manual_seed(42);
        TensorAssert.Holds(randn(4), [4], FourNormal, 1e-5);
        manual_seed(42);
        TensorAssert.Holds(randperm(8), EightInOrder);
    }

    [Test]
    public void Generator_OfItsOwn_GivesTheSameAndLeavesTheDefaultAlone()
    {
        using var scope = NewDisposeScope();
        manual_seed(7);
        var expected = rand(3).data<float>().ToArray();
        manual_seed(7);
        using var generator = new Generator(42);
        TensorAssert.Holds(randn(4, generator: generator), [4], FourNormal, 1e-5);
        generator.manual_seed(42);
        TensorAssert.Holds(randperm(8, generator: generator), EightInOrder);
        Assert.That(rand(3).data<float>().ToArray(), Is.EqualTo(expected));
    }

    [Test]
    public void RngState_SetBack_RepeatsTheNumbers()
    {
        using var scope = NewDisposeScope();
        using var state = get_rng_state();
        var first = randn(5);
        set_rng_state(state);
        Assert.That(randn(5).Equals(first), Is.True);
    }

    [Test]
    public void Randint_StaysBelowHighAndReachesBothEnds()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var drawn = randint(-2, 3, [1000L]);
        Assert.That(drawn.dtype, Is.EqualTo(ScalarType.Int64));
        Assert.That((drawn.min().item<long>(), drawn.max().item<long>()), Is.EqualTo((-2, 2)));
        Assert.That(randint(10, [3L], ScalarType.Float32).dtype, Is.EqualTo(ScalarType.Float32));
        Assert.That(randint(10, [3L], complex64).shape, Is.EqualTo(new long[] { 3 }));
        Assert.That(randint_int(5, 6), Is.EqualTo(5));
        Assert.That(randint_long(5, 6), Is.EqualTo(5));
    }

    [Test]
    public void Randint_OutsideTheType_NamesTheArgument()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => randint(0, 1000, [2L], ScalarType.Byte));
        Assert.That(error!.ParamName, Is.EqualTo("high"));
        Assert.Throws<ExternalException>(() => randint(3, 3, [2L]));
    }

    [Test]
    public void Rand_IntegerType_NamesTheFunction()
    {
        Assert.That(Assert.Throws<ArgumentException>(() => rand(2, ScalarType.Int64))!.Message, Does.StartWith("torch.rand()"));
        Assert.That(Assert.Throws<ArgumentException>(() => randn(2, ScalarType.Int64))!.Message, Does.StartWith("torch.randn()"));
    }

    // Mean and standard deviation of 100,000 draws; the tolerance is over four standard errors.
    private static readonly Dictionary<string, (Func<Tensor, Tensor> Fill, double Mean, double Deviation)> Distributions = new()
    {
        ["uniform_"] = (t => t.uniform_(-1, 3), 1, 4 / Math.Sqrt(12)),
        ["normal_"] = (t => t.normal_(2, 0.5), 2, 0.5),
        ["bernoulli_"] = (t => t.bernoulli_(0.25), 0.25, Math.Sqrt(0.1875)),
        ["exponential_"] = (t => t.exponential_(2), 0.5, 0.5),
        ["random_"] = (t => t.random_(0, 10), 4.5, Math.Sqrt(8.25)),
        ["geometric_"] = (t => t.geometric_(0.5), 2, Math.Sqrt(2)),
        ["rand_like"] = (t => t.rand_like(), 0.5, 1 / Math.Sqrt(12)),
        ["randn_like"] = (t => t.randn_like(), 0, 1),
        ["poisson"] = (t => t.fill_(4).poisson(), 4, 2),
        ["normal"] = (t => normal(1, 2, t.shape), 1, 2),
    };

    private static string[] Names => [.. Distributions.Keys];

    [TestCaseSource(nameof(Names))]
    public void Distribution_ManyDraws_HasItsMeanAndDeviation(string name)
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        var (fill, mean, deviation) = Distributions[name];
        var drawn = fill(empty(100_000));
        Assert.That(drawn.mean().item<float>(), Is.EqualTo(mean).Within(0.02));
        Assert.That(drawn.std().item<float>(), Is.EqualTo(deviation).Within(0.02));
    }

    [Test]
    public void Multinomial_DrawsOnlyWhatHasWeight()
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        var drawn = tensor(new[] { 0f, 1, 0, 3 }).multinomial(1000, replacement: true);
        Assert.That(drawn.data<long>().Distinct().Order(), Is.EqualTo(new[] { 1L, 3 }));
        Assert.That((drawn == 3).sum().item<long>(), Is.EqualTo(750).Within(60));
        Assert.Throws<ExternalException>(() => tensor(new[] { -1f, 2 }).multinomial(1));
    }

    [Test]
    public void Randperm_IsAPermutation()
    {
        using var scope = NewDisposeScope();
        Assert.That(randperm(100).data<long>().Order(), Is.EqualTo(Enumerable.Range(0, 100)));
    }
}
