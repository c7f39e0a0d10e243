using System;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>A transform made of a function, with what it owns.</summary>
internal sealed class Transform(Func<Tensor, Tensor> function, params object[] owned) : torchvision.ITransform, IDisposable
{
    public Tensor call(Tensor input) => function(input);

    public void Dispose()
    {
        foreach (var thing in owned) (thing as IDisposable)?.Dispose();
    }
}
