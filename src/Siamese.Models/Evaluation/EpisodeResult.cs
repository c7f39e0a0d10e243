using System.Globalization;

namespace TorchSharp.Siamese.Models.Evaluation;

/// <summary>How many queries of few-shot episodes were given their class. Immutable.</summary>
public sealed record EpisodeResult
{
    private const double Normal95 = 1.959963984540054;

    internal EpisodeResult(double[] accuracies, int queries, int correct, string protocol)
    {
        Accuracies = Array.AsReadOnly(accuracies);
        (Queries, Correct, Protocol) = (queries, correct, protocol);
        Accuracy = accuracies.Average();
        HalfWidth95 = accuracies.Length < 2
            ? double.NaN
            : Normal95 * Math.Sqrt(accuracies.Sum(one => (one - Accuracy) * (one - Accuracy)) / (accuracies.Length - 1) / accuracies.Length);
    }

    /// <summary>Share of the queries of each episode that were given their class, 0 to 1.</summary>
    public IReadOnlyList<double> Accuracies { get; }

    /// <summary>Number of queries in all episodes.</summary>
    public int Queries { get; }

    /// <summary>Number of those that were given their class.</summary>
    public int Correct { get; }

    /// <summary>The mean of <see cref="Accuracies"/>.</summary>
    public double Accuracy { get; }

    /// <summary>1 less <see cref="Accuracy"/>.</summary>
    public double Error => 1 - Accuracy;

    /// <summary>Half the width of the 95 % interval of <see cref="Accuracy"/>: 1.96 standard errors over episodes. NaN for one episode.</summary>
    public double HalfWidth95 { get; }

    /// <summary>Which episodes, how queries were given a class, and how ties count.</summary>
    public string Protocol { get; }

    /// <summary>Accuracy with its interval in percent, and the protocol.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"accuracy {100 * Accuracy:0.00} % ± {100 * HalfWidth95:0.00} % (95 %, over {Accuracies.Count} episodes), {Correct} of {Queries} queries ({Protocol})");
}
