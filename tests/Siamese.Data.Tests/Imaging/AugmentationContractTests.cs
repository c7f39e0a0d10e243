using TorchSharp.Siamese.Data.Imaging;
using TorchSharp.Siamese.Data.Loading;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Sources;
using TorchSharp.Siamese.TestSupport;
using static TorchSharp.Siamese.Data.Tests.Imaging.AugmentationCases;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Tests.Imaging;

/// <summary>What every augmentation promises, whatever it does.</summary>
[TestFixtureSource(typeof(AugmentationCases), nameof(All))]
public class AugmentationContractTests(IBatchAugmentation augmentation)
{
    private static readonly ImageShape Color = new(3, 21, 18);

    [TestCase(1, 1, 1, TestName = "Apply_BothForms_Agree(1x1x1)")]
    [TestCase(3, 1, 1, TestName = "Apply_BothForms_Agree(3x1x1)")]
    [TestCase(1, 1, 9, TestName = "Apply_BothForms_Agree(1x1x9)")]
    [TestCase(3, 7, 1, TestName = "Apply_BothForms_Agree(3x7x1)")]
    [TestCase(2, 5, 6, TestName = "Apply_BothForms_Agree(2x5x6)")]
    [TestCase(4, 8, 16, TestName = "Apply_BothForms_Agree(4x8x16)")]
    [TestCase(1, 28, 28, TestName = "Apply_BothForms_Agree(1x28x28)")]
    [TestCase(3, 33, 47, TestName = "Apply_BothForms_Agree(3x33x47)")]
    public void Apply_BothForms_Agree(int channels, int height, int width)
    {
        var shape = new ImageShape(channels, height, width);
        var (images, keys) = (Noise(shape, 12), Keys(12));
        var expected = Changed(augmentation, images, shape, keys);
        Assert.That(expected, Has.All.Matches<float>(float.IsFinite));
        Assert.That(ChangedAsTensor(augmentation, images, shape, keys), Is.EqualTo(expected).Within(1e-4));
    }

    [Test]
    public void Apply_ManyKeys_ChangesSomething() =>
        Assert.That(Changed(augmentation, Noise(Color, 12), Color, Keys(12)), Is.Not.EqualTo(Noise(Color, 12)));

    [Test]
    public void Apply_AnImage_DependsOnItsOwnKeyOnly()
    {
        var (images, keys) = (Noise(Color, 8), Keys(8));
        var whole = Changed(augmentation, images, Color, keys);
        for (var i = 0; i < keys.Length; i++)
        {
            var part = (i * Color.Length)..((i + 1) * Color.Length);
            Assert.That(Changed(augmentation, images[part], Color, keys[i]), Is.EqualTo(whole[part]), $"image {i}");
        }
    }

    [Test]
    public void Apply_SeveralThreadsAtOnce_GiveTheSame()
    {
        var (images, keys) = (Noise(Color, 6), Keys(6));
        var expected = Changed(augmentation, images, Color, keys);
        var results = new float[8][];
        Parallel.For(0, results.Length, i => results[i] = Changed(augmentation, images, Color, keys));
        Assert.That(results, Is.All.EqualTo(expected));
    }

    [Test]
    public void Apply_Tensor_LeavesItsArgumentAndOnlyTheResultAlive()
    {
        using var batch = tensor(Noise(Color, 5)).view(5, 3, 21, 18);
        LeakCheck.LeavesOnlyItsResult(() => augmentation.Apply(batch, Keys(5)));
        Assert.That(batch.data<float>().ToArray(), Is.EqualTo(Noise(Color, 5)));
    }

    [Test]
    public void Apply_TensorOfAnotherLayout_GivesTheSame()
    {
        using var scope = NewDisposeScope();
        var batch = tensor(Noise(Color, 5)).view(5, 3, 21, 18);
        var channelsLast = batch.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
        var (expected, got) = (augmentation.Apply(batch, Keys(5)), augmentation.Apply(channelsLast, Keys(5)));
        Assert.That(got.contiguous().data<float>().ToArray(), Is.EqualTo(expected.contiguous().data<float>().ToArray()).Within(1e-5));
    }

