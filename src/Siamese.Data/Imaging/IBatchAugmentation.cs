using TorchSharp.Siamese.Data.Imaging.Kernels;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Sources;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Imaging;

/// <summary>Changes the images of a batch at random, where all randomness is handed in.</summary>
/// <remarks>
/// An implementation is a pure function of an image and its key and keeps no state, so that a batch comes out the same
/// whichever thread makes it, and whenever. It is called from several threads at once.
/// </remarks>
public interface IBatchAugmentation
{
    /// <summary>Changes the images in place.</summary>
    /// <param name="images">float <c>[B, C, H, W]</c>, row-major: the values that the source delivers, so normalised ones if it normalises.</param>
    /// <param name="shape">C, H and W.</param>
    /// <param name="randoms"><c>[B]</c>: the key from which image i takes its randomness, and no other image does.</param>
    /// <exception cref="ArgumentException">The three do not fit together.</exception>
    void Apply(Span<float> images, ImageShape shape, ReadOnlySpan<CounterRandom> randoms);

    /// <summary>The same on a tensor of any device: for the same keys the same images, up to rounding.</summary>
    /// <remarks>Unless an implementation brings its own, the images go to the CPU for this and come back.</remarks>
    /// <param name="images">float32 <c>[B, C, H, W]</c>, of any layout. Not changed.</param>
    /// <param name="randoms"><c>[B]</c>, as in the other form.</param>
    /// <returns>float32 <c>[B, C, H, W]</c>, new, on the same device. The caller owns it.</returns>
    /// <exception cref="ArgumentException">The two do not fit together, or the images have another type or rank.</exception>
    Tensor Apply(Tensor images, ReadOnlySpan<CounterRandom> randoms) => TensorBatch.OnCpu(this, images, randoms);
}
