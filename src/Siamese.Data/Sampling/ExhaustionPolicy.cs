namespace TorchSharp.Siamese.Data.Sampling;

/// <summary>What a plan does once every tuple of a space has come.</summary>
public enum ExhaustionPolicy
{
    /// <summary>All of them come once more, in a new random order, and so on.</summary>
    Reshuffle,

    /// <summary>Asking for another one is an error.</summary>
    Throw,
}
