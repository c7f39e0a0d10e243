namespace TorchSharp.Siamese.Examples.Host;

/// <summary>Files that appear whole or not at all.</summary>
public static class AtomicFile
{
    /// <summary>Writes beside <paramref name="target"/>, flushes to the disk, then renames.</summary>
    /// <param name="target">The file to make or replace; its folder is made too.</param>
    /// <param name="write">Gets the open file.</param>
    public static void Write(FileInfo target, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(write);
        target.Directory!.Create();
        var part = $"{target.FullName}.{Environment.ProcessId}.part";
        try
        {
            using (var stream = new FileStream(part, FileMode.Create, FileAccess.Write))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            File.Move(part, target.FullName, overwrite: true);
        }
        finally
        {
            File.Delete(part);
        }
    }

    /// <summary>Finds out before the work, not after it, that the result has no place.</summary>
    /// <exception cref="IOException">The file is a folder or a device, or its folder cannot be made or written.</exception>
    public static void CheckWritable(FileInfo target, string option)
    {
        if (Directory.Exists(target.FullName))
            throw new IOException($"{option} needs a file to write, got the folder '{target.FullName}'.");
        // Renamed into place, a file would take the place of the device itself: no more /dev/null for anybody.
        if (target.FullName.StartsWith("/dev/", StringComparison.Ordinal) && !target.FullName.StartsWith("/dev/shm/", StringComparison.Ordinal))
            throw new IOException($"{option} needs a file to write, got the device '{target.FullName}'.");
        try
        {
            target.Directory!.Create();
            var probe = $"{target.FullName}.{Environment.ProcessId}.part";
            File.Create(probe).Dispose();
            File.Delete(probe);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{option} needs a file that can be written, got '{target.FullName}': {error.Message}", error);
        }
    }
}
