using System;
using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    private static readonly Op OpResultTypeTensor = new("result_type", "Tensor"), OpCanCast = new("can_cast"), OpPromoteTypes = new("promote_types");

    public static DisposeScope? CurrentDisposeScope => DisposeScopeManager.OfThread.Current;

    /// <summary>What is made on the way is disposed, the result is not.</summary>
    public static Tensor WrappedTensorDisposeScope(Func<Tensor> expr)
    {
        using var scope = NewDisposeScope();
        return expr().MoveToOuterDisposeScope();
    }

    public static bool is_tensor(object obj) => obj is Tensor;
    public static long numel(Tensor input) => input.numel();
    public static void set_default_tensor_type(Tensor t) => set_default_dtype(t.dtype);

    public static ScalarType result_type(Tensor tensor1, Tensor tensor2) => (ScalarType)OpResultTypeTensor.CallInt(tensor1, tensor2);
    public static bool can_cast(ScalarType from, ScalarType to) => OpCanCast.CallBool(from, to);
    public static ScalarType promote_types(ScalarType type1, ScalarType type2) => (ScalarType)OpPromoteTypes.CallInt(type1, type2);

    public static Size broadcast_shapes(params long[][] shapes)
    {
        var result = Array.Empty<long>();
        foreach (var shape in shapes)
        {
            var (longer, shorter) = shape.Length > result.Length ? ((long[])shape.Clone(), result) : (result, shape);
            for (var i = 1; i <= shorter.Length; i++)
            {
                if (longer[^i] == 1) longer[^i] = shorter[^i];
                else if (shorter[^i] != 1 && shorter[^i] != longer[^i])
                    throw new ArgumentException("Shape mismatch: objects cannot be broadcast to a single shape");
            }
            result = longer;
        }
        return result;
    }
}
