using System;
using static TorchSharp.torch;

namespace TorchSharp;

public static class VisionExtensionMethods
{
    /// <summary>A window of an image; where it reaches past the edge, zeros.</summary>
    /// <returns>A view inside the image, a new tensor past its edge.</returns>
    public static Tensor crop(this Tensor image, int top, int left, int height, int width)
    {
        var (_, rows, columns) = torchvision.transforms.functional.get_dimensions(image);
        int right = left + width, bottom = top + height;
        var window = image.slice(-2, Math.Max(top, 0), bottom, 1).slice(-1, Math.Max(left, 0), right, 1);
        if (left >= 0 && top >= 0 && right <= columns && bottom <= rows) return window;
        long[] padding = [Math.Max(-left, 0), Math.Max(-top, 0), Math.Max(right - columns, 0), Math.Max(bottom - rows, 0)];
        return torchvision.transforms.functional.pad(window, padding);
    }
}
