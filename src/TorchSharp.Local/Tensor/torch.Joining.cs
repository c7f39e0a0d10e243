using System;
using System.Collections.Generic;
using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    private static readonly Op OpCat = new("cat"), OpStack = new("stack"), OpHstack = new("hstack"), OpVstack = new("vstack"),
        OpDstack = new("dstack"), OpColumnStack = new("column_stack"), OpBlockDiag = new("block_diag"), OpCartesianProd = new("cartesian_prod"),
        OpMeshgridIndexing = new("meshgrid", "indexing"), OpBroadcastTensors = new("broadcast_tensors"), OpCombinations = new("combinations");

    /// <summary>Along a dimension that is there. One tensor alone is not copied.</summary>
    public static Tensor cat(IList<Tensor> tensors, long dim = 0) => tensors.Count switch
    {
        0 => throw new ArgumentException("Expected at least one tensor, got none.", nameof(tensors)),
        1 => tensors[0].alias(),
        _ => OpCat.Call(Arg.List(tensors), dim),
    };
    public static Tensor cat(Tensor[] tensors, long dim = 0) => cat((IList<Tensor>)tensors, dim);
    public static Tensor cat(ReadOnlySpan<Tensor> tensors, long dim = 0) => cat((IList<Tensor>)tensors.ToArray(), dim);
    public static Tensor concat(IList<Tensor> tensors, long dim = 0) => cat(tensors, dim);
    public static Tensor concat(Tensor[] tensors, long dim = 0) => cat(tensors, dim);
    public static Tensor concat(ReadOnlySpan<Tensor> tensors, long dim = 0) => cat(tensors, dim);
    public static Tensor concatenate(IList<Tensor> tensors, long axis = 0) => cat(tensors, axis);
    public static Tensor concatenate(Tensor[] tensors, long axis = 0) => cat(tensors, axis);
    public static Tensor concatenate(ReadOnlySpan<Tensor> tensors, long axis = 0) => cat(tensors, axis);

    /// <summary>Along a new dimension.</summary>
    public static Tensor stack(IEnumerable<Tensor> tensors, long dim = 0) => OpStack.Call(Arg.List(tensors), dim);

    public static Tensor hstack(IList<Tensor> tensors) => OpHstack.Call(Arg.List(tensors));
    public static Tensor hstack(params Tensor[] tensors) => OpHstack.Call(Arg.List(tensors));
    public static Tensor hstack(IEnumerable<Tensor> tensors) => OpHstack.Call(Arg.List(tensors));
    public static Tensor hstack(ReadOnlySpan<Tensor> tensors) => OpHstack.Call(Arg.List(tensors.ToArray()));
    public static Tensor vstack(IList<Tensor> tensors) => OpVstack.Call(Arg.List(tensors));
    public static Tensor vstack(Tensor[] tensors) => OpVstack.Call(Arg.List(tensors));
    public static Tensor vstack(ReadOnlySpan<Tensor> tensors) => OpVstack.Call(Arg.List(tensors.ToArray()));
    public static Tensor row_stack(IList<Tensor> tensors) => vstack(tensors);
    public static Tensor row_stack(params Tensor[] tensors) => vstack(tensors);
    public static Tensor row_stack(ReadOnlySpan<Tensor> tensors) => vstack(tensors);
    public static Tensor dstack(params Tensor[] tensors) => OpDstack.Call(Arg.List(tensors));
    public static Tensor dstack(IList<Tensor> tensors) => OpDstack.Call(Arg.List(tensors));
    public static Tensor dstack(ReadOnlySpan<Tensor> tensors) => OpDstack.Call(Arg.List(tensors.ToArray()));
    public static Tensor dstack(IEnumerable<Tensor> tensors) => OpDstack.Call(Arg.List(tensors));
    public static Tensor column_stack(IList<Tensor> tensors) => OpColumnStack.Call(Arg.List(tensors));
    public static Tensor column_stack(params Tensor[] tensors) => OpColumnStack.Call(Arg.List(tensors));
    public static Tensor column_stack(ReadOnlySpan<Tensor> tensors) => OpColumnStack.Call(Arg.List(tensors.ToArray()));
    public static Tensor block_diag(params Tensor[] tensors) => OpBlockDiag.Call(Arg.List(tensors));
    public static Tensor cartesian_prod(IList<Tensor> tensors) => OpCartesianProd.Call(Arg.List(tensors));
    public static Tensor cartesian_prod(params Tensor[] tensors) => OpCartesianProd.Call(Arg.List(tensors));
    public static Tensor cartesian_prod(ReadOnlySpan<Tensor> tensors) => OpCartesianProd.Call(Arg.List(tensors.ToArray()));
    public static Tensor[] meshgrid(IEnumerable<Tensor> tensors, string indexing = "ij") => OpMeshgridIndexing.CallList(Arg.List(tensors), indexing);

    public static IList<Tensor> broadcast_tensors(params Tensor[] tensors) => tensors.Length switch
    {
        0 => throw new ArgumentException("Expected at least one tensor, got none.", nameof(tensors)),
        1 => [tensors[0].alias()],
        _ => OpBroadcastTensors.CallList(Arg.List(tensors)),
    };

    public static Tensor combinations(Tensor input, int r = 2, bool with_replacement = false)
    {
        if (input.ndim != 1) throw new ArgumentException($"Expected a 1D vector, but got one with {input.ndim} dimensions.");
        if (r < 0) throw new ArgumentException("r must be non-negative");
        return OpCombinations.Call(input, r, with_replacement);
    }
}
