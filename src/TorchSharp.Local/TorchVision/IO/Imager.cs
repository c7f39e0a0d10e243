using System.IO;
using System.Threading;
using System.Threading.Tasks;
using static TorchSharp.torch;

namespace TorchSharp;

public static partial class torchvision
{
    public static partial class io
    {
        /// <summary>Decodes and encodes images: byte tensors <c>[C, H, W]</c>.</summary>
        public abstract class Imager
        {
            public abstract Tensor DecodeImage(Stream stream, ImageReadMode mode = ImageReadMode.UNCHANGED);

            public abstract Tensor DecodeImage(byte[] data, ImageReadMode mode = ImageReadMode.UNCHANGED);

            /// <summary>Synchronous unless overridden.</summary>
            public virtual Task<Tensor> DecodeImageAsync(Stream stream, ImageReadMode mode = ImageReadMode.UNCHANGED,
                CancellationToken cancellationToken = default) => Task.FromResult(DecodeImage(stream, mode));

            public abstract void EncodeImage(Tensor image, ImageFormat format, Stream stream);

            public abstract byte[] EncodeImage(Tensor image, ImageFormat format);

            /// <summary>Synchronous unless overridden.</summary>
            public virtual Task EncodeImageAsync(Tensor image, ImageFormat format, Stream stream, CancellationToken cancellationToken = default)
            {
                EncodeImage(image, format, stream);
                return Task.CompletedTask;
            }
        }
    }
}
