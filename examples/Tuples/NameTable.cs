using System.Text;

namespace TorchSharp.Siamese.Examples.Tuples;

/// <summary>The names of all samples as CSV fields in UTF-8, each with the comma that follows it, in one block of memory.</summary>
/// <remarks>A row of output is then a few copies. Takes 5 bytes a sample more than the names.</remarks>
internal sealed class NameTable
{
    private byte[] _bytes = new byte[4096];
    private int[] _ends = new int[256];

    public int Count { get; private set; }

    /// <summary>Length in bytes of the longest field with its comma.</summary>
    public int Longest { get; private set; }

    /// <summary>Mean length in bytes of a field with its comma.</summary>
    public double Average => (double)EndOf(Count - 1) / Math.Max(1, Count);

    /// <summary>The names "0", "1" and so on.</summary>
    public static NameTable OfNumbers(int count)
    {
        var table = new NameTable();
        Span<char> digits = stackalloc char[11];
        for (var i = 0; i < count; i++)
        {
            _ = i.TryFormat(digits, out var length);
            table.Add(digits[..length]);
        }

        return table;
    }

    /// <summary>Appends a name; one with a comma, a quote or a line break is put in quotes.</summary>
    /// <exception cref="InvalidDataException">All names together take 2 GB or more.</exception>
    public void Add(ReadOnlySpan<char> name)
    {
        var quoted = name.IndexOfAny(",\"\r\n") >= 0 ? $"\"{name.ToString().Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : null;
        var field = quoted is null ? name : quoted;
        var start = EndOf(Count - 1);
        var needed = (long)start + Encoding.UTF8.GetMaxByteCount(field.Length) + 1;
        if (needed > Array.MaxLength)
            throw new InvalidDataException($"Needs names of less than 2 GB altogether, got {Count + 1:#,0} names with more. --numbers does without names.");
        if (needed > _bytes.Length)
            Array.Resize(ref _bytes, (int)Math.Min(Array.MaxLength, Math.Max(needed, 2L * _bytes.Length)));
        if (Count == _ends.Length)
            Array.Resize(ref _ends, 2 * Count);
        var end = start + Encoding.UTF8.GetBytes(field, _bytes.AsSpan(start));
        _bytes[end++] = (byte)',';
        _ends[Count++] = end;
        Longest = Math.Max(Longest, end - start);
    }

    /// <summary>A name as a CSV field, with the comma that follows it.</summary>
    public ReadOnlySpan<byte> FieldOf(int sample)
    {
        var start = EndOf(sample - 1);
        return _bytes.AsSpan(start, _ends[sample] - start);
    }

    /// <summary>A name as it was added.</summary>
    public string NameOf(int sample)
    {
        var field = Encoding.UTF8.GetString(FieldOf(sample)[..^1]);
        return field.StartsWith('"') ? field[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal) : field;
    }

    /// <summary>Two samples with the same name; null where all differ.</summary>
    public (int First, int Second)? FindRepeat()
    {
        var (hashes, samples) = (new uint[Count], new int[Count]);
        for (var i = 0; i < Count; i++)
            (hashes[i], samples[i]) = (HashOf(FieldOf(i)), i);
        Array.Sort(hashes, samples);
        for (var i = 1; i < Count; i++)
        {
            for (var j = i - 1; j >= 0 && hashes[j] == hashes[i]; j--)
            {
                if (FieldOf(samples[i]).SequenceEqual(FieldOf(samples[j])))
                    return (Math.Min(samples[i], samples[j]), Math.Max(samples[i], samples[j]));
            }
        }

        return null;
    }

    /// <summary>FNV-1a: the same in every run, so that the same repeat is found.</summary>
    private static uint HashOf(ReadOnlySpan<byte> bytes)
    {
        var hash = 2166136261u;
        foreach (var value in bytes)
            hash = unchecked((hash ^ value) * 16777619u);
        return hash;
    }

    private int EndOf(int sample) => sample < 0 ? 0 : _ends[sample];
}
