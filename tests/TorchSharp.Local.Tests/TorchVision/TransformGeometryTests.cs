using static TorchSharp.torch;
using static TorchSharp.torchvision.transforms;

namespace TorchSharp.Local.Tests.TorchVision;

public class TransformGeometryTests
{
    private DisposeScope _scope = null!;

    [SetUp]
    public void OpenScope() => _scope = NewDisposeScope();

    [TearDown]
    public void CloseScope() => _scope.Dispose();

    /// <summary>One channel of rows x columns: 0, 1, 2...</summary>
    private static Tensor Count(int rows, int columns) => arange(rows * columns, dtype: float32).reshape(1, rows, columns);

    private static float[] Values(Tensor image) => image.contiguous().data<float>().ToArray();

    [Test]
    public void Flips_MirrorColumnsOrRows()
    {
        Assert.That(Values(HorizontalFlip().call(Count(2, 3))), Is.EqualTo(new float[] { 2, 1, 0, 5, 4, 3 }));
        Assert.That(Values(VerticalFlip().call(Count(2, 3))), Is.EqualTo(new float[] { 3, 4, 5, 0, 1, 2 }));
    }

    [Test]
    public void Crop_PastTheEdge_IsFilledWithZeros()
    {
        Assert.That(Values(Crop(1, 1, 2, 2).call(Count(3, 3))), Is.EqualTo(new float[] { 4, 5, 7, 8 }));
        Assert.That(Values(Crop(-1, 2, 3, 2).call(Count(3, 3))), Is.EqualTo(new float[] { 0, 0, 2, 0, 5, 0 }));
    }

