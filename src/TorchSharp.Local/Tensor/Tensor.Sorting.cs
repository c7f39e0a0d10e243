using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private static readonly Op OpSortStable = new("sort", "stable"), OpArgsort = new("argsort"), OpMsort = new("msort"), OpTopk = new("topk"),
            OpKthvalue = new("kthvalue"), OpUniqueDim = new("unique_dim"), OpUnique2 = new("_unique2"),
            OpUniqueConsecutive = new("unique_consecutive");

        public (Tensor Values, Tensor Indices) sort(long dim = -1, bool descending = false, bool stable = false) =>
            OpSortStable.Call2(this, stable, dim, descending);
        public Tensor argsort(long dim = -1, bool descending = false) => OpArgsort.Call(this, dim, descending);
        public Tensor msort() => OpMsort.Call(this);
        public (Tensor values, Tensor indexes) topk(int k, int dim = -1, bool largest = true, bool sorted = true) =>
            OpTopk.Call2(this, k, dim, largest, sorted);
        public (Tensor values, Tensor indices) kthvalue(long k, long? dim, bool keepdim = false) => OpKthvalue.Call2(this, k, dim ?? -1, keepdim);
        public (Tensor output, Tensor? inverse_indices, Tensor? counts) unique(bool sorted = true, bool return_inverse = false,
            bool return_counts = false, int? dim = null) =>
            Asked(dim is { } d ? OpUniqueDim.Call3(this, d, sorted, return_inverse, return_counts) : OpUnique2.Call3(this, sorted, return_inverse,
                return_counts), return_inverse, return_counts);

        public (Tensor output, Tensor? inverse_indices, Tensor? counts) unique_consecutive(bool return_inverse = false, bool return_counts = false,
            int? dim = null) =>
            Asked(OpUniqueConsecutive.Call3(this, return_inverse, return_counts, dim), return_inverse, return_counts);

        private static (Tensor, Tensor?, Tensor?) Asked((Tensor Output, Tensor Inverse, Tensor Counts) found, bool inverse, bool counts)
        {
            if (!inverse) found.Inverse.Dispose();
            if (!counts) found.Counts.Dispose();
            return (found.Output, inverse ? found.Inverse : null, counts ? found.Counts : null);
        }
    }
}
