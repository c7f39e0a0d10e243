using static TorchSharp.torch;

namespace TorchSharp;

public static partial class torchvision
{
    /// <summary>An image, or a batch of images, to another one: tensors that end in height and width.</summary>
    public interface ITransform : nn.IModule<Tensor, Tensor>
    {
    }
}
