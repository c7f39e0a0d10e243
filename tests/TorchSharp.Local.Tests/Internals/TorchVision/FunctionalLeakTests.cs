using static TorchSharp.torch;
using static TorchSharp.torchvision.transforms;

namespace TorchSharp.Local.Tests.Internals.TorchVision;

/// <summary>TorchSharp itself leaves some temporaries of these to the finalizer.</summary>
public class FunctionalLeakTests
{
    [Test]
    public void Functional_LeavesExactlyItsResultAlive()
    {
        using var scope = NewDisposeScope();
        var image = rand(2, 3, 8, 8);
        Func<Tensor>[] calls =
        [
            () => functional.resize(image, 4, 4, InterpolationMode.Bilinear), () => functional.rotate(image, 30, fill: [1f]),
            () => functional.adjust_hue(image, 0.2), () => functional.adjust_contrast(image, 0.5), () => functional.adjust_sharpness(image, 0.5),
            () => functional.adjust_saturation(image, 0.5), () => functional.convert_image_dtype(image, uint8), () => functional.invert(image),
            () => functional.rgb_to_grayscale(image), () => functional.normalize(image, [0, 0, 0], [1, 1, 1]), () => functional.solarize(image, 0.5),
        ];
        foreach (var call in calls)
        {
            var before = Tensor.TotalCount;
            using var result = call();
            Assert.That(Tensor.TotalCount - before, Is.EqualTo(1));
        }
    }
}
