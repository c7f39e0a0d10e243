using System.Text.Json;
using NUnit.Framework;

namespace TorchSharp.Siamese.TestSupport;

/// <summary>Values that a reference implementation gave (pytorch-metric-learning 2.8.1 and scikit-learn 1.2.1, float64), one case each.</summary>
public static class GoldenFile
{
    /// <summary>The cases of one file: losses, miners, distances or metrics.</summary>
    public static IReadOnlyList<GoldenCase> Read(string name, GoldenSet set)
    {
        var path = Path.Combine(Folder(set), $"{name}.json");
        if (!File.Exists(path))
            Assert.Ignore($"Needs golden values in '{path}' (or SIAMESE_GOLDEN naming their folder), found nothing.");
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        return [.. document.RootElement.GetProperty("cases").EnumerateArray().Select(element => new GoldenCase(element.Clone()))];
    }

    private static string Folder(GoldenSet set)
    {
        if (set == GoldenSet.Extract)
            return Path.Combine(AppContext.BaseDirectory, "Golden");
        var named = Environment.GetEnvironmentVariable("SIAMESE_GOLDEN");
        return string.IsNullOrEmpty(named)
            ? Path.GetFullPath(Path.Combine(RepositoryRoot.Path, "..", "shared", "golden"))
            : named;
    }
}
