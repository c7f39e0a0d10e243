namespace TorchSharp.Siamese.Data.Imaging.Resampling;

/// <summary>Which part of an image goes to which part of the target.</summary>
/// <param name="From">The part of the image.</param>
/// <param name="To">The part of the target; around it are zeros.</param>
internal readonly record struct ResizeWindow(PixelBox From, PixelBox To)
{
    public static ResizeWindow Of(int width, int height, ResizeOptions options)
    {
        var image = new PixelBox(0, 0, width, height);
        var target = new PixelBox(0, 0, options.Width, options.Height);
        return options.Aspect switch
        {
            AspectRatio.Stretch => new ResizeWindow(image, target),
            AspectRatio.Crop => new ResizeWindow(Cropped(width, height, options), target),
            AspectRatio.Pad => new ResizeWindow(image, Padded(width, height, options)),
            _ => throw new ArgumentOutOfRangeException(nameof(options), options.Aspect, "Needs Stretch, Crop or Pad."),
        };
    }

    // Keras' smart_resize.
    private static PixelBox Cropped(int width, int height, ResizeOptions options)
    {
        var cropHeight = (int)Math.Clamp((long)width * options.Height / options.Width, 1, height);
        var cropWidth = (int)Math.Clamp((long)height * options.Width / options.Height, 1, width);
        return new PixelBox((width - cropWidth) / 2, (height - cropHeight) / 2, cropWidth, cropHeight);
    }

    // TensorFlow's resize_with_pad; in float, because its rounding decides about a row more or less.
    private static PixelBox Padded(int width, int height, ResizeOptions options)
    {
        var ratio = Math.Max((float)width / options.Width, (float)height / options.Height);
        var (left, resizedWidth) = Fit(width / ratio, options.Width);
        var (top, resizedHeight) = Fit(height / ratio, options.Height);
        return new PixelBox(left, top, resizedWidth, resizedHeight);
    }

    /// <summary>A line of an image much longer than it is wide would vanish in TensorFlow, which refuses it; one pixel is kept.</summary>
    private static (int Start, int Length) Fit(float resized, int target)
    {
        var length = Math.Clamp((int)MathF.Floor(resized), 1, target);
        return (Math.Clamp((int)MathF.Floor((target - resized) / 2), 0, target - length), length);
    }
}
