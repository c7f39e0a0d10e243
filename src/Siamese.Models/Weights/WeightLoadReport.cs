namespace TorchSharp.Siamese.Models.Weights;

/// <summary>Which weights of a module came from a file.</summary>
/// <param name="Loaded">Names, in the module, of those that came.</param>
/// <param name="Missing">Names, in the module, of those that the file does not have.</param>
/// <param name="Unexpected">Names, in the file, of those that the module does not have.</param>
/// <param name="OtherShape">Names, in the module, and both shapes of those that differ in shape.</param>
/// <param name="LeftOut">Names, in the file, of those that the renaming left out.</param>
public sealed record WeightLoadReport(
    IReadOnlyList<string> Loaded,
    IReadOnlyList<string> Missing,
    IReadOnlyList<string> Unexpected,
    IReadOnlyList<string> OtherShape,
    IReadOnlyList<string> LeftOut)
{
    /// <summary>Whether every weight of the module came, and none of the file was left over but by wish.</summary>
    public bool IsComplete => Missing.Count + Unexpected.Count + OtherShape.Count == 0;

    /// <summary>The numbers, and the names of what does not fit.</summary>
    public override string ToString() => $"{Loaded.Count} loaded{Part("missing", Missing)}{Part("unexpected", Unexpected)}{Part("of another shape", OtherShape)}{Part("left out", LeftOut)}";

    private static string Part(string what, IReadOnlyList<string> names) => names.Count switch
    {
        0 => "",
        <= 5 => $", {names.Count} {what} ({string.Join(", ", names)})",
        _ => $", {names.Count} {what} ({string.Join(", ", names.Take(5))}, ...)",
    };
}
