using System;
using System.Numerics;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>One step of Adam or AdamW on one parameter.</summary>
/// <param name="StepSize">The learning rate over the first moment's bias correction.</param>
/// <param name="RootScale">One over the root of the second moment's bias correction.</param>
/// <param name="Decay">Times the parameter, added to the gradient.</param>
/// <param name="Shrink">The parameter's factor before the step: decay apart from the gradient.</param>
internal readonly record struct AdamUpdate(
    double Beta1, double Beta2, double StepSize, double RootScale, double Eps, double Decay, double Shrink, bool Maximize) : DensePass.IKernel
{
    public static AdamUpdate At(long step, double rate, double beta1, double beta2, double eps, bool maximize) =>
        new(beta1, beta2, rate / (1 - Math.Pow(beta1, step)), 1 / Math.Sqrt(1 - Math.Pow(beta2, step)), eps, 0, 1, maximize);

    /// <param name="top">The largest second moment so far (AMSGrad), or null.</param>
    public void Apply(Tensor parameter, Tensor grad, Tensor mean, Tensor square, Tensor? top)
    {
        if (DensePass.TryRun(this, parameter, grad, mean, square, top)) return;
        if (Shrink != 1) InPlace.Scale(parameter, Shrink);
        var direction = InPlace.Direction(grad, parameter, Maximize, Decay);
        InPlace.Scale(mean, Beta1);
        InPlace.AddScaled(mean, direction, 1 - Beta1);
        InPlace.Scale(square, Beta2);
        InPlace.AddSquare(square, direction, 1 - Beta2);
        if (top is not null) InPlace.RaiseTo(top, square);
        InPlace.AddQuotient(parameter, mean, InPlace.Root(top ?? square, Eps, RootScale), -StepSize);
    }

    public unsafe void Update<T>(T* param, T* grad, T* mean, T* square, T* top, long count)
        where T : unmanaged, IFloatingPoint<T>
    {
        Vector<T> beta1 = All<T>(Beta1), rest1 = All<T>(1 - Beta1), beta2 = All<T>(Beta2), rest2 = All<T>(1 - Beta2);
        Vector<T> size = All<T>(StepSize), scale = All<T>(RootScale), eps = All<T>(Eps), decay = All<T>(Decay), shrink = All<T>(Shrink);
        bool turns = Maximize, decays = Decay != 0;
        unchecked
        {
            for (var i = 0L; i < count; i += Vector<T>.Count)
            {
                var p = Vector.Load(param + i) * shrink;
                var g = Vector.Load(grad + i);
                if (turns) g = -g;
                if (decays) g += decay * p;
                var m = beta1 * Vector.Load(mean + i) + rest1 * g;
                var v = beta2 * Vector.Load(square + i) + rest2 * g * g;
                m.Store(mean + i);
                v.Store(square + i);
                if (top != null)
                {
                    v = Vector.Max(Vector.Load(top + i), v);
                    v.Store(top + i);
                }
                (p - size * m / (Vector.SquareRoot(v) * scale + eps)).Store(param + i);
            }
        }
    }

    private static Vector<T> All<T>(double value)
        where T : IFloatingPoint<T> => new(T.CreateTruncating(value));
}
