namespace TorchSharp.Siamese.Data.Tuples;

/// <summary>What becomes of a class of one sample, which has no other sample to be its positive.</summary>
public enum LoneSamples
{
    /// <summary>It is nobody's anchor and nobody's positive; it stays a negative of all other classes.</summary>
    NegativesOnly,

    /// <summary>
    /// Its sample is its own positive, in all P places of a tuplet. Of use only with augmentation, which changes the image in
    /// another way for each place; without it the distance is 0 whatever the network does.
    /// </summary>
    OwnPositive,
}
