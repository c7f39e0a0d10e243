namespace TorchSharp.Siamese.Data.Sources;

/// <summary>What happens where a table names files that are not there.</summary>
public enum MissingFiles
{
    /// <summary>A <see cref="MissingFilesException"/> names them all.</summary>
    Throw,

    /// <summary>Their rows are left out, and the report names them.</summary>
    LeaveOut,
}
