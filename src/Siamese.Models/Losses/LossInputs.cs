namespace TorchSharp.Siamese.Models.Losses;

/// <summary>What a loss's definition makes of the members of a batch.</summary>
[Flags]
internal enum LossInputs
{
    /// <summary>Labels only, always.</summary>
    LabelsOnly = 0,

    /// <summary>Prices given tuples.</summary>
    Tuples = 1,

    /// <summary>Given tuples do not say what is priced, but how much each row counts.</summary>
    TuplesAreWeights = 2,

    /// <summary>Positives and negatives may come from a reference set.</summary>
    Reference = 4,

    /// <summary>Any label relation may take the place of labels.</summary>
    Relation = 8,

    /// <summary>Works without labels where tuples or a relation are given.</summary>
    LabelsOptional = 16,

    /// <summary>Without labels, row i of the batch belongs to row i of the reference set.</summary>
    Paired = 32,

    /// <summary>Prices tuples, of a reference set too, and of any relation.</summary>
    All = Tuples | Reference | Relation | LabelsOptional,
}
