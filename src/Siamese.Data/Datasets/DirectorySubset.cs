namespace TorchSharp.Siamese.Data.Datasets;

/// <summary>Which side of a validation split.</summary>
public enum DirectorySubset
{
    /// <summary>The samples to train on.</summary>
    Training,

    /// <summary>The samples held out.</summary>
    Validation,

    /// <summary>Both, as two datasets: <c>TupletDatasetFromDirectory.OpenBothAsync</c>.</summary>
    Both,
}
