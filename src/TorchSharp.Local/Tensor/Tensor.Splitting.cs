using System;
using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private static readonly Op OpUnbindInt = new("unbind", "int"), OpChunk = new("chunk"), OpSplitTensor = new("split", "Tensor"),
            OpSplitWithSizes = new("split_with_sizes"), OpTensorSplitSections = new("tensor_split", "sections"),
            OpTensorSplitIndices = new("tensor_split", "indices"),
            OpTensorSplitTensorIndicesOrSections = new("tensor_split", "tensor_indices_or_sections"), OpVsplitInt = new("vsplit", "int"),
            OpVsplitArray = new("vsplit", "array"), OpHsplitInt = new("hsplit", "int"), OpHsplitArray = new("hsplit", "array"),
            OpDsplitInt = new("dsplit", "int"), OpDsplitArray = new("dsplit", "array");

        public Tensor[] unbind(long dimension = 0) => OpUnbindInt.CallList(this, dimension);
        public Tensor[] chunk(long chunks, long dim = 0) => OpChunk.CallList(this, chunks, dim);
        public Tensor[] split(long size, int dim = 0) => OpSplitTensor.CallList(this, size, dim);
        public Tensor[] split(params long[] sizes) => split(sizes, 0);
        public Tensor[] split(long[] sizes, long dim = 0) => OpSplitWithSizes.CallList(this, sizes, dim);
        public Tensor[] split(ReadOnlySpan<long> sizes, long dim = 0) => OpSplitWithSizes.CallList(this, sizes, dim);
        public Tensor[] tensor_split(long size, long dim = 0) => OpTensorSplitSections.CallList(this, size, dim);
        public Tensor[] tensor_split(long[] sizes, long dim = 0) => OpTensorSplitIndices.CallList(this, sizes, dim);
        public Tensor[] tensor_split(Tensor indices, long dim = 0) =>
            indices.dtype == ScalarType.Int64
                ? OpTensorSplitTensorIndicesOrSections.CallList(this, indices, dim)
                : throw new ArgumentException("Tensor indices should be Int64 in 'tensor_split");

        public Tensor[] vsplit(long size) => OpVsplitInt.CallList(this, Even(size, 0, "first"));
        public Tensor[] vsplit(params long[] sizes) => OpVsplitArray.CallList(this, sizes);
        public Tensor[] vsplit(Tensor indices) => tensor_split(indices, 0);
        public Tensor[] hsplit(long size) => OpHsplitInt.CallList(this, Even(size, 1, "second"));
        public Tensor[] hsplit(params long[] sizes) => OpHsplitArray.CallList(this, sizes);
        public Tensor[] hsplit(Tensor indices) => tensor_split(indices, 1);
        public Tensor[] dsplit(long size) => OpDsplitInt.CallList(this, Even(size, 2, "third"));
        public Tensor[] dsplit(params long[] sizes) => OpDsplitArray.CallList(this, sizes);
        public Tensor[] dsplit((long, long) indices_or_sections) => dsplit([indices_or_sections.Item1, indices_or_sections.Item2]);
        public Tensor[] dsplit((long, long, long) indices_or_sections) =>
            dsplit([indices_or_sections.Item1, indices_or_sections.Item2, indices_or_sections.Item3]);
        public Tensor[] dsplit((long, long, long, long) indices_or_sections) =>
            dsplit([indices_or_sections.Item1, indices_or_sections.Item2, indices_or_sections.Item3, indices_or_sections.Item4]);
        public Tensor[] dsplit(Tensor indices) => tensor_split(indices, 2);

        private long Even(long size, int dim, string which)
        {
            ArgumentOutOfRangeException.ThrowIfZero(size);
            if (shape[dim] % size != 0) throw new ArgumentException($"The {which} dimension must be evenly divisible by the size");
            return size;
        }
    }
}
