namespace TorchSharp.Siamese.Models.Losses;

/// <summary>The two formulas that go by the name of contrastive loss.</summary>
public enum ContrastiveForm
{
    /// <summary>
    /// Hadsell, Chopra and LeCun, CVPR 2006: half the square of the violation, <c>½d²</c> for a same-class pair and
    /// <c>½[margin − d]₊²</c> for another; by default on the Euclidean distance as it is, mean over all pairs.
    /// </summary>
    Squared,

    /// <summary>
    /// pytorch-metric-learning's: the violation itself, <c>[d − positive margin]₊</c> and <c>[negative margin − d]₊</c>;
    /// by default on L2-normalised rows, the mean over the non-zero positive pairs plus that over the non-zero negative ones.
    /// </summary>
    Linear,
}
