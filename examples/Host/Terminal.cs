using Spectre.Console;

namespace TorchSharp.Siamese.Examples.Host;

internal static class Terminal
{
    /// <summary>Whether a bar can move; in a file or a pipe it cannot.</summary>
    public static bool IsInteractive => AnsiConsole.Profile.Capabilities.Interactive && !Console.IsOutputRedirected;
}
