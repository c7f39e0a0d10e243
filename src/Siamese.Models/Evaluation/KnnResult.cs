using System.Globalization;

namespace TorchSharp.Siamese.Models.Evaluation;

/// <summary>How many queries have a nearest neighbour of their own class.</summary>
/// <remarks>Immutable.</remarks>
public sealed record KnnResult
{
    internal KnnResult(int queryCount, int answerableCount, int correctCount, IReadOnlyDictionary<long, double> perClass, string protocol)
    {
        QueryCount = queryCount;
        AnswerableCount = answerableCount;
        CorrectCount = correctCount;
        PerClass = perClass;
        Protocol = protocol;
    }

    /// <summary>Number of queries.</summary>
    public int QueryCount { get; }

    /// <summary>Number of queries whose class the gallery holds, themselves aside.</summary>
    public int AnswerableCount { get; }

    /// <summary>Number of queries whose nearest neighbour is of their class.</summary>
    public int CorrectCount { get; }

    /// <summary>Correct over all queries, 0 to 1; NaN without a query. A query whose class the gallery lacks counts as wrong.</summary>
    public double Accuracy => (double)CorrectCount / QueryCount;

    /// <summary>Correct over answerable queries, 0 to 1; NaN if there is none. This is precision at 1 as pytorch-metric-learning defines it.</summary>
    public double PrecisionAt1 => (double)CorrectCount / AnswerableCount;

    /// <summary>Precision at 1 of each class with an answerable query, by label, ascending.</summary>
    public IReadOnlyDictionary<long, double> PerClass { get; }

    /// <summary>The mean of <see cref="PerClass"/>, in which every class counts the same; NaN if there is none.</summary>
    public double ClassAverage => PerClass.Count == 0 ? double.NaN : PerClass.Values.Average();

    /// <summary>What was compared with what, and by which distance.</summary>
    public string Protocol { get; }

    /// <summary>Accuracy in percent with its counts and the protocol.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"1-NN accuracy {100 * Accuracy:0.00} % ({CorrectCount} of {QueryCount} queries, {QueryCount - AnswerableCount} of them of a class that the gallery lacks; {Protocol})");
}
