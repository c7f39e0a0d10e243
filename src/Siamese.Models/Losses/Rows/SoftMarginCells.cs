using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Losses.Rows;

/// <summary>What a dynamic soft margin needs to know of all triplets: how many lie between two edges of its histogram, and their sum.</summary>
/// <remarks>Cell 0 lies below the first edge, cell k above edge k − 1, the last one above the last edge.</remarks>
internal sealed class SoftMarginCells(double smallest, double width, int bins)
{
    private readonly double[] _counts = new double[bins + 1];
    private readonly double[] _sums = new double[bins + 1];

    public int Count => bins + 1;

    /// <summary>Smallest x of the histogram.</summary>
    public double Smallest => smallest;

    /// <summary>Distance of two edges.</summary>
    public double Width => width;

    /// <summary>Number of triplets.</summary>
    public double Triplets { get; private set; }

    public void Add(int cell, long count, double sum)
    {
        _counts[cell] += count;
        _sums[cell] += sum;
        Triplets += count;
    }

    /// <summary>Puts the triplets into a histogram and prices them by it.</summary>
    /// <param name="before">The histogram so far, float64, <c>[bins]</c>, on the CPU.</param>
    /// <param name="momentum">Weight of the triplets, if it is not empty.</param>
    public SoftMarginPrices Price(Tensor before, double momentum)
    {
        using var scope = NewDisposeScope();
        using var grad = enable_grad();
        var (inBin, upper, atEdge) = (new double[bins - 1], new double[bins - 1], new double[bins]);
        for (var cell = 0; cell < Count; cell++)
        {
            var bin = Math.Clamp(cell - 1, 0, bins - 2);
            inBin[bin] += _counts[cell];
            atEdge[Math.Max(0, cell - 1)] += _sums[cell];
            if (cell == bins)
                upper[bin] += _counts[cell];
            else if (cell > 0)
                upper[bin] += ((_sums[cell] - (_counts[cell] * smallest)) / width) - (_counts[cell] * bin);
        }
        // Linear in both, so their derivatives are those of every triplet in a cell.
        var (shares, edges) = (tensor(upper).requires_grad_(), tensor(atEdge).requires_grad_());
        var weight = before.sum().item<double>() == 0 ? 1 : momentum;    // the first batch fills the histogram by itself
        var nothing = zeros(1, ScalarType.Float64);
        var sum = before * (1 - weight) + cat([weight * (tensor(inBin) - shares), nothing]) + cat([nothing, weight * shares]);
        var updated = sum / sum.sum();
        var below = updated.cumsum(0);                                   // [bins]
        var gradients = autograd.grad([(below * edges).sum() / Triplets], [shares, edges]);
        var (ofShares, ofEdges) = (gradients[0].data<double>().ToArray(), gradients[1].data<double>().ToArray());
        var slopes = new double[Count];
        for (var cell = 0; cell < Count; cell++)
            slopes[cell] = ofEdges[Math.Max(0, cell - 1)] + (cell > 0 && cell < bins ? ofShares[cell - 1] / width : 0);
        return new SoftMarginPrices(updated.detach().data<double>().ToArray(), below.detach().data<double>().ToArray(), slopes);
    }
}
