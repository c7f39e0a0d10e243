using TorchSharp.Siamese.Data.Labels;

namespace TorchSharp.Siamese.Data.Sources;

/// <summary>Images of other sources, one source after the other, all or some, with labels of their own.</summary>
internal sealed class CombinedFiles : IImageFiles
{
    private readonly IImageFiles[] _sources;
    private readonly int[] _starts;      // where each source begins in the numbers of all
    private readonly int[]? _chosen;     // in the numbers of all; null for all of them
    private readonly int[] _labels;

    internal CombinedFiles(IImageFiles[] sources, int[]? chosen, IEnumerable<int> labels, IEnumerable<string> classNames)
    {
        (_sources, _chosen, _labels) = (sources, chosen, [.. labels]);
        _starts = new int[sources.Length];
        for (var i = 1; i < sources.Length; i++)
            _starts[i] = _starts[i - 1] + sources[i - 1].Count;
        Labels = Array.AsReadOnly(_labels);
        ClassNames = Array.AsReadOnly([.. classNames]);
        var report = new SourceReportBuilder(string.Join(" + ", sources.Select(source => source.Report.Source)));
        foreach (var source in sources)
            report.Include(source.Report);
        if (chosen is not null)
            report.Note($"Of {sources.Sum(source => source.Count)} images {chosen.Length} were chosen.");
        Report = report.Build(Count, ClassNames.Count);
        var hash = ContentHash.Of([.. _labels, .. chosen ?? []], [.. sources.Select(source => source.Fingerprint), .. ClassNames]);
        Fingerprint = $"{Count} files, {hash}";
    }

    public int Count => _labels.Length;

    public IReadOnlyList<int> Labels { get; }

    public IReadOnlyList<string> ClassNames { get; }

    public SourceReport Report { get; }

    public string Fingerprint { get; }

    public string NameOf(int index)
    {
        var (source, inner) = Place(index);
        return source.NameOf(inner);
    }

    public ImageBytes ReadBytes(int index)
    {
        var (source, inner) = Place(index);
        return source.ReadBytes(inner);
    }

    private (IImageFiles Source, int Index) Place(int index)
    {
        SourceCheck.Index(index, _labels.Length);
        var number = _chosen is null ? index : _chosen[index];
        var source = Array.BinarySearch(_starts, number);
        source = source >= 0 ? source : ~source - 1;
        return (_sources[source], number - _starts[source]);
    }
}
