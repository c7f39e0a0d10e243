namespace TorchSharp.Siamese.Examples.Omniglot;

/// <summary>A figure with its 95 % interval and how it was obtained.</summary>
/// <param name="Key">Its name in the JSON file.</param>
/// <param name="Name">Its name in the table.</param>
/// <param name="Value">A share of 1.</param>
/// <param name="Low">Lower end of the interval.</param>
/// <param name="High">Upper end.</param>
/// <param name="Protocol">In words.</param>
internal sealed record Figure(string Key, string Name, double Value, double Low, double High, string Protocol)
{
    private const double Normal95 = 1.959963984540054;

    /// <summary>A share of independent questions, with Wilson's interval (1927), which stays inside 0 to 1.</summary>
    public static Figure OfQuestions(string key, string name, int count, int questions, string protocol)
    {
        var share = (double)count / questions;
        var z = Normal95 * Normal95 / questions;
        var middle = (share + (z / 2)) / (1 + z);
        var half = Normal95 * Math.Sqrt((share * (1 - share) / questions) + (z / (4 * questions))) / (1 + z);
        return new Figure(key, name, share, Math.Max(0, middle - half), Math.Min(1, middle + half), protocol);
    }
}
