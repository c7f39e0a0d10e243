using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private static readonly Op OpIndex = new("index", "Tensor"), OpIndexPut_ = new("index_put_"), OpSelectInt = new("select", "int"),
            OpSliceTensor = new("slice", "Tensor");

        [IndexerName("TensorItems")]
        public Tensor this[params TensorIndex[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        [IndexerName("TensorItems")]
        public Tensor this[params Tensor[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1]
        {
            get => OpSelectInt.Call(this, 0, i1);
            set => Assign(value, i1);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2]
        {
            get => At(i1, i2);
            set => Assign(value, i1, i2);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3]
        {
            get => At(i1, i2, i3);
            set => Assign(value, i1, i2, i3);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3, long i4]
        {
            get => At(i1, i2, i3, i4);
            set => Assign(value, i1, i2, i3, i4);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3, long i4, long i5]
        {
            get => At(i1, i2, i3, i4, i5);
            set => Assign(value, i1, i2, i3, i4, i5);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3, long i4, long i5, long i6]
        {
            get => At(i1, i2, i3, i4, i5, i6);
            set => Assign(value, i1, i2, i3, i4, i5, i6);
        }

        [IndexerName("TensorItems")]
        public Tensor this[params long[] indices]
        {
            get => index(Singles(indices));
            set => index_put_(value, Singles(indices));
        }

        public Tensor index(params TensorIndex[] indices)
        {
            var (view, lists) = Apply(indices);
            if (lists is null) return view;
            using (view)
            using (new Owned(lists))
                return OpIndex.Call(view, lists);
        }

        public Tensor index(params Tensor[] indices) => index(Wrap(indices));

        public Tensor index_put_(Tensor value, params TensorIndex[] indices) => index_put_(value, indices, false);

        /// <param name="accumulate">Adds, also where an element is named more than once.</param>
        public Tensor index_put_(Tensor value, TensorIndex[] indices, bool accumulate = false)
        {
            ArgumentNullException.ThrowIfNull(value);
            var (view, lists) = Apply(indices);
            using var target = view;
            using var owned = new Owned(lists);
            using var source = WithoutLeadingOnes(value);
            if (lists is not null) OpIndexPut_.Run(target, lists, source, accumulate);
            else if (accumulate) target.add_(source);
            else target.copy_(source);
            return this;
        }

        public Tensor index_put_(Tensor value, params Tensor[] indices) => index_put_(value, Wrap(indices), false);

        public Tensor index_put_(Tensor value, Tensor[] indices, bool accumulate = false) => index_put_(value, Wrap(indices), accumulate);

        public Tensor index_put_(Scalar value, params TensorIndex[] indices)
        {
            using var filled = torch.full([], value, dtype, device);
            return index_put_(filled, indices, false);
        }

        public Tensor index_put_(Scalar value, params Tensor[] indices) => index_put_(value, Wrap(indices));

        public Tensor select(long dim, long index) => OpSelectInt.Call(this, dim, index);

        /// <param name="finish">Exclusive.</param>
        public Tensor slice(long dim, long start, long finish, long step)
        {
            if (step < 1) throw new ArgumentException($"step is {step}, but it should always be positive.");
            return OpSliceTensor.Call(this, dim, start, finish, step);
        }

        private static TensorIndex[] Singles(long[] indices) => Array.ConvertAll(indices, i => TensorIndex.Single(i));

        private static TensorIndex[] Wrap(Tensor[] indices) => Array.ConvertAll(indices, TensorIndex.Tensor);

        private Tensor At(params ReadOnlySpan<long> indices)
        {
            var result = OpSelectInt.Call(this, 0, indices[0]);
            foreach (var i in indices[1..])
                using (var outer = result)
                    result = OpSelectInt.Call(outer, 0, i);
            return result;
        }

        private void Assign(Tensor value, params ReadOnlySpan<long> indices)
        {
            using var target = At(indices);
            target.copy_(value);
        }

        /// <summary>Libtorch's setter ignores leading dimensions of size 1 in what it is given.</summary>
        private static Tensor WithoutLeadingOnes(Tensor value)
        {
            var shape = value.shape;
            var ones = 0;
            while (ones < shape.Length && shape[ones] == 1) ones++;
            return ones == 0 ? value.alias() : value.reshape(shape[ones..]);
        }

        /// <summary>
        /// The view that numbers, slices and new dimensions make, and the index tensors for what is left, null at dimensions without one.
        /// </summary>
        private (Tensor View, Tensor?[]? Lists) Apply(TensorIndex[] indices)
        {
            ArgumentNullException.ThrowIfNull(indices);
            var named = indices.Sum(DimensionsTaken);
            if (named > Dimensions)
                throw new ExternalException($"too many indices for tensor of dimension {Dimensions}");
            var view = alias();
            var lists = new List<Tensor?>();
            var dim = 0L;
            foreach (var index in indices)
            {
                using var outer = view;
                view = Step(outer, index, Dimensions - named, lists, ref dim);
            }
            return (view, lists.Count == 0 ? null : lists.ToArray());
        }

        private static long DimensionsTaken(TensorIndex index) => index.kind switch
        {
            TensorIndex.Kind.Single or TensorIndex.Kind.Slice => 1,
            TensorIndex.Kind.Tensor when index.tensor is null => throw new ArgumentException("An index tensor is null."),
            TensorIndex.Kind.Tensor => index.tensor.dtype is ScalarType.Bool or ScalarType.Byte ? index.tensor.Dimensions : 1,
            _ => 0,
        };

        private static Tensor Step(Tensor outer, TensorIndex index, long skipped, List<Tensor?> lists, ref long dim)
        {
            switch (index.kind)
            {
                case TensorIndex.Kind.Single:
                    return OpSelectInt.Call(outer, dim, index.start ?? 0);
                case TensorIndex.Kind.Slice:
                    if (index.step is <= 0) throw new ExternalException("step must be greater than zero");
                    return OpSliceTensor.Call(outer, dim++, index.start, index.stop, index.step ?? 1);
                case TensorIndex.Kind.Ellipsis:
                    dim += skipped;
                    return outer.alias();
                case TensorIndex.Kind.Bool:
                    return Masked(outer, index.start != 0, lists, ref dim);
                case TensorIndex.Kind.Tensor:
                    return Listed(outer, index.tensor!, lists, ref dim);
                default:
                    return outer.unsqueeze(dim++);
            }
        }

        private static Tensor Listed(Tensor outer, Tensor list, List<Tensor?> lists, ref long dim)
        {
            if (list.Dimensions == 0 && torch.is_integral(list.dtype))
                return list.dtype is ScalarType.Bool or ScalarType.Byte
                    ? Masked(outer, list.ToBoolean(), lists, ref dim)
                    : OpSelectInt.Call(outer, dim, list.ToInt64());
            // Libtorch before 2.0 takes no indices of 32 bits.
            Note(lists, dim, list.to(list.dtype == ScalarType.Int32 ? ScalarType.Int64 : list.dtype, outer.device));
            // A mask of several dimensions stands for as many; index expands it and skips them.
            dim++;
            return outer.alias();
        }

        /// <summary>True keeps everything under a new dimension, false nothing.</summary>
        private static Tensor Masked(Tensor outer, bool keep, List<Tensor?> lists, ref long dim)
        {
            Note(lists, dim, keep ? torch.zeros([1], ScalarType.Int64, outer.device) : torch.empty([0], ScalarType.Int64, outer.device));
            return outer.unsqueeze(dim++);
        }

        private readonly struct Owned(Tensor?[]? tensors) : IDisposable
        {
            public void Dispose()
            {
                foreach (var tensor in tensors ?? []) tensor?.Dispose();
            }
        }

        private static void Note(List<Tensor?> lists, long dim, Tensor list)
        {
            while (lists.Count < dim) lists.Add(null);
            lists.Add(list);
        }
    }
}
