using System.CommandLine;

namespace TorchSharp.Siamese.Examples.ImageFolder;

/// <summary>One of the program's commands.</summary>
internal interface IImageCommand
{
    /// <summary>Name, description, options.</summary>
    Command Command { get; }

    /// <summary>Does the work.</summary>
    void Run(ParseResult result, CancellationToken cancellationToken);
}
