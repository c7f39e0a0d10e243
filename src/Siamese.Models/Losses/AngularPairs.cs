using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Losses;

/// <summary>The positive pairs of an angular loss against all rows of other classes, block by block, forwards and backwards.</summary>
/// <param name="Anchors">int64, <c>[P]</c>.</param>
/// <param name="Positives">int64, <c>[P]</c>.</param>
/// <param name="Labels">Of the anchors' rows, <c>[N]</c>.</param>
/// <param name="OtherLabels">Of the negatives' rows, <c>[M]</c>.</param>
/// <param name="Steepness"><c>tan²α</c>.</param>
internal sealed record AngularPairs(Tensor Anchors, Tensor Positives, Tensor Labels, Tensor OtherLabels, double Steepness)
{
    private const long BlockSize = 1L << 21;   // numbers in one block

    private long BlockLength => Math.Max(1, BlockSize / Math.Max(1, OtherLabels.shape[0]));

    /// <param name="units">Anchors of length 1, <c>[N, D]</c>.</param>
    /// <param name="otherUnits">Positives of length 1, <c>[M, D]</c>.</param>
    /// <param name="others">Negatives as they are, <c>[M, D]</c>.</param>
    /// <param name="pairs">Which rows are priced.</param>
    /// <returns>The losses, <c>[P]</c>, in the caller's dispose scope.</returns>
    public static Tensor Price(Tensor units, Tensor otherUnits, Tensor others, AngularPairs pairs) => Function.apply(units, otherUnits, others, pairs);

    /// <summary>Whether any row is of another class than the anchor, bool, <c>[P]</c>.</summary>
    public Tensor HaveNegatives()
    {
        // One class in all: a row without negatives has the label of every other row.
        var (low, high) = OtherLabels.shape[0] == 0 ? (Labels, Labels) : (OtherLabels.min(), OtherLabels.max());
        var has = Labels.ne(low).logical_or(Labels.ne(high));
        return has.index_select(0, Anchors);
    }

    private Block At(Tensor units, Tensor otherUnits, Tensor others, long start)
    {
        var count = Math.Min(BlockLength, Anchors.shape[0] - start);
        var (anchors, positives) = (Anchors.narrow(0, start, count), Positives.narrow(0, start, count));
        var (left, right) = (units.index_select(0, anchors), otherUnits.index_select(0, positives));  // [b, D]
        var exponents = 4 * Steepness * (left + right).matmul(others.t()) - 2 * (1 + Steepness) * (left * right).sum(1, keepdim: true);   // [b, M]
        var different = Labels.index_select(0, anchors).unsqueeze(1).ne(OtherLabels.unsqueeze(0));    // [b, M]
        return new Block(anchors, positives, left, right, exponents.masked_fill(different.logical_not(), finfo(exponents.dtype).min));
    }

    private sealed record Block(Tensor Anchors, Tensor Positives, Tensor Left, Tensor Right, Tensor Exponents);

    private sealed class Function : autograd.SingleTensorFunction<Function>
    {
        public override string Name => nameof(AngularPairs);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var (units, otherUnits, others, pairs) = ((Tensor)vars[0], (Tensor)vars[1], (Tensor)vars[2], (AngularPairs)vars[3]);
            using var scope = NewDisposeScope();
            var losses = zeros(pairs.Anchors.shape[0], units.dtype, units.device);
            for (var start = 0L; start < pairs.Anchors.shape[0]; start += pairs.BlockLength)
            {
                using var inner = NewDisposeScope();
                var block = LogSumExp.WithZero(pairs.At(units, otherUnits, others, start).Exponents.logsumexp(1));
                losses.narrow(0, start, block.shape[0]).copy_(block);
            }
            ctx.save_for_backward([units, otherUnits, others, pairs.Anchors, pairs.Positives, pairs.Labels, pairs.OtherLabels]);
            ctx.save_data(nameof(Steepness), pairs.Steepness);
            return losses.MoveToOuterDisposeScope();
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        {
            using var scope = NewDisposeScope();
            var saved = ctx.get_saved_variables();
            var (units, otherUnits, others) = (saved[0], saved[1], saved[2]);
            var pairs = new AngularPairs(saved[3], saved[4], saved[5], saved[6], (double)ctx.get_data(nameof(Steepness)));
            var (ofUnits, ofOtherUnits, ofOthers) = (zeros_like(units), zeros_like(otherUnits), zeros_like(others));
            for (var start = 0L; start < pairs.Anchors.shape[0]; start += pairs.BlockLength)
            {
                using var inner = NewDisposeScope();
                var block = pairs.At(units, otherUnits, others, start);
                var count = block.Left.shape[0];
                // The derivative of log(1 + Σ eˣ) by x is e^(x − loss).
                var losses = LogSumExp.WithZero(block.Exponents.logsumexp(1));
                var weights = (block.Exponents - losses.unsqueeze(1)).exp() * grad_output.narrow(0, start, count).unsqueeze(1);
                var ofSum = 4 * pairs.Steepness * weights.matmul(others);                             // [b, D]
                var ofProduct = -2 * (1 + pairs.Steepness) * weights.sum(1, keepdim: true);           // [b, 1]
                ofUnits.index_add_(0, block.Anchors, ofSum + ofProduct * block.Right, 1);
                ofOtherUnits.index_add_(0, block.Positives, ofSum + ofProduct * block.Left, 1);
                ofOthers.add_(4 * pairs.Steepness * weights.t().matmul(block.Left + block.Right));
            }
            // The slope of a row's direction is up to 1e12: room for it.
            var most = finfo(units.dtype).max * 1e-14;
            ofUnits.clamp_(-most, most);
            ofOtherUnits.clamp_(-most, most);
            return [ofUnits.MoveToOuterDisposeScope(), ofOtherUnits.MoveToOuterDisposeScope(), ofOthers.MoveToOuterDisposeScope(), null!];
        }
    }
}
