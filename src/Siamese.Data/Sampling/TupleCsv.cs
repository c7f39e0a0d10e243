using TorchSharp.Siamese.Data.Tuples;

namespace TorchSharp.Siamese.Data.Sampling;

/// <summary>Reads explicit pairs and triplets from CSV files.</summary>
/// <remarks>
/// The first line names the columns, in any order; others are passed over. Pairs have <c>anchor</c>, <c>other</c> and
/// <c>same</c> (1, true, 0 or false); triplets <c>anchor</c>, <c>positive</c> and <c>negative</c>. Fields with commas stand in
/// double quotes, quotes in them are doubled; a field ends on its line. Empty lines are passed over.
/// </remarks>
public static class TupleCsv
{
    /// <summary>Reads pairs.</summary>
    /// <param name="path">The file, UTF-8.</param>
    /// <param name="samples">The number of each id (a file name, say) that the file may use.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The pairs in the file's order.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="path"/> or <paramref name="samples"/> is null.</exception>
    /// <exception cref="InvalidDataException">A column is missing, an id unknown or a field wrong; the message names file and line.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="OperationCanceledException">Reading was stopped.</exception>
    public static Task<SamplePair[]> ReadPairsAsync(
        string path, IReadOnlyDictionary<string, int> samples, CancellationToken cancellationToken = default)
        => ReadAsync(path, samples, ["anchor", "other", "same"],
            row => new SamplePair(row.Sample(0), row.Sample(1), row.Boolean(2)), cancellationToken);

    /// <summary>Reads triplets.</summary>
    /// <param name="path">The file, UTF-8.</param>
    /// <param name="samples">The number of each id (a file name, say) that the file may use.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The triplets in the file's order.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="path"/> or <paramref name="samples"/> is null.</exception>
    /// <exception cref="InvalidDataException">A column is missing, an id unknown or a field wrong; the message names file and line.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="OperationCanceledException">Reading was stopped.</exception>
    public static Task<SampleTriplet[]> ReadTripletsAsync(
        string path, IReadOnlyDictionary<string, int> samples, CancellationToken cancellationToken = default)
        => ReadAsync(path, samples, ["anchor", "positive", "negative"],
            row => new SampleTriplet(row.Sample(0), row.Sample(1), row.Sample(2)), cancellationToken);

    private static async Task<TTuple[]> ReadAsync<TTuple>(
        string path, IReadOnlyDictionary<string, int> samples, string[] columns, Func<CsvRow, TTuple> convert, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(samples);
        using var reader = new StreamReader(path);
        var header = await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false)
            ?? throw new InvalidDataException($"{path}, line 1: needs the columns {string.Join(", ", columns)}, got an empty file.");
        var row = new CsvRow(path, samples, columns, header);
        var tuples = new List<TTuple>();
        while (await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
        {
            if (row.Read(line))
                tuples.Add(convert(row));
        }

        return [.. tuples];
    }
}
