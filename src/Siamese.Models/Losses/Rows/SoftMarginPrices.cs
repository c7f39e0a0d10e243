namespace TorchSharp.Siamese.Models.Losses.Rows;

/// <summary>What the triplets of each cell cost.</summary>
/// <param name="Histogram">With the triplets in it, one number for each edge.</param>
/// <param name="Below">Its running sum.</param>
/// <param name="Slopes">Derivative of the loss by the x of a triplet, for each cell.</param>
internal sealed record SoftMarginPrices(double[] Histogram, double[] Below, double[] Slopes);
