namespace TorchSharp.Siamese.Data.Tuples;

/// <summary>Whether a triplet is another one once anchor and positive change places.</summary>
public enum TripletForm
{
    /// <summary>Yes: (a, p, n) and (p, a, n) are two triplets, since each has its own anchor-to-negative distance.</summary>
    Ordered,

    /// <summary>No: the two count once, with the lower sample number as the anchor.</summary>
    Unordered,
}
