using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Sources;

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
}
