using System.Reflection;
using System.Runtime.InteropServices;

namespace TorchSharp.Siamese.Data.Imaging.Codecs;

/// <summary>Looks for a library of the system under the names that it has on Linux, macOS and Windows.</summary>
internal static class NativeLibraries
{
    /// <returns>The library, which stays loaded, or 0 where none of the names is there.</returns>
    public static nint TryLoad(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (NativeLibrary.TryLoad(name, Assembly.GetExecutingAssembly(), null, out var library))
                return library;
        }
        return 0;
    }
}