    [Test]
    public void Apply_InSteadyState_AllocatesNothing()
    {
        var (images, keys) = (Noise(Color, 8), Keys(8));
        for (var i = 0; i < 3; i++)
            augmentation.Apply(images, Color, keys);
        var before = GC.GetAllocatedBytesForCurrentThread();
        augmentation.Apply(images, Color, keys);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    [Test]
    public void Apply_NoImages_GivesNone()
    {
        Assert.DoesNotThrow(() => augmentation.Apply([], Color, []));
        using var none = empty(0, 3, 21, 18);
        using var result = augmentation.Apply(none, []);
        Assert.That(result.shape, Is.EqualTo(new long[] { 0, 3, 21, 18 }));
    }

    [Test]
    public void Apply_LengthThatDoesNotFit_NamesBoth()
    {
        var error = Assert.Throws<ArgumentException>(() => augmentation.Apply(new float[Color.Length], Color, Keys(2)));
        Assert.That(error!.ParamName, Is.EqualTo("images"));
        Assert.That(error.Message, Does.StartWith("Needs 2 images [3, 21, 18], one for each key, 2268 values, got 1134."));
    }

    [Test]
    public void Apply_ShapeWithoutAPixel_NamesIt()
    {
        var error = Assert.Throws<ArgumentException>(() => augmentation.Apply([], new ImageShape(3, 0, 5), Keys(2)));
        Assert.That(error!.ParamName, Is.EqualTo("shape"));
        Assert.That(error.Message, Does.StartWith("Needs sizes of 1 or more, got [3, 0, 5]."));
    }

    [Test]
    public void Apply_TensorThatDoesNotFit_NamesWhatCame()
    {
        using var scope = NewDisposeScope();
        foreach (var (images, text) in new[]
        {
            (zeros(3, 1, 4, 4), "Float32 [3, 1, 4, 4]"), (zeros(2, 4, 4), "Float32 [2, 4, 4]"),
            (zeros([2, 1, 4, 4], ScalarType.Byte), "Byte [2, 1, 4, 4]"), (zeros(2, 1, 0, 4), "Float32 [2, 1, 0, 4]"),
        })
        {
            var error = Assert.Throws<ArgumentException>(() => augmentation.Apply(images, Keys(2)));
            Assert.That(error!.ParamName, Is.EqualTo("images"));
            Assert.That(error.Message, Does.StartWith($"Needs float32 images [2, C, H, W], one for each key, sizes of 1 or more, got {text}."));
        }
    }

    [Test]
    public void Loading_AnyWorkers_GivesTheSameBits_AndSoDoTheKeysAfterLoading()
    {
        var pixels = new byte[24 * Color.Length];
        new Random(5).NextBytes(pixels);
        var source = new InMemoryImages(pixels, Color, [.. Enumerable.Range(0, 24)]);
        float[][] Batches(IBatchAugmentation? changed, int workers, int prefetch)
        {
            var options = new LoaderOptions { Augmentation = changed, Seed = 9, Workers = workers, Prefetch = prefetch };
            var loader = new BatchLoader(source, new SequentialBatchSampler(24, 8), CPU, options);
            return [.. loader.Epoch(3).Select(batch =>
            {
                using (batch)
                    return batch.Images.data<float>().ToArray();
            })];
        }

        var expected = Batches(augmentation, 0, 1);
        Assert.That(Batches(augmentation, 3, 8), Is.EqualTo(expected));
        var plain = Batches(null, 0, 1);
        var keys = new CounterRandom[8];
        for (var number = 0; number < plain.Length; number++)
        {
            AugmentationKeys.Fill(9, 3, number, keys);
            Assert.That(ChangedAsTensor(augmentation, plain[number], Color, keys), Is.EqualTo(expected[number]).Within(1e-4));
        }
    }

    [Test]
    public void Apply_OnCuda_AgreesWithTheCpu()
    {
        var device = CudaDevice.Needed();
        var (images, keys) = (Noise(Color, 6), Keys(6));
        var expected = Changed(augmentation, images, Color, keys);
        Assert.That(ChangedAsTensor(augmentation, images, Color, keys, device), Is.EqualTo(expected).Within(1e-4));
    }
}
