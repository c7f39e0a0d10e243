using NUnit.Framework;

namespace TorchSharp.Siamese.TestSupport;

/// <summary>Collects how many cases agree, so that one run names every case that does not.</summary>
public sealed class GoldenReport(string what)
{
    private readonly List<string> _failures = [];
    private int _agreed;
    private int _skipped;

    /// <summary>Counts a case that is left out on purpose, with the reason.</summary>
    public void Skip(string id, string reason)
    {
        _skipped++;
        TestContext.Out.WriteLine($"{id}: left out, {reason}");
    }

    /// <summary>Runs one case; a comparison that fails is a message, an exception too.</summary>
    public void Case(GoldenCase golden, Func<string?> compare)
    {
        try
        {
            if (compare() is { } difference)
                _failures.Add($"{golden.Id}: {difference}");
            else
                _agreed++;
        }
        catch (Exception error) when (error is not AssertionException)
        {
            _failures.Add($"{golden.Id}: {error.GetType().Name}: {error.Message}");
        }
    }

    /// <summary>Prints the counts; fails if a case differed or none was there.</summary>
    public void Finish()
    {
        TestContext.Out.WriteLine($"{what}: {_agreed} of {_agreed + _failures.Count} cases agree, {_skipped} left out");
        Assert.That(_failures, Is.Empty);
        Assert.That(_agreed, Is.GreaterThan(0), $"no case of {what}");
    }

    /// <summary>Null if all values agree to a relative 1e-9; else the first that does not.</summary>
    public static string? Compare(string name, ReadOnlySpan<double> actual, ReadOnlySpan<double> expected)
    {
        if (actual.Length != expected.Length)
            return $"{name} has {actual.Length} values, expected {expected.Length}";
        var scale = 1.0;
        foreach (var value in expected)
        {
            if (double.IsFinite(value))
                scale = Math.Max(scale, Math.Abs(value));
        }
        for (var i = 0; i < actual.Length; i++)
        {
            if (actual[i].Equals(expected[i]))
                continue;
            // What cancels to nearly 0 is as exact as the largest value it came from.
            if (!(Math.Abs(actual[i] - expected[i]) <= 1e-9 * Math.Abs(expected[i]) + 1e-12 * scale))
                return $"{name}[{i}] is {actual[i]:R}, expected {expected[i]:R}";
        }
        return null;
    }
}
