using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Local.Tests.NN;

/// <summary>Expected values are PyTorch 1.13's unless they can be read off.</summary>
public class ResamplingTests
{
    private static Tensor Image() => Values.Count(1, 1, 1, 1, 4, 4);

    [Test]
    public void Pad_Modes_FillTheBorder()
    {
        using var scope = NewDisposeScope();
        var x = Image()[.., .., ..2, ..3];   // 1 2 3 / 5 6 7
        Values.Same(functional.pad(x, [1, 2, 1, 0], PaddingModes.Reflect), [6, 5, 6, 7, 6, 5, 2, 1, 2, 3, 2, 1, 6, 5, 6, 7, 6, 5]);
        Values.Same(functional.pad(x, [1, 2, 1, 0], PaddingModes.Replicate), [1, 1, 2, 3, 3, 3, 1, 1, 2, 3, 3, 3, 5, 5, 6, 7, 7, 7]);
        Values.Same(functional.pad(x, [1, 2, 1, 0], PaddingModes.Circular), [7, 5, 6, 7, 5, 6, 3, 1, 2, 3, 1, 2, 7, 5, 6, 7, 5, 6]);
        Values.Same(functional.pad(x, (0, 1), value: -1), [1, 2, 3, -1, 5, 6, 7, -1]);
        Assert.That(functional.pad(x, 1).shape, Is.EqualTo(new long[] { 3, 3, 4, 5 }));
    }

    [Test]
    public void PaddingModules_SamePadding_AgreeWithTheFunction()
    {
        using var scope = NewDisposeScope();
        var x = Image();
        Values.Same(ConstantPad2d((1, 0, 0, 2), 9).call(x), Values.Of(functional.pad(x, (1, 0, 0, 2), value: 9)));
        Values.Same(ZeroPad2d(1).call(x), Values.Of(functional.pad(x, (1, 1, 1, 1))));
        Values.Same(ReflectionPad2d(2).call(x), Values.Of(functional.pad(x, (2, 2, 2, 2), PaddingModes.Reflect)));
        Values.Same(ReplicationPad2d(2).call(x), Values.Of(functional.pad(x, (2, 2, 2, 2), PaddingModes.Replicate)));
        Values.Same(ReflectionPad1d((1, 0)).call(x[0]), Values.Of(functional.pad(x[0], (1, 0), PaddingModes.Reflect)));
    }

    [Test]
    public void Interpolate_Modes_GivePyTorchsValues()
    {
        using var scope = NewDisposeScope();
        var four = Image()[.., .., ..2, ..2];   // 1 2 / 5 6
        Values.Same(functional.interpolate(four, [3, 3], mode: InterpolationMode.Bilinear), [1, 1.5, 2, 3, 3.5, 4, 5, 5.5, 6]);
        Values.Same(functional.interpolate(four, scale_factor: [2, 2]), [1, 1, 2, 2, 1, 1, 2, 2, 5, 5, 6, 6, 5, 5, 6, 6]);
        Values.Same(functional.interpolate(Image(), [2, 2], mode: InterpolationMode.Area), [3.5, 5.5, 11.5, 13.5]);
        Values.Same(functional.interpolate(Image(), scale_factor: [0.5, 0.5], mode: InterpolationMode.Bicubic), [3.03125, 5.21875, 11.78125, 13.96875]);
        Values.Same(functional.interpolate(Image(), [2, 2], mode: InterpolationMode.Bilinear, antialias: true),
            [4.571428571, 6.142857143, 10.857142857, 12.428571429]);
    }

    [Test]
    public void Upsample_Module_AgreesWithTheFunction()
    {
        using var scope = NewDisposeScope();
        using var module = Upsample(scale_factor: [2, 2], mode: UpsampleMode.Bilinear, align_corners: true);
        Values.Same(module.call(Image()), Values.Of(functional.interpolate(Image(), scale_factor: [2, 2], mode: InterpolationMode.Bilinear, align_corners: true)));
        Assert.That(module.scale_factor.ToArray(), Is.EqualTo(new[] { 2.0, 2.0 }));
        Assert.That(module.size.IsEmpty);
    }

    [Test]
    public void GridSample_QuarterTurn_TurnsTheImage()
    {
        using var scope = NewDisposeScope();
        var turn = tensor(new[] { 0.0, -1, 0, 1, 0, 0 }, [1, 2, 3]);
        var grid = functional.affine_grid(turn, [1, 1, 4, 4]);
        Values.Same(functional.grid_sample(Image(), grid, align_corners: false), [4, 8, 12, 16, 3, 7, 11, 15, 2, 6, 10, 14, 1, 5, 9, 13]);
    }

    [TestCase(GridSampleMode.Bilinear, GridSamplePaddingMode.Border, 7, 13.5)]
    [TestCase(GridSampleMode.Bilinear, GridSamplePaddingMode.Reflection, 8.5, 13.5)]
    [TestCase(GridSampleMode.Nearest, GridSamplePaddingMode.Zeros, 0, 11)]
    public void GridSample_OutsideAndBetweenCells_GivesPyTorchsValues(GridSampleMode mode, GridSamplePaddingMode padding, double outside, double between)
    {
        using var scope = NewDisposeScope();
        var grid = tensor(new[] { -2.0, 0, 0.5, 0.5 }, [1, 1, 2, 2]);
        Values.Same(functional.grid_sample(Image(), grid, mode, padding, false), [outside, between]);
    }

    [Test]
    public void PixelShuffle_AndBack_IsTheIdentity()
    {
        using var scope = NewDisposeScope();
        var x = Values.Count(1, 1, 1, 4, 1, 1);
        var image = PixelShuffle(2).call(x);
        Values.Same(image, [1, 2, 3, 4]);
        Assert.That(image.shape, Is.EqualTo(new long[] { 1, 1, 2, 2 }));
        Assert.That(PixelUnshuffle(2).call(image).shape, Is.EqualTo(x.shape));
        Values.Same(ChannelShuffle(2).call(x), [1, 3, 2, 4]);
    }

    // The nine cells lie under 1, 2 or 4 of the four windows.
    [Test]
    public void UnfoldThenFold_CountsEachCellAsOftenAsItIsCovered()
    {
        using var scope = NewDisposeScope();
        var patches = functional.unfold(ones([1, 1, 3, 3], ScalarType.Float64), 2);
        Assert.That(patches.shape, Is.EqualTo(new long[] { 1, 4, 4 }));
        Values.Same(functional.fold(patches, 3, 2), [1, 2, 1, 2, 4, 2, 1, 2, 1]);
        Values.Same(Unfold(2, stride: 2).call(Image()), [1, 3, 9, 11, 2, 4, 10, 12, 5, 7, 13, 15, 6, 8, 14, 16]);
        Values.Same(Fold((4, 4), (2, 2), stride: (2, 2)).call(Unfold(2, stride: 2).call(Image())), Values.Of(Image()));
    }
}
