using TorchSharp.Siamese.Data.Imaging;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Sources;
using TorchSharp.Siamese.Data.Tests.Sources;
using static TorchSharp.Siamese.Data.Tests.Imaging.AugmentationCases;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Tests.Imaging;

/// <summary>Augmentations made of augmentations.</summary>
public class ComposeTests
{
    private static readonly ImageShape Shape = new(1, 6, 5);
    private static readonly float[] Zero = new float[Shape.Length];

    [Test]
    public void Compose_DoesOneAfterTheOther()
    {
        var both = new Compose(Add(1), Multiply(10), Add(2));
        Assert.That(Changed(both, Zero, Shape, Keys(1)), Is.All.EqualTo(12f));
    }

    [Test]
    public void Compose_OneMoreAtTheEnd_LeavesTheDrawsBeforeIt()
    {
        var noise = new GaussianNoise(new(0.1, 2));
        var shorter = Changed(new Compose(noise, noise), Zero, Shape, Keys(1));
        var longer = Changed(new Compose(noise, noise, Add(100)), Zero, Shape, Keys(1));
        Assert.That(longer, Is.EqualTo(shorter.Select(v => v + 100)));
    }

    [Test]
    public void Compose_TheSameTwice_DrawsTwice()
    {
        var noise = new GaussianNoise(ValueRange.Only(1));
        var once = Changed(new Compose(noise), Zero, Shape, Keys(1));
        var second = Changed(new Compose(Add(0), noise), Zero, Shape, Keys(1));
        Assert.That(once.Zip(second).Count(p => p.First == p.Second), Is.Zero);
        Assert.That(Changed(new Compose(noise, noise), Zero, Shape, Keys(1)), Is.EqualTo(once.Zip(second, (a, b) => a + b)).Within(1e-6));
    }

    [Test]
    public void Compose_OfNothing_ChangesNoBit()
    {
        Assert.That(Changed(new Compose(), Noise(Shape), Shape, Keys(1)), Is.EqualTo(Noise(Shape)));
        Assert.That(ChangedAsTensor(new Compose(), Noise(Shape), Shape, Keys(1)), Is.EqualTo(Noise(Shape)));
    }

    // 1 : 0 : 3 of 8,000: 2,000 and 6,000, deviation 39.
    [Test]
    public void OneOf_Weights_AreTheSharesOfImages()
    {
        var images = Changed(new OneOf([Add(1), Add(2), Add(3)], [1, 0, 3]), new float[8000], new ImageShape(1, 1, 1), Keys(8000));
        Assert.That(images.Count(v => v == 1), Is.EqualTo(2000).Within(200));
        Assert.That(images.Count(v => v == 2), Is.Zero);
        Assert.That(images.Count(v => v == 3), Is.EqualTo(6000).Within(200));
    }

    [Test]
    public void OneOf_NoWeights_AreAllAsLikely()
    {
        var images = Changed(new OneOf(Add(1), Add(2), Add(3)), new float[9000], new ImageShape(1, 1, 1), Keys(9000));
        for (var part = 1; part <= 3; part++)
            Assert.That(images.Count(v => v == part), Is.EqualTo(3000).Within(230));
    }

    // + 1 then * 10 gives 10, * 10 then + 1 gives 1.
    [Test]
    public void RandomOrder_DoesAllInEveryOrder()
    {
        var images = Changed(new RandomOrder(Add(1), Multiply(10)), new float[4000], new ImageShape(1, 1, 1), Keys(4000));
        Assert.That(images.Count(v => v == 10), Is.EqualTo(2000).Within(160));
        Assert.That(images.Count(v => v == 1), Is.EqualTo(4000 - images.Count(v => v == 10)));
    }

    [Test]
    public void RandomOrder_APart_DrawsTheSameWhateverItsTurn()
    {
        var order = new RandomOrder(new GaussianNoise(ValueRange.Only(1)), Add(5));
        var expected = Changed(new Compose(new GaussianNoise(ValueRange.Only(1)), Add(5)), Zero, Shape, Keys(1));
        Assert.That(Changed(order, Zero, Shape, Keys(1)), Is.EqualTo(expected).Within(1e-5));
    }

