using System.Diagnostics.CodeAnalysis;
using System.IO;
using TorchSharp.Interop;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>What an optimizer remembers of one parameter. Its tensors belong to no dispose scope.</summary>
public abstract class OptimizerState
{
    private static readonly Op OpZerosLike = new("zeros_like");
    private static readonly Op OpTo = new("to", "dtype_layout");
    private static readonly Op OpAllClose = new("allclose");

    protected Parameter _parameter;

    protected OptimizerState(Parameter parameter) => _parameter = parameter;

    public abstract void SaveStateDict(BinaryWriter writer);

    public abstract void LoadStateDict(BinaryReader reader);

    public abstract void LoadStateDict(OptimizerState source);

    public virtual bool ApproximatelyEquals(OptimizerState other) => false;

    /// <summary>Back to the state before the first step.</summary>
    public abstract void Initialize(OptimizerOptions options);

    public virtual void to(Device device)
    {
    }

    protected static void LoadConditionalStateTensor(BinaryReader reader, ref Tensor? result, Device device)
    {
        if (!reader.ReadBoolean())
        {
            result?.Dispose();
            result = null;
            return;
        }
        TensorExtensionMethods.Load(ref result, reader);
        result = Moved(result!.DetachFromDisposeScope(), device);
    }

    protected static void SaveConditionalStateTensor(BinaryWriter writer, Tensor? tensor)
    {
        writer.Write(tensor is not null);
        tensor?.Save(writer);
    }

    /// <summary>Takes the place of <paramref name="old"/>, which is disposed.</summary>
    private protected Tensor Zeros(Tensor? old)
    {
        old?.Dispose();
        return OpZerosLike.Call(_parameter).DetachFromDisposeScope();
    }

    /// <summary>The same tensor where it is on the device already; elsewhere it is disposed.</summary>
    [return: NotNullIfNotNull(nameof(tensor))]
    private protected static Tensor? Moved(Tensor? tensor, Device device)
    {
        if (tensor is null || (tensor.device_type == device.type && tensor.device_index == device.index)) return tensor;
        using (tensor) return OpTo.Call(tensor, Arg.None, Arg.None, device).DetachFromDisposeScope();
    }

    /// <summary>A copy of another state's tensor on the parameter's device, in the place of <paramref name="old"/>.</summary>
    [return: NotNullIfNotNull(nameof(source))]
    private protected Tensor? Copied(Tensor? old, Tensor? source)
    {
        old?.Dispose();
        return source is null
            ? null
            : OpTo.Call(source, Arg.None, Arg.None, _parameter.device, Arg.None, false, true).DetachFromDisposeScope();
    }

    private protected static bool Close(Tensor? a, Tensor? b) => a is null || (b is not null && OpAllClose.CallBool(a, b));
}
