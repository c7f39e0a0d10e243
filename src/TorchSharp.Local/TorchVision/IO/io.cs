using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using static TorchSharp.torch;

namespace TorchSharp;

public static partial class torchvision
{
    public static partial class io
    {
        /// <summary>What is used where no imager is given. TorchSharp starts with one that only throws; this one reads and writes PNG and JPEG.</summary>
        public static Imager DefaultImager { get; set; } = new NativeImager();

        public static Tensor read_image(string filename, ImageReadMode mode = ImageReadMode.UNCHANGED, Imager? imager = null)
        {
            using var stream = File.OpenRead(filename);
            return read_image(stream, mode, imager);
        }

        public static Tensor read_image(Stream stream, ImageReadMode mode = ImageReadMode.UNCHANGED, Imager? imager = null) =>
            (imager ?? DefaultImager).DecodeImage(stream, mode);

        public static async Task<Tensor> read_image_async(string filename, ImageReadMode mode = ImageReadMode.UNCHANGED, Imager? imager = null)
        {
            var stream = File.OpenRead(filename);
            await using (stream.ConfigureAwait(false)) return await read_image_async(stream, mode, imager).ConfigureAwait(false);
        }

        public static Task<Tensor> read_image_async(Stream stream, ImageReadMode mode = ImageReadMode.UNCHANGED, Imager? imager = null) =>
            (imager ?? DefaultImager).DecodeImageAsync(stream, mode);

        public static void write_image(Tensor image, string filename, ImageFormat format, Imager? imager = null)
        {
            CheckBytes(image);
            using var stream = File.Create(filename);
            write_image(image, stream, format, imager);
        }

        public static void write_image(Tensor image, Stream stream, ImageFormat format, Imager? imager = null)
        {
            CheckBytes(image);
            (imager ?? DefaultImager).EncodeImage(image, format, stream);
        }

        public static void write_png(Tensor image, string filename, Imager? imager = null) => write_image(image, filename, ImageFormat.Png, imager);

        public static void write_png(Tensor image, Stream stream, Imager? imager = null) => write_image(image, stream, ImageFormat.Png, imager);

        public static void write_jpeg(Tensor image, string filename, Imager? imager = null) => write_image(image, filename, ImageFormat.Jpeg, imager);

        public static void write_jpeg(Tensor image, Stream stream, Imager? imager = null) => write_image(image, stream, ImageFormat.Jpeg, imager);

        public static async Task write_image_async(Tensor image, string filename, ImageFormat format, Imager? imager = null)
        {
            CheckBytes(image);
            var stream = File.Create(filename);
            await using (stream.ConfigureAwait(false)) await write_image_async(image, stream, format, imager: imager).ConfigureAwait(false);
        }

#pragma warning disable CA1068 // the order of TorchSharp's parameters
        public static async Task write_image_async(Tensor image, Stream stream, ImageFormat format, CancellationToken cancellationToken = default,
            Imager? imager = null)
#pragma warning restore CA1068
        {
            CheckBytes(image);
            await (imager ?? DefaultImager).EncodeImageAsync(image, format, stream, cancellationToken).ConfigureAwait(false);
        }

        /// <returns>The bytes of the file, <c>[N]</c>.</returns>
        public static Tensor encode_image(Tensor image, ImageFormat format, Imager? imager = null)
        {
            CheckBytes(image);
            return tensor((imager ?? DefaultImager).EncodeImage(image, format));
        }

        /// <param name="image">The bytes of a file, <c>[N]</c>.</param>
        public static Tensor decode_image(Tensor image, ImageReadMode mode = ImageReadMode.UNCHANGED, Imager? imager = null)
        {
            CheckBytes(image);
            return (imager ?? DefaultImager).DecodeImage(image.data<byte>().ToArray(), mode);
        }

        private static void CheckBytes(Tensor image)
        {
            if (image.dtype != ScalarType.Byte) throw new ArgumentException($"Expected an image of bytes, got {image.dtype}.", nameof(image));
        }
    }
}
