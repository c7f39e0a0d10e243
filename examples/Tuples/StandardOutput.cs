using Microsoft.Win32.SafeHandles;

namespace TorchSharp.Siamese.Examples.Tuples;

/// <summary>Standard output for many bytes.</summary>
internal static class StandardOutput
{
    private const int BrokenPipe = 32;      // EPIPE

    /// <summary>Writes; false where the reader has gone, as <c>head</c> does, which is no error.</summary>
    public static bool Write(Action<Stream> write)
    {
        // The console's stream says nothing when a reader has gone: 10^9 rows would go nowhere. A file's stream keeps a position
        // of its own, which other writers to the same redirection do not know. Each is right where the other one is not.
        if (!OperatingSystem.IsLinux())
        {
            using var console = Console.OpenStandardOutput();
            write(console);
            return true;
        }

        using var handle = new SafeFileHandle(1, ownsHandle: false);
        using var pipe = new FileStream(handle, FileAccess.Write, bufferSize: 0);
        using var stream = pipe.CanSeek ? Console.OpenStandardOutput() : pipe;
        try
        {
            write(stream);
            return true;
        }
        catch (IOException error) when (error.HResult == BrokenPipe)
        {
            return false;
        }
    }
}
