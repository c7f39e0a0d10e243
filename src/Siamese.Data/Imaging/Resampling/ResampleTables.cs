using System.Collections.Concurrent;

namespace TorchSharp.Siamese.Data.Imaging.Resampling;

/// <summary>Keeps the tables of the sizes that came lately. Thread-safe; what is kept changes no result.</summary>
internal static class ResampleTables
{
    private const int MaxKept = 512;     // some kilobytes each; photos come in few widths and heights

    private static readonly ConcurrentDictionary<Key, ResampleTable> s_tables = new();

    public static ResampleTable Get(int inputs, int outputs, Interpolation interpolation, bool antialias)
    {
        var key = new Key(inputs, outputs, interpolation, antialias);
        if (s_tables.TryGetValue(key, out var table))
            return table;
        table = ResampleTable.Build(inputs, outputs, interpolation, antialias);
        if (s_tables.Count >= MaxKept)
            s_tables.Clear();
        s_tables[key] = table;
        return table;
    }

    private readonly record struct Key(int Inputs, int Outputs, Interpolation Interpolation, bool Antialias);
}
