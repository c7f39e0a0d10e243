using System;
using System.Collections.Generic;
using System.Linq;
using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private static readonly Op OpReshape = new("reshape"), OpView = new("view"), OpFlattenUsingInts = new("flatten", "using_ints"),
            OpRavel = new("ravel"), OpSqueezeDim = new("squeeze", "dim"), OpSqueeze = new("squeeze"), OpSqueezeDim_ = new("squeeze_", "dim"),
            OpSqueeze_ = new("squeeze_"), OpUnsqueeze = new("unsqueeze"), OpUnsqueeze_ = new("unsqueeze_"), OpPermute = new("permute"),
            OpTransposeInt = new("transpose", "int"), OpTranspose_ = new("transpose_"), OpMovedimIntlist = new("movedim", "intlist"), OpT = new("t"),
            OpMT = new("mT"), OpMH = new("mH"), OpAdjoint = new("adjoint"), OpExpand = new("expand"), OpBroadcastTo = new("broadcast_to"),
            OpRepeat = new("repeat"), OpRepeatInterleaveSelfInt = new("repeat_interleave", "self_int"),
            OpRepeatInterleaveSelfTensor = new("repeat_interleave", "self_Tensor"), OpTile = new("tile"), OpAtleast1d = new("atleast_1d"),
            OpAtleast2d = new("atleast_2d"), OpAtleast3d = new("atleast_3d"), OpAsStrided = new("as_strided"), OpUnfold = new("unfold"),
            OpFlip = new("flip"), OpFliplr = new("fliplr"), OpFlipud = new("flipud"), OpRot90 = new("rot90"), OpRoll = new("roll"),
            OpDiag = new("diag"), OpDiagEmbed = new("diag_embed"), OpDiagflat = new("diagflat"), OpDiagonal = new("diagonal"), OpTrace = new("trace"),
            OpTril = new("tril"), OpTril_ = new("tril_"), OpTriu = new("triu"), OpTriu_ = new("triu_"), OpVander = new("vander");

        public Tensor reshape(params long[] shape) => OpReshape.Call(this, shape);
        public Tensor view(params long[] shape) => OpView.Call(this, shape);
        public Tensor view_as(Tensor other) => view(other.shape);
        public Tensor flatten(long start_dim = 0, long end_dim = -1) => OpFlattenUsingInts.Call(this, start_dim, end_dim);
        public Tensor ravel() => OpRavel.Call(this);

        public Tensor unflatten(long dim, params long[] sizes)
        {
            if (dim < 0 || dim >= ndim) throw new ArgumentException($"Invalid 'dim' argument: {dim}.");
            if (sizes.Length == 0) throw new ArgumentException("The number of output sizes is zero.");
            var from = shape;
            return reshape([.. from[..(int)dim], .. sizes, .. from[((int)dim + 1)..]]);
        }

        public Tensor unflatten(long dim, Size sizes) => unflatten(dim, sizes.Shape);

        public Tensor squeeze(long? dim = null) => dim is { } d ? OpSqueezeDim.Call(this, d) : OpSqueeze.Call(this);
        public Tensor squeeze_(long? dim = null) => dim is { } d ? OpSqueezeDim_.Update(this, d) : OpSqueeze_.Update(this);
        public Tensor unsqueeze(long dim) => OpUnsqueeze.Call(this, dim);
        public Tensor unsqueeze_(long dim) => OpUnsqueeze_.Update(this, dim);

        public Tensor permute(params long[] permutation) => OpPermute.Call(this, permutation);
        public Tensor permute(IEnumerable<long> permutation) => permute(permutation.ToArray());
        public Tensor transpose(long dim0, long dim1) => OpTransposeInt.Call(this, dim0, dim1);
        public Tensor transpose_(long dim0, long dim1) => OpTranspose_.Update(this, dim0, dim1);
        public Tensor swapdims(long dim0, long dim1) => transpose(dim0, dim1);
        public Tensor swapaxes(long dim0, long dim1) => transpose(dim0, dim1);
        public Tensor movedim(long[] source, long[] destination) => OpMovedimIntlist.Call(this, source, destination);
        public Tensor moveaxis(long[] source, long[] destination) => movedim(source, destination);
        public Tensor t() => OpT.Call(this);

        /// <summary>All dimensions in reverse.</summary>
        public Tensor T => permute(Enumerable.Range(0, (int)ndim).Select(i => ndim - 1 - i));

        /// <summary>The first two dimensions swapped, conjugated if complex.</summary>
        public Tensor H
        {
            get
            {
                if (!is_complex()) return transpose(0, 1);
                using var swapped = transpose(0, 1);
                return swapped.conj();
            }
        }

        public Tensor mT => OpMT.Call(this);
        public Tensor mH => OpMH.Call(this);
        public Tensor adjoint() => OpAdjoint.Call(this);

        public Tensor expand(params long[] sizes) => OpExpand.Call(this, sizes);
        public Tensor expand(long[] sizes, bool isImplicit = false) => OpExpand.Call(this, sizes, isImplicit);
        public Tensor expand(ReadOnlySpan<long> sizes, bool isImplicit = false) => OpExpand.Call(this, sizes, isImplicit);
        public Tensor expand(Size sizes, bool isImplicit = false) => expand(sizes.Shape, isImplicit);
        public Tensor expand_as(Tensor other) => expand(other.shape);
        public Tensor broadcast_to(params long[] shape) => OpBroadcastTo.Call(this, shape);
        public Tensor repeat(params long[] sizes) => OpRepeat.Call(this, sizes);
        public Tensor repeat_interleave(long repeats, long? dim = null, long? output_size = null) =>
            OpRepeatInterleaveSelfInt.Call(this, repeats, dim, output_size);
        public Tensor repeat_interleave(Tensor repeats, long? dim = null, long? output_size = null) =>
            OpRepeatInterleaveSelfTensor.Call(this, repeats, dim, output_size);
        public Tensor tile(long[] reps) => OpTile.Call(this, reps);
        public Tensor atleast_1d() => OpAtleast1d.Call(this);
        public Tensor atleast_2d() => OpAtleast2d.Call(this);
        public Tensor atleast_3d() => OpAtleast3d.Call(this);
        public Tensor as_strided(long[] size, long[] strides, long storageOffset = 0) => OpAsStrided.Call(this, size, strides, storageOffset);
        public Tensor unfold(long dimension, long size, long step) => OpUnfold.Call(this, dimension, size, step);

        public Tensor flip(params long[] dims) => OpFlip.Call(this, dims);
        public Tensor fliplr() => OpFliplr.Call(this);
        public Tensor flipud() => OpFlipud.Call(this);
        public Tensor rot90(long k = 1, (long, long)? dims = null) => OpRot90.Call(this, k, (long[])(dims is { } d ? [d.Item1, d.Item2] : [0, 1]));
        public Tensor roll(long shifts, long? dims = null) => Roll([shifts], dims is { } d ? [d] : []);
        public Tensor roll((long, long) shifts, (long, long) dims) => Roll([shifts.Item1, shifts.Item2], [dims.Item1, dims.Item2]);
        public Tensor roll((long, long, long) shifts, (long, long, long) dims) =>
            Roll([shifts.Item1, shifts.Item2, shifts.Item3], [dims.Item1, dims.Item2, dims.Item3]);
        public Tensor roll(long[] shifts, long[] dims) => Roll(shifts, dims);

        /// <summary>Along the first dimension.</summary>
        public Tensor roll(long[] shifts) => Roll(shifts, [0]);
        public Tensor roll(ReadOnlySpan<long> shifts, ReadOnlySpan<long> dims = default) => Roll(shifts.ToArray(), dims.ToArray());
        private Tensor Roll(long[] shifts, long[] dims) => OpRoll.Call(this, shifts, dims);

        public Tensor diag(long diagonal = 0) => OpDiag.Call(this, diagonal);
        public Tensor diag_embed(long offset = 0, long dim1 = -2, long dim2 = -1) => OpDiagEmbed.Call(this, offset, dim1, dim2);
        public Tensor diagflat(long offset = 0) => OpDiagflat.Call(this, offset);
        public Tensor diagonal(long offset = 0, long dim1 = 0, long dim2 = 1) =>
            dim1 != dim2
                ? OpDiagonal.Call(this, offset, dim1, dim2)
                : throw new ArgumentException($"Diagonal dimensions cannot be identical {dim1}, {dim2}");
        public Tensor trace() =>
            ndim == 2 ? OpTrace.Call(this) : throw new ArgumentException($"Expected a matrix, but got tensor with ndim == {ndim}");
        public Tensor tril(long diagonal = 0) => OpTril.Call(this, diagonal);

        // As in TorchSharp, the result is a second object over the same tensor.
        public Tensor tril_(long diagonal = 0) => OpTril_.Update(this, diagonal).alias();
        public Tensor triu(long diagonal = 0) => OpTriu.Call(this, diagonal);

        // As in TorchSharp, the result is a second object over the same tensor.
        public Tensor triu_(long diagonal = 0) => OpTriu_.Update(this, diagonal).alias();
        public Tensor vander(long N = -1, bool increasing = false)
        {
            if (Dimensions != 1) throw new InvalidOperationException("Input argument for 'vander()' must be 1-D.");
            return OpVander.Call(this, N == -1 ? size(0) : N, increasing);
        }
    }
}
