using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Sources;

namespace TorchSharp.Siamese.Examples.Tuples;

/// <summary>Which tuples.</summary>
internal enum SpaceKind
{
    Pairs,
    Triplets,
    Tuplets,
}

/// <summary>What the command line asks for, checked as far as it can be without the data.</summary>
internal sealed record TupleRequest
{
    public required string Data { get; init; }

    /// <summary>Which folders are classes.</summary>
    public required ClassFolders ClassFolders { get; init; }

    public required string? NameColumn { get; init; }

    public required string? LabelColumn { get; init; }

    public required SpaceKind Space { get; init; }

    public required int Positives { get; init; }

    public required int Negatives { get; init; }

    /// <summary>Whether a tuplet's negatives are of different classes.</summary>
    public required bool DistinctClasses { get; init; }

    /// <summary>Positive to negative pairs; null where none was asked for.</summary>
    public required Ratio? Ratio { get; init; }

    /// <summary>Whether pairs come as a double loop finds them.</summary>
    public required bool Ordered { get; init; }

    public required AnchorBalance Balance { get; init; }

    public required bool Shuffle { get; init; }

    public required ulong Seed { get; init; }

    /// <summary>The epoch to write; null for all tuples, from the first epoch on.</summary>
    public required int? Epoch { get; init; }

    public required long? EpochLength { get; init; }

    /// <summary>A file with explicit tuples.</summary>
    public required FileInfo? List { get; init; }

    /// <summary>The most rows to write; null for all.</summary>
    public required long? Limit { get; init; }

    /// <summary>Rows to show as a table instead of writing any.</summary>
    public required int? Head { get; init; }

    public required FileInfo? Out { get; init; }

    /// <summary>Whether samples are named by number.</summary>
    public required bool Numbers { get; init; }

    /// <summary>Most rows of the class table.</summary>
    public required int ClassRows { get; init; }

    public required BatchPosition? Audit { get; init; }

    public required int BatchSize { get; init; }

    /// <summary>Classes a batch, and samples of each, of an audit of such batches.</summary>
    public required Ratio? Batches { get; init; }

    public required int Threads { get; init; }

    public required FileInfo? Json { get; init; }

    /// <summary>Whether rows are written, to a file or to standard output.</summary>
    public bool Writes => Audit is null && Head is null && Limit != 0;
}

/// <summary>Two whole numbers of 1 or more.</summary>
internal sealed record Ratio(int First, int Second);

/// <summary>A batch of an epoch.</summary>
internal sealed record BatchPosition(int Epoch, long Batch);
