namespace TorchSharp;

public static partial class torch
{
    /// <summary>What a division does with a fraction.</summary>
    public enum RoundingMode
    {
        None,
        trunc,
        floor,
    }
}
