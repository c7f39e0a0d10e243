using static TorchSharp.torch;
using static TorchSharp.torchvision.transforms;

namespace TorchSharp.Local.Tests.TorchVision;

public class TransformRandomTests
{
    private DisposeScope _scope = null!;

    [SetUp]
    public void OpenScope()
    {
        _scope = NewDisposeScope();
        manual_seed(7);
    }

    [TearDown]
    public void CloseScope() => _scope.Dispose();

    [TestCase(0.0, 0)]
    [TestCase(1.0, 200)]
    public void Randomize_NeverOrAlways(double p, int expected) => Assert.That(Times(200, Randomize(Lambda(x => x + 1), p)), Is.EqualTo(expected));

    // 200 throws at 1/2: outside 70 to 130 once in 40,000 tries.
    [Test]
    public void Randomize_Half_IsAboutHalf() => Assert.That(Times(200, Randomize(Lambda(x => x + 1), 0.5)), Is.InRange(70, 130));

    [Test]
    public void Randomize_NotDone_IsTheInputItself()
    {
        var image = zeros(1, 2, 2);
        Assert.That(RandomHorizontalFlip(0).call(image), Is.SameAs(image));
    }

    [Test]
    public void RandomFlips_Always_Flip()
    {
        var image = arange(4, dtype: float32).reshape(1, 2, 2);
        Assert.That(RandomHorizontalFlip(1).call(image).data<float>().ToArray(), Is.EqualTo(new float[] { 1, 0, 3, 2 }));
        Assert.That(RandomVerticalFlip(1).call(image).data<float>().ToArray(), Is.EqualTo(new float[] { 2, 3, 0, 1 }));
        Assert.That(RandomApply([Invert(), Invert(), Invert()], 1).call(image).data<float>().ToArray(), Is.EqualTo(new float[] { 1, 0, -1, -2 }));
    }

    [Test]
    public void RandomChoice_TakesEachOfThem()
    {
        var choice = RandomChoice(Lambda(x => x + 1), Lambda(x => x + 10), Lambda(x => x + 100));
        var seen = Enumerable.Range(0, 60).Select(_ => choice.call(zeros(1)).item<float>()).ToHashSet();
        Assert.That(seen, Is.EquivalentTo(new[] { 1f, 10f, 100f }));
    }

    [Test]
    public void RandomOrder_TakesAllInEveryOrder()
    {
        var order = RandomOrder(Lambda(x => x + 1), Lambda(x => x * 2));
        var seen = Enumerable.Range(0, 60).Select(_ => order.call(ones(1)).item<float>()).ToHashSet();
        Assert.That(seen, Is.EquivalentTo(new[] { 3f, 4f }), "(1 x 2) + 1 or (1 + 1) x 2");
    }

    [Test]
    public void RandomRotation_OneAngle_IsThatRotation()
    {
        var image = arange(9, dtype: float32).reshape(1, 3, 3);
        Assert.That(RandomRotation((90, 90)).call(image).data<float>().ToArray(), Is.EqualTo(new float[] { 2, 5, 8, 1, 4, 7, 0, 3, 6 }));
        Assert.That(RandomRotation(0).call(image).data<float>().ToArray(), Is.EqualTo(image.data<float>().ToArray()));
    }

    [Test]
    public void RandomResizedCrop_GivesTheSizeAndOnlyPixelsOfTheImage()
    {
        var image = arange(100, dtype: float32).reshape(1, 10, 10);
        var crop = RandomResizedCrop(4, 6, 0.5, 0.9);
        for (var i = 0; i < 20; i++)
        {
            var window = crop.call(image);
            Assert.That(window.shape, Is.EqualTo(new long[] { 1, 4, 6 }));
            Assert.That(window.data<float>().ToArray(), Is.All.InRange(0f, 99f));
        }
        Assert.That(RandomResizedCrop(5, 1.0, 1.0).call(image).data<float>().ToArray()[..7], Is.EqualTo(new float[] { 0, 2, 4, 6, 8, 20, 22 }));
    }

    [Test]
    public void ColorJitter_OneBrightness_IsThatBrightness()
    {
        var image = full(1, 3, 2, 2, 0.5f);
        var darker = ColorJitter((0.5f, 0.5f), (1, 1), (1, 1), (0, 0)).call(image);
        Assert.That(darker.data<float>().ToArray(), Is.All.EqualTo(0.25f).Within(1e-6));
        Assert.That(ColorJitter().call(image).data<float>().ToArray(), Is.All.EqualTo(0.5f).Within(1e-6));
    }

    private static int Times(int tries, torchvision.ITransform transform) =>
        Enumerable.Range(0, tries).Count(_ => transform.call(zeros(1)).item<float>() == 1);
}
