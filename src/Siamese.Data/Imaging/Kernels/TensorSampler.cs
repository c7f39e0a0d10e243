using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Imaging.Kernels;

/// <summary>Bilinear resampling of a batch on its device.</summary>
internal static class TensorSampler
{
    /// <param name="images"><c>[B, C, H, W]</c>.</param>
    /// <param name="x">Columns of the source, in pixels; 0 is the middle of the first. <c>[B, H, W]</c>.</param>
    /// <param name="y">Rows of the source, <c>[B, H, W]</c>.</param>
    /// <param name="fill">Value outside of the source.</param>
    public static Tensor Sample(Tensor images, Tensor x, Tensor y, float fill)
    {
        // grid_sample counts from -1 to 1, edge to edge.
        var grid = stack([(((2 * x) + 1) / images.shape[3]) - 1, (((2 * y) + 1) / images.shape[2]) - 1], -1);
        // Zeros around the difference to the fill are the fill around the image.
        return fill == 0
            ? nn.functional.grid_sample(images, grid, GridSampleMode.Bilinear, GridSamplePaddingMode.Zeros, align_corners: false)
            : nn.functional.grid_sample(images - fill, grid, GridSampleMode.Bilinear, GridSamplePaddingMode.Zeros, align_corners: false) + fill;
    }

    /// <summary>Each image under its own affine map.</summary>
    public static Tensor Affine(Tensor images, AffineMap[] maps, float fill)
    {
        var device = images.device;
        Tensor Of(Func<AffineMap, double> coefficient) =>
            tensor(Array.ConvertAll(maps, m => (float)coefficient(m)), device: device).view(-1, 1, 1);

        var x = arange(images.shape[3], ScalarType.Float32, device);                       // [W]
        var y = arange(images.shape[2], ScalarType.Float32, device).unsqueeze(1);          // [H, 1]
        return Sample(
            images,
            (Of(m => m.A) * x) + (Of(m => m.B) * y) + Of(m => m.C),
            (Of(m => m.D) * x) + (Of(m => m.E) * y) + Of(m => m.F),
            fill);
    }
}
