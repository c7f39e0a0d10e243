using TorchSharp.Siamese.Models.Training;

namespace TorchSharp.Siamese.Models.Insight.Report;

/// <summary>A file that appears whole or not at all.</summary>
internal static class ReportFile
{
    /// <summary>Finds out before the work that its result has no place.</summary>
    public static void CheckWritable(string path) => Guard(path, part => File.Create(part).Dispose());

    /// <summary>Writes beside the file, flushes to the disk, then renames.</summary>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        var bytes = content.ToArray();
        Write(path, stream => stream.Write(bytes));
    }

    internal static void Write(string path, Action<Stream> write) => Guard(path, part =>
    {
        using (var stream = new FileStream(part, FileMode.Create, FileAccess.Write))
        {
            write(stream);
            stream.Flush(flushToDisk: true);
        }
        File.Move(part, Target(path), overwrite: true);
        FolderFlush.Run(Path.GetDirectoryName(part)!);
    });

    // Of a link, the file that it points to.
    private static string Target(string path)
    {
        var target = Path.GetFullPath(path);
        return File.Exists(target) ? File.ResolveLinkTarget(target, returnFinalTarget: true)?.FullName ?? target : target;
    }

    // Whatever the work leaves under the temporary name is gone afterwards.
    private static void Guard(string path, Action<string> work)
    {
        var target = Target(path);
        if (Directory.Exists(target))
            throw new IOException($"The report needs a file to write, got the folder '{target}'.");
        // Renamed into place, a file would take the place of the device itself.
        if (target.StartsWith("/dev/", StringComparison.Ordinal) && !target.StartsWith("/dev/shm/", StringComparison.Ordinal))
            throw new IOException($"The report needs a file to write, got the device '{target}'.");
        var part = $"{target}.{Environment.ProcessId}.part";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            try
            {
                work(part);
            }
            finally
            {
                File.Delete(part);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"The report needs a file that can be written, got '{target}': {error.Message}", error);
        }
    }
}
