namespace TorchSharp.Siamese.Data.Mining;

/// <summary>Which positive, or which negative, <see cref="BatchEasyHardMiner"/> takes for an anchor.</summary>
public enum MiningStrategy
{
    /// <summary>The farthest positive; the nearest negative.</summary>
    Hard,

    /// <summary>The nearest negative that is farther than the chosen positive; the farthest positive that is nearer than the chosen negative.</summary>
    SemiHard,

    /// <summary>The nearest positive; the farthest negative.</summary>
    Easy,

    /// <summary>All of them.</summary>
    All,
}
