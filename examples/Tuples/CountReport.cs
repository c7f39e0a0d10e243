using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using TorchSharp.Siamese.Data.Labels;

namespace TorchSharp.Siamese.Examples.Tuples;

/// <summary>The counts for people and for programs.</summary>
internal static class CountReport
{
    /// <summary>The class table, the spaces, and what they mean for a training.</summary>
    public static string Text(LabelledSamples samples, TupleCounts counts, int classRows)
    {
        var classes = counts.Classes;
        var text = new StringBuilder();
        text.Append(Invariant($"{Amount(classes.SampleCount, "sample", "samples")} in {Amount(classes.ClassCount, "class", "classes")}, from {samples.Origin}\n{samples.Remarks}\n"));
        text.Append(ClassTable(counts, classRows)).Append('\n');
        text.Append(SpaceTable(counts)).Append('\n');
        text.Append(Bias(counts));
        return text.ToString();
    }

    /// <summary>The counts as one JSON object; every number in full.</summary>
    public static void WriteJson(Stream stream, TupleCounts counts)
    {
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteNumber("samples", counts.Classes.SampleCount);
        json.WriteNumber("classes", counts.Classes.ClassCount);
        json.WriteNumber("classes_of_one_sample", counts.Singles);
        json.WriteNumber("positive_pairs", counts.PositivePairs);
        json.WriteNumber("negative_pairs", counts.NegativePairs);
        json.WriteNumber("ordered_positive_pairs", counts.OrderedPositivePairs);
        json.WriteNumber("ordered_negative_pairs", counts.OrderedNegativePairs);
        Big("triplets", counts.Triplets);
        json.WriteNumber("tuplet_positives", counts.TupletPositives);
        json.WriteNumber("tuplet_negatives", counts.TupletNegatives);
        Big("tuplets", counts.Tuplets);
        Share("negatives_per_positive", counts.NegativesPerPositive);
        Share("constant_answer", counts.ConstantAnswer);
        WriteSizes(json, counts.Classes);
        json.WriteEndObject();

        void Big(string key, BigInteger value)
        {
            json.WritePropertyName(key);
            json.WriteRawValue(value.ToString(CultureInfo.InvariantCulture));
        }

        void Share(string key, double? value)
        {
            if (value is null)
                json.WriteNull(key);
            else
                json.WriteNumber(key, value.Value);
        }
    }

    private static void WriteSizes(Utf8JsonWriter json, ClassIndex classes)
    {
        json.WriteStartArray("sizes");
        for (var c = 0; c < classes.ClassCount; c++)
        {
            json.WriteStartObject();
            json.WriteString("class", classes.NameOf(c));
            json.WriteNumber("samples", classes.SizeOf(c));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static TextTable ClassTable(TupleCounts counts, int rows)
    {
        var classes = counts.Classes;
        var table = new TextTable(["class", "samples", "positive pairs", "negative pairs", "triplets"]);
        // A table that would leave out a single class shows it instead.
        var shown = classes.ClassCount <= rows + 1 && rows > 0 ? classes.ClassCount : Math.Min(rows, classes.ClassCount);
        for (var c = 0; c < shown; c++)
            table.Add(classes.NameOf(c), Number(classes.SizeOf(c)), Number(counts.PositivePairsOf(c)), Number(counts.NegativePairsOf(c)), Number(counts.TripletsOf(c)));
        if (shown < classes.ClassCount && shown > 0)
        {
            var others = Enumerable.Range(shown, classes.ClassCount - shown).ToArray();
            table.Add(
                Invariant($"{others.Length:#,0} others"), Number(others.Sum(c => (long)classes.SizeOf(c))),
                Number(Sum(c => counts.PositivePairsOf(c))), "", Number(Sum(counts.TripletsOf)));

            BigInteger Sum(Func<int, BigInteger> of) => others.Aggregate(BigInteger.Zero, (sum, c) => sum + of(c));
        }

        table.Add("all", Number(classes.SampleCount), Number(counts.PositivePairs), Number(counts.NegativePairs), Number(counts.Triplets));
        return table;
    }

    private static TextTable SpaceTable(TupleCounts counts)
    {
        var table = new TextTable(["space", "positive", "negative", "together"]);
        Pairs("unique pairs", counts.PositivePairs, counts.NegativePairs);
        Pairs("ordered pairs with self-pairs (a double loop)", counts.OrderedPositivePairs, counts.OrderedNegativePairs);
        table.Add("triplets", "", "", Number(counts.Triplets));
        table.Add(
            Invariant($"tuplets of {counts.TupletPositives} positive{(counts.TupletPositives == 1 ? "" : "s")} and {counts.TupletNegatives} negative{(counts.TupletNegatives == 1 ? "" : "s")}"),
            "", "", Number(counts.Tuplets));
        return table;

        void Pairs(string name, ulong positive, ulong negative) => table.Add(name, Number(positive), Number(negative), Number((BigInteger)positive + negative));
    }

    private static string Bias(TupleCounts counts)
    {
        var text = new StringBuilder("A negative pair stands in the rows of both its classes; 'all' counts it once.\n");
        if (counts.NegativesPerPositive is { } ratio)
        {
            var answer = counts.NegativePairs >= counts.PositivePairs ? "different" : "same";
            text.Append(Invariant($"Training on all unique pairs would mean {ratio:#,0.##} negative to each positive: always answering \"{answer}\" is then right {Share(counts.ConstantAnswer!.Value)} of the time.\n"));
        }

        text.Append(Invariant($"In a double loop {Amount(counts.Classes.SampleCount, "pair is a sample", "pairs are a sample")} with itself, and every other pair comes twice.\n"));
        var largest = Enumerable.Range(0, counts.Classes.ClassCount).MaxBy(counts.Classes.SizeOf);
        var (samples, pairs) = ((double)counts.Classes.SizeOf(largest) / counts.Classes.SampleCount, counts.PositivePairs == 0 ? 0 : (double)counts.PositivePairsOf(largest) / counts.PositivePairs);
        if (pairs > 1.1 * samples)
            text.Append(Invariant($"Class '{TextTable.Shorten(counts.Classes.NameOf(largest))}' has {Share(samples)} of the samples and {Share(pairs)} of the positive pairs; --balance class gives every class the same share.\n"));
        if (counts.Singles > 0)
            text.Append(Invariant($"{Amount(counts.Singles, "class has", "classes have")} one sample, hence no positive pair.\n"));
        return text.ToString();
    }

    /// <summary>Never rounded to all or nothing.</summary>
    private static string Share(double share) => share is > 0.9995 and < 1 ? Invariant($"{share:0.#####%}").Replace("%", " %", StringComparison.Ordinal) : Invariant($"{100 * share:0.0} %");

    private static string Amount(long count, string one, string many) => Invariant($"{count:#,0} {(count == 1 ? one : many)}");

    private static string Number(BigInteger value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
