namespace TorchSharp.Siamese.Data.Tests.Sources;

/// <summary>A transform that is a function.</summary>
internal sealed class FunctionTransform(Func<torch.Tensor, torch.Tensor> function) : torchvision.ITransform
{
    public torch.Tensor call(torch.Tensor input) => function(input);
}