    [Test]
    public void CenterCrop_TakesTheMiddle()
    {
        Assert.That(Values(CenterCrop(2).call(Count(4, 4))), Is.EqualTo(new float[] { 5, 6, 9, 10 }));
        Assert.That(CenterCrop(3, 1).call(zeros(2, 3, 5, 5)).shape, Is.EqualTo(new long[] { 2, 3, 3, 1 }));
        Assert.That(() => CenterCrop(0), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void Pad_InTheOrderOfEachOfTheTwo()
    {
        Assert.That(Pad([1, 2, 0, 0]).call(Count(2, 2)).shape, Is.EqualTo(new long[] { 1, 2, 5 }), "left, right, top, bottom");
        Assert.That(Values(functional.pad(Count(1, 1) + 7, [1L, 0, 0, 1], 9)), Is.EqualTo(new float[] { 9, 7, 9, 9 }), "left, top, right, bottom");
        Assert.That(functional.pad(Count(2, 2), 1).shape, Is.EqualTo(new long[] { 1, 4, 4 }));
        Assert.That(functional.pad(Count(2, 2), (1, 2)).shape, Is.EqualTo(new long[] { 1, 6, 4 }));
        Assert.That(() => functional.pad(Count(2, 2), [1L, 2, 3]), Throws.ArgumentException);
    }

    [TestCase(4, 8, 2, 2, 4)]
    [TestCase(8, 4, 2, 4, 2)]
    [TestCase(5, 5, 2, 2, 2)]
    [TestCase(3, 5, 2, 2, 3)]
    public void Resize_OneSize_IsTheShorterSideAndKeepsProportions(int rows, int columns, int size, int newRows, int newColumns) =>
        Assert.That(Resize(size).call(zeros(3, rows, columns)).shape, Is.EqualTo(new long[] { 3, newRows, newColumns }));

    // Doubling: nearest repeats; bilinear puts 1/4 and 3/4 between two pixels and keeps the edge.
    [Test]
    public void Resize_Doubled_ByEachInterpolation()
    {
        var pair = tensor(new[] { 0f, 4f }).reshape(1, 1, 2);
        Assert.That(Values(Resize(1, 4).call(pair)), Is.EqualTo(new float[] { 0, 0, 4, 4 }));
        Assert.That(Values(Resize(1, 4, InterpolationMode.Bilinear).call(pair)), Is.EqualTo(new float[] { 0, 1, 3, 4 }));
        Assert.That(Values(Resize(1, 1, InterpolationMode.Area).call(pair)), Is.EqualTo(new float[] { 2 }));
    }

    // A triangle as wide as the step: weights 1, 3, 3, 1 of 8 in the middle.
    [Test]
    public void Resize_HalvedWithAntialias_AveragesOverTheTriangle()
    {
        var row = tensor(new[] { 0f, 8f, 16f, 24f, 32f, 40f, 48f, 56f }).reshape(1, 1, 8);
        var half = Values(Resize(1, 4, InterpolationMode.Bilinear, antialias: true).call(row));
        Assert.That(half[1], Is.EqualTo((8 + 3 * 16 + 3 * 24 + 32) / 8f).Within(1e-5));
        Assert.That(half[2], Is.EqualTo((24 + 3 * 32 + 3 * 40 + 48) / 8f).Within(1e-5));
    }

    [Test]
    public void Resize_Bytes_AreRoundedBytes()
    {
        var bytes = tensor(new byte[] { 0, 10 }).reshape(1, 1, 2);
        var resized = Resize(1, 4, InterpolationMode.Bilinear).call(bytes);
        Assert.That(resized.data<byte>().ToArray(), Is.EqualTo(new byte[] { 0, 2, 8, 10 }), "2.5 and 7.5 to the even neighbour");
    }

    [Test]
    public void Resize_SameSize_IsTheInputItself()
    {
        var image = Count(2, 3);
        Assert.That(Resize(2, 3).call(image), Is.SameAs(image));
    }

    [Test]
    public void Resize_ShorterSidePastMaxSize_IsRefused() =>
        Assert.That(() => Resize(9, maxSize: 8).call(Count(4, 8)), Throws.ArgumentException.With.Message.Contains("maxSize = 8"));

    [Test]
    public void ResizedCrop_ResizesAWindow()
    {
        Assert.That(Values(ResizedCrop(1, 1, 2, 2, 1, 1).call(Count(4, 4))), Is.EqualTo(new float[] { 5 }));
        Assert.That(Values(functional.resized_crop(Count(4, 4), 0, 2, 2, 2, 4, 1)), Is.EqualTo(new float[] { 2, 2, 6, 6 }));
        Assert.That(() => functional.resized_crop(Count(4, 4), 0, 3, 2, 2, 4, 1), Throws.ArgumentException);
    }

    [Test]
    public void Rotate_QuarterTurn_IsCounterclockwise()
    {
        Assert.That(Values(Rotate(90).call(Count(3, 3))), Is.EqualTo(new float[] { 2, 5, 8, 1, 4, 7, 0, 3, 6 }));
        Assert.That(Values(Rotate(180).call(Count(2, 3))), Is.EqualTo(new float[] { 5, 4, 3, 2, 1, 0 }));
    }

    // Corners rounded outwards to whole pixels of the image. 10 x 10: from 5 - 7.07 to 5 + 7.07 is -3 to 13; by 30 degrees
    // 5 -+ 6.83 is -2 to 12. 6 rows x 10 columns: rows 3 -+ 5.10 are -3 to 9, columns 5 -+ 5.83 are -1 to 11.
    [TestCase(45, 10, 10, 16, 16)]
    [TestCase(30, 10, 10, 14, 14)]
    [TestCase(30, 6, 10, 12, 12)]
    public void Rotate_Expanded_HoldsTheWholeImage(float angle, int rows, int columns, int newRows, int newColumns) =>
        Assert.That(Rotate(angle, expand: true).call(zeros(1, rows, columns)).shape, Is.EqualTo(new long[] { 1, newRows, newColumns }));

    [TestCase(InterpolationMode.Nearest)]
    [TestCase(InterpolationMode.Bilinear)]
    public void Rotate_Fill_ComesInFromOutside(InterpolationMode mode)
    {
        var turned = Rotate(45, mode, fill: [7f]).call(zeros(2, 1, 9, 9));
        Assert.That(turned.shape, Is.EqualTo(new long[] { 2, 1, 9, 9 }));
        Assert.That(turned[1, 0, 0, 0].item<float>(), Is.EqualTo(7));
        Assert.That(turned[1, 0, 4, 4].item<float>(), Is.EqualTo(0));
    }

    // The corner (0, 0) turned half about the pixel (1, 1) of continuous coordinates falls on the pixel (1, 1).
    [Test]
    public void Rotate_Center_StaysWhereItIs()
    {
        var image = zeros(1, 5, 5);
        image[0, 0, 0] = tensor(1f);
        var turned = Rotate(180, center: (1, 1)).call(image);
        Assert.That(turned[0, 1, 1].item<float>(), Is.EqualTo(1));
        Assert.That(turned.sum().item<float>(), Is.EqualTo(1));
    }

    [TestCase(false)]
    [TestCase(true)]
    public void Erase_PutsTheValueInAWindow(bool inplace)
    {
        var image = Count(2, 3);
        var erased = Erase(0, 1, 2, 2, tensor(-1f), inplace).call(image);
        Assert.That(Values(erased), Is.EqualTo(new float[] { 0, -1, -1, 3, -1, -1 }));
        Assert.That(Values(image), inplace ? Is.EqualTo(Values(erased)) : Is.EqualTo(new float[] { 0, 1, 2, 3, 4, 5 }));
    }

    [Test]
    public void GetDimensions_CountsFromTheEnd()
    {
        Assert.That(functional.get_dimensions(zeros(9, 3, 4, 5)), Is.EqualTo((3L, 4L, 5L)));
        Assert.That(functional.get_dimensions(zeros(4, 5)), Is.EqualTo((1L, 4L, 5L)));
    }
}
