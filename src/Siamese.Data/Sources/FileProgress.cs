namespace TorchSharp.Siamese.Data.Sources;

/// <summary>How far the reading or the download of one file is.</summary>
/// <param name="File">Path or address of the file.</param>
/// <param name="Bytes">Bytes done so far.</param>
/// <param name="TotalBytes">Bytes in all; null where that is not known.</param>
public readonly record struct FileProgress(string File, long Bytes, long? TotalBytes);
