namespace TorchSharp.Siamese.Data.Sources;

/// <summary>Paths with every link in them replaced by what it leads to.</summary>
internal static class CanonicalPath
{
    private const int MostLinks = 40;    // as many as Linux follows

    /// <exception cref="IOException">The path has more than 40 links, so it goes in circles.</exception>
    internal static string Of(string path)
    {
        var full = Path.GetFullPath(path);
        var current = Path.GetPathRoot(full)!;
        var rest = new Stack<string>(Parts(full).Reverse());
        var links = 0;
        while (rest.TryPop(out var part))
        {
            var next = Path.Join(current, part);
            if (new DirectoryInfo(next).LinkTarget is not { } target)
            {
                current = next;
                continue;
            }

            if (++links > MostLinks)
                throw new IOException($"Needs a path of at most {MostLinks} links, got more in '{path}'.");
            var goal = Path.GetFullPath(target, current);
            foreach (var step in Parts(goal).Reverse())
                rest.Push(step);
            current = Path.GetPathRoot(goal)!;
        }

        return current;
    }

    private static string[] Parts(string path) => path[Path.GetPathRoot(path)!.Length..]
        .Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries);
}
