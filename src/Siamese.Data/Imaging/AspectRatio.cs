namespace TorchSharp.Siamese.Data.Imaging;

/// <summary>What happens when an image has another aspect ratio than its target.</summary>
public enum AspectRatio
{
    /// <summary>Each side is scaled by itself.</summary>
    Stretch,

    /// <summary>
    /// The largest centred window of the target's aspect ratio is taken and resized: Keras' <c>crop_to_aspect_ratio</c>.
    /// An odd pixel is cut at the bottom or on the right.
    /// </summary>
    Crop,

    /// <summary>
    /// The whole image is resized to fit, and stands between zeros: Keras' <c>pad_to_aspect_ratio</c>, TensorFlow's
    /// <c>resize_with_pad</c>. An odd row or column of zeros is at the bottom or on the right.
    /// </summary>
    Pad,
}
