using TorchSharp.Siamese.Data.Imaging;

// A file in memory; a portable gray map here, so that this page needs no file. The content tells the format.
byte[] file = [.. "P5 4 2 255\n"u8, 0, 50, 100, 150, 200, 250, 255, 5];
Console.WriteLine(ImageDecoder.Identify(file));

// Gray, upright, at most a million pixels; and for JPEGs, no larger than needed for 2 x 2.
var options = new DecodeOptions { Color = ColorMode.Grayscale, MaxPixels = 1_000_000, MinWidth = 2, MinHeight = 2 };
using var image = ImageDecoder.Decode(file, options);

// Straight into a batch's memory: [C, H, W], or [H, W, C] with channelsLast.
var values = new float[1 * 2 * 2];
ImageResizer.Resize(image, new ResizeOptions(2, 2) { Interpolation = Interpolation.Area, Aspect = AspectRatio.Crop }, values);
Console.WriteLine(string.Join(" ", values));

// Damage is an error that says what was needed, what came, and where.
try
{
    ImageDecoder.Decode(file.AsSpan(0, 15), options).Dispose();
}
catch (ImageDecodeException error)
{
    Console.WriteLine(error.Message);
}
