namespace TorchSharp.Siamese.Examples.ImageFolder;

/// <summary>Classes by name, so that two listings number them alike.</summary>
internal static class ClassNumbers
{
    /// <param name="first">Numbers the classes in the order in which they come.</param>
    /// <param name="second">Another listing; null for none.</param>
    /// <returns>The class of each image of both, and the names.</returns>
    public static (int[] First, int[] Second, IReadOnlyList<string> Names) Of(ListedImages first, ListedImages? second)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        int[] Labels(ListedImages? images) => images is null ? [] : [.. Enumerable.Range(0, images.Files.Count).Select(i =>
        {
            var name = images.ClassOf(i);
            return numbers.TryGetValue(name, out var number) ? number : numbers[name] = numbers.Count;
        })];
        var (one, two) = (Labels(first), Labels(second));
        return (one, two, [.. numbers.Keys]);
    }
}