    [TestCase(0.0, 0)]
    [TestCase(1.0, 4000)]
    [TestCase(0.3, 1200)]
    public void RandomApply_Probability_IsTheShareOfImages(double probability, int expected)
    {
        var images = Changed(new RandomApply(Add(1), probability), new float[4000], new ImageShape(1, 1, 1), Keys(4000));
        Assert.That(images.Count(v => v == 1), Is.EqualTo(expected).Within(probability is 0 or 1 ? 0 : 145));
    }

    // Whether a part is applied tells nothing about what it draws then.
    [Test]
    public void RandomApply_ThePart_DrawsApart()
    {
        var flips = new Compose(new RandomApply(new OneOf(Add(1), Add(2)), 0.5));
        var images = Changed(flips, new float[8000], new ImageShape(1, 1, 1), Keys(8000));
        Assert.That(images.Count(v => v == 1), Is.EqualTo(2000).Within(200));
        Assert.That(images.Count(v => v == 2), Is.EqualTo(2000).Within(200));
    }

    [Test]
    public void Unnormalized_ShowsThePartPixelValues()
    {
        var shape = new ImageShape(2, 1, 2);
        // v = normalised · std + mean: 10, 20 and 300, 400.
        float[] images = [-1, 0, -0.5f, 0.5f];
        float[]? seen = null;
        var spy = new Step(values => seen = values.ToArray());
        var result = Changed(new Unnormalized(spy, [20, 350], [10, 100]), images, shape, Keys(1));
        Assert.That(seen, Is.EqualTo(new float[] { 10, 20, 300, 400 }).Within(1e-4));
        Assert.That(result, Is.EqualTo(images).Within(1e-6));
    }

    [Test]
    public void Unnormalized_AnotherNumberOfChannels_NamesBoth()
    {
        var error = Assert.Throws<ArgumentException>(
            () => new Unnormalized(Add(1), [0, 0, 0], [1]).Apply(new float[30], Shape, Keys(1)));
        Assert.That(error!.ParamName, Is.EqualTo("shape"));
        Assert.That(error.Message, Does.StartWith("Needs images of 3 channels, one for each mean and deviation, got [1, 6, 5]."));
    }

    [Test]
    public void TransformAugmentation_CallsTheTransformForEachImage()
    {
        var calls = 0;
        var transform = new FunctionTransform(image =>
        {
            Assert.That(image.shape, Is.EqualTo(new long[] { 1, 1, 6, 5 }));
            return image + ++calls;
        });
        var images = Changed(new TransformAugmentation(transform), new float[3 * Shape.Length], Shape, Keys(3));
        Assert.That(images, Is.EqualTo(Enumerable.Range(0, 90).Select(i => 1f + (i / 30))));
        Assert.That(
            ChangedAsTensor(new TransformAugmentation(transform), new float[2 * Shape.Length], Shape, Keys(2)),
            Is.EqualTo(Enumerable.Range(0, 60).Select(i => 4f + (i / 30))));
    }

    [Test]
    public void TransformAugmentation_OfTorchvision_MixesWithOthers()
    {
        var mixed = new Compose(new TransformAugmentation(torchvision.transforms.HorizontalFlip()), new RandomHorizontalFlip(1));
        Assert.That(Changed(mixed, Noise(Shape, 3), Shape, Keys(3)), Is.EqualTo(Noise(Shape, 3)));
    }

    // What the documentation says it costs: torch's generator goes on, whatever the key.
    [Test]
    public void TransformAugmentation_ThatDraws_DependsOnTorchsGeneratorNotOnTheKey()
    {
        var draws = new TransformAugmentation(new FunctionTransform(image => image + rand(1)));
        manual_seed(5);
        var first = Changed(draws, Zero, Shape, Keys(1));
        var second = Changed(draws, Zero, Shape, Keys(1));
        manual_seed(5);
        Assert.That(Changed(draws, Zero, Shape, Keys(1, 99)), Is.EqualTo(first));
        Assert.That(second, Is.Not.EqualTo(first));
    }

    [Test]
    public void TransformAugmentation_AnotherShape_IsRefused()
    {
        var smaller = new TransformAugmentation(new FunctionTransform(image => image.narrow(2, 0, 3)));
        var error = Assert.Throws<InvalidOperationException>(() => Changed(smaller, Zero, Shape, Keys(1)));
        Assert.That(error!.Message, Does.StartWith("Needs float32 [1, 1, 6, 5] from the transform, got Float32 [1, 1, 3, 5]."));
    }

