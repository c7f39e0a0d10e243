using System;
using System.Collections.Generic;
using System.Linq;
using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private static readonly Op OpIndexSelect = new("index_select"), OpMaskedSelect = new("masked_select"),
            OpMaskedFillScalar = new("masked_fill", "Scalar"), OpMaskedFillScalar_ = new("masked_fill_", "Scalar"),
            OpMaskedScatter = new("masked_scatter"), OpMaskedScatter_ = new("masked_scatter_"), OpGather = new("gather"),
            OpScatterSrc = new("scatter", "src"), OpScatterSrc_ = new("scatter_", "src"), OpScatterAdd = new("scatter_add"),
            OpScatterAdd_ = new("scatter_add_"), OpDiagonalScatter = new("diagonal_scatter"), OpSelectScatter = new("select_scatter"),
            OpSliceScatter = new("slice_scatter"), OpTake = new("take"), OpTakeAlongDim = new("take_along_dim"), OpNarrow = new("narrow"),
            OpNonzero = new("nonzero"), OpArgwhere = new("argwhere"), OpWhereSelf = new("where", "self"), OpIndexAdd = new("index_add"),
            OpIndexAdd_ = new("index_add_"), OpIndexCopy = new("index_copy"), OpIndexCopy_ = new("index_copy_"),
            OpIndexFillIntScalar = new("index_fill", "int_Scalar"), OpIndexFillIntScalar_ = new("index_fill_", "int_Scalar");

        public Tensor index_select(long dim, Tensor index) => OpIndexSelect.Call(this, dim, index);
        public Tensor masked_select(Tensor mask) => OpMaskedSelect.Call(this, Mask(mask));
        public Tensor masked_fill(Tensor mask, Scalar value) => OpMaskedFillScalar.Call(this, mask, value);
        public Tensor masked_fill_(Tensor mask, Scalar value) => OpMaskedFillScalar_.Update(this, mask, value);
        public Tensor masked_scatter(Tensor mask, Tensor value) => OpMaskedScatter.Call(this, mask, value);
        public Tensor masked_scatter_(Tensor mask, Tensor value) => OpMaskedScatter_.Update(this, mask, value);
        public Tensor gather(long dim, Tensor index) => OpGather.Call(this, dim, index);
        public Tensor scatter(long dim, Tensor index, Tensor src) => OpScatterSrc.Call(this, dim, index, src);
        public Tensor scatter_(long dim, Tensor index, Tensor src) => OpScatterSrc_.Update(this, dim, index, src);
        public Tensor scatter_add(long dim, Tensor index, Tensor src) => OpScatterAdd.Call(this, dim, index, src);
        public Tensor scatter_add_(long dim, Tensor index, Tensor src) => OpScatterAdd_.Update(this, dim, index, src);
        public Tensor diagonal_scatter(Tensor src, long offset = 0, long dim1 = 0, long dim2 = 1) =>
            OpDiagonalScatter.Call(this, src, offset, dim1, dim2);
        public Tensor select_scatter(Tensor src, long dim, long index) => OpSelectScatter.Call(this, src, dim, index);
        public Tensor slice_scatter(Tensor src, long dim = 0, long? start = null, long? end = null, long step = 1) =>
            OpSliceScatter.Call(this, src, dim, start, end, step);
        public Tensor take(Tensor index) => OpTake.Call(this, index);
        public Tensor take_along_dim(Tensor indices) => OpTakeAlongDim.Call(this, indices, Arg.None);
        public Tensor take_along_dim(Tensor indices, long dim) => OpTakeAlongDim.Call(this, indices, dim);
        public Tensor take_along_dim(IEnumerable<long> indices)
        {
            using var index = torch.tensor(indices.ToArray());
            return take_along_dim(index);
        }

        public Tensor take_along_dim(IEnumerable<long> indices, long dim)
        {
            using var index = torch.tensor(indices.ToArray());
            return take_along_dim(index, dim);
        }

        public Tensor narrow(long dim, long start, long length) => OpNarrow.Call(this, dim, start, length);
        public Tensor nonzero() => OpNonzero.Call(this);

        /// <summary>One column of <see cref="nonzero"/> for each dimension.</summary>
        public IList<Tensor> nonzero_as_list()
        {
            using var found = nonzero();
            return found.chunk(found.shape[1], 1);
        }
        public Tensor argwhere() => OpArgwhere.Call(this);

        /// <summary>This where the condition holds, else <paramref name="y"/>.</summary>
        public Tensor where(Tensor condition, Tensor y) =>
            condition.dtype == ScalarType.Bool
                ? OpWhereSelf.Call(condition, this, y)
                : throw new ArgumentException("The condition to 'where' must be a boolean tensor.");

        public Tensor index_add(long dim, Tensor index, Tensor source, Scalar alpha) => OpIndexAdd.Call(this, dim, Indices(index), source, alpha);
        public Tensor index_add_(long dim, Tensor index, Tensor source, Scalar alpha) => OpIndexAdd_.Update(this, dim, Indices(index), source, alpha);
        public Tensor index_copy(long dim, Tensor index, Tensor source) => OpIndexCopy.Call(this, dim, Indices(index), source);
        public Tensor index_copy_(long dim, Tensor index, Tensor source) => OpIndexCopy_.Update(this, dim, Indices(index), source);
        public Tensor index_fill(long dim, Tensor index, Scalar value) => OpIndexFillIntScalar.Call(this, dim, Indices(index), value);
        public Tensor index_fill_(long dim, Tensor index, Scalar value) => OpIndexFillIntScalar_.Update(this, dim, Indices(index), value);

        private static Tensor Mask(Tensor mask) =>
            mask.dtype == ScalarType.Bool ? mask : throw new ArgumentException("The mask tensor must be Boolean.");

        private static Tensor Indices(Tensor index) =>
            index.dtype == ScalarType.Int64 ? index : throw new ArgumentException("Element type of 'index' must be 'Int64'");
    }
}
