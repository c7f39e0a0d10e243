using System.CommandLine;
using System.Globalization;
using TorchSharp.Siamese.Examples.Host;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Examples.ImageFolder;

/// <summary>Writes the embeddings of images.</summary>
internal sealed class EmbedCommand : IImageCommand
{
    private readonly ModelArgument _model;
    private readonly Argument<string> _images = new("IMAGES") { Description = "A folder with images at any depth, a zip archive of one, a table with their paths, or one image." };

    private readonly Option<FileInfo> _out = new("--out")
    {
        Description = "The file to write: .csv for a path and D numbers a row; .npy for a NumPy array [N, D] of float32, with the paths beside it in .paths.txt; .gallery for search.",
        HelpName = "FILE",
        Required = true,
    };

    private readonly ComputeOptions _compute;

    public EmbedCommand()
    {
        _model = new ModelArgument(Command);
        Command.Add(_images);
        Command.Add(_out);
        _compute = new ComputeOptions(Command);
        Command.Validators.Add(result =>
        {
            if (result.GetResult(_out)?.Tokens is [var token, ..] && !EmbeddingFile.Takes(token.Value))
                result.AddError($"--out needs a file that ends in {EmbeddingFile.Endings}, got '{token.Value}'.");
        });
    }

    public Command Command { get; } = new("embed", "Writes the embeddings of images as CSV, as a NumPy array, or as a gallery that search takes.");

    public void Run(ParseResult result, CancellationToken cancellationToken)
    {
        var settings = _compute.Apply(result);
        var target = result.GetValue(_out)!;
        AtomicFile.CheckWritable(target, "--out");
        using var scope = NewDisposeScope();
        using var model = _model.Load(result, settings.Device);
        using var images = DataOptions.OpenUnlabelled(result.GetValue(_images)!, "IMAGES", cancellationToken);
        var rows = ModelArgument.Embed(model, images.Files, settings.Device, cancellationToken).cpu();
        string[] names = [.. Enumerable.Range(0, images.Files.Count).Select(images.Files.NameOf)];
        EmbeddingFile.Write(target, names, rows, model.Network.Metric);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{names.Length:#,0} embeddings of {rows.shape[1]} numbers saved to {target.FullName}"));
        settings.WriteJson(new Embedded(names.Length, rows.shape[1], target.FullName));
    }

    private sealed record Embedded(int Images, long Dimension, string File);
}