    // One that knows spans only goes by way of the CPU.
    [Test]
    public void Apply_ATensorByAnAugmentationForSpans_GivesTheSame() => Assert.That(
        ChangedAsTensor(Add(3), Noise(Shape, 2), Shape, Keys(2)), Is.EqualTo(Noise(Shape, 2).Select(v => v + 3)));

    // Loaders compare these words when a run is resumed.
    [Test]
    public void ToString_OfAWhole_TellsPartsAndOptions()
    {
        var whole = new Compose(
            new RandomHorizontalFlip(),
            new RandomApply(new RandomRotation(new(-5, 10), 0.5f), 0.25),
            new OneOf([new GaussianBlur(5, new(0.5, 1)), new RandomInvert(1)], [1, 3]),
            new Unnormalized(new RandomErasing(new RandomErasingOptions { Fill = 2 }), [1], [2, 3]));
        Assert.That(whole.ToString(), Is.EqualTo(
            "Compose(RandomHorizontalFlip(probability 0.5), "
            + "RandomApply(RandomRotation(-5..10 degrees, fill 0.5, probability 1), probability 0.25), "
            + "OneOf(GaussianBlur(kernel 5, sigma 0.5..1, probability 1), RandomInvert(values 0..1, probability 1); shares up to 0.25, 1), "
            + "Unnormalized(RandomErasing(RandomErasingOptions { Probability = 0.5, Area = 0.02..0.33, Ratio = 0.3..3.3, Fill = 2, "
            + "NoiseDeviation = 0 }, probability 0.5), mean 1, std 2 3))"));
    }

    [Test]
    public void Arguments_ThatAreWrong_NameThemselves()
    {
        AssertRefused<ArgumentException>("augmentations", "Needs augmentations, got null at 1.", () => _ = new Compose(Add(1), null!));
        AssertRefused<ArgumentException>("augmentations", "Needs at least 1 augmentation, got 0.", () => _ = new OneOf([]));
        AssertRefused<ArgumentException>("weights", "Needs 1 weights", () => _ = new OneOf([Add(1)], [1, 2]));
        AssertRefused<ArgumentException>("weights", "Needs 2 weights", () => _ = new OneOf([Add(1), Add(1)], [2, -1]));
        AssertRefused<ArgumentException>("weights", "Needs 1 weights", () => _ = new OneOf([Add(1)], [0]));
        AssertRefused<ArgumentException>(
            "augmentations", "Needs at most 256 augmentations, got 257.", () => _ = new RandomOrder([.. Enumerable.Repeat(Add(1), 257)]));
        AssertRefused<ArgumentOutOfRangeException>("probability", "Expected 0 to 1, got 2.", () => _ = new RandomApply(Add(1), 2));
        AssertRefused<ArgumentException>("mean", "Needs one number or one for each channel, finite", () => _ = new Unnormalized(Add(1), [], [1]));
        AssertRefused<ArgumentException>("std", "Needs one number or one for each channel, finite and above 0", () => _ = new Unnormalized(Add(1), [0], [0]));
        AssertRefused<ArgumentNullException>("transform", "", () => _ = new TransformAugmentation(null!));
        AssertRefused<ArgumentNullException>("augmentation", "", () => _ = new RandomApply(null!));
        AssertRefused<ArgumentNullException>("options", "", () => _ = new ColorJitter(null!));
    }

    private static void AssertRefused<TError>(string name, string text, Action make)
        where TError : ArgumentException
    {
        var error = Assert.Throws<TError>(() => make());
        Assert.That(error!.ParamName, Is.EqualTo(name));
        Assert.That(error.Message, Does.StartWith(text));
    }

    private static Step Add(float value) => new(values =>
    {
        for (var i = 0; i < values.Length; i++)
            values[i] += value;
    });

    private static Step Multiply(float value) => new(values =>
    {
        for (var i = 0; i < values.Length; i++)
            values[i] *= value;
    });

    private delegate void Change(Span<float> values);

    private sealed class Step(Change change) : IBatchAugmentation
    {
        public void Apply(Span<float> images, ImageShape shape, ReadOnlySpan<CounterRandom> randoms) => change(images);
    }
}
