using System.CommandLine;
using System.Globalization;
using TorchSharp.Siamese.Examples.Host;
using TorchSharp.Siamese.Models.Evaluation;
using TorchSharp.Siamese.Models.Training;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Examples.ImageFolder;

/// <summary>Finds the images of a gallery that are nearest to others.</summary>
internal sealed class SearchCommand : IImageCommand
{
    private const int MostQueries = 1000;
    private const int MostRows = 50;       // of the sheet; more is no picture any more

    private readonly ModelArgument _model;
    private readonly Argument<string> _gallery = new("GALLERY") { Description = "What is searched: a folder with images at any depth, a zip archive, a table, or a .gallery file of embed." };
    private readonly Argument<string> _query = new("QUERY") { Description = "The image to find, or a folder of several." };
    private readonly Option<int> _count = RangedOption.Create("--count", "How many images to find for each.", 10, 1, 1000);

    private readonly Option<FileInfo?> _sheet = new("--sheet")
    {
        Description = "Also draw them: a PNG with a row for each query, framed green where the threshold says same, red where not.",
        HelpName = "FILE",
    };

    private readonly ComputeOptions _compute;

    public SearchCommand()
    {
        _model = new ModelArgument(Command);
        Command.Add(_gallery);
        Command.Add(_query);
        Command.Add(_count);
        Command.Add(_sheet);
        _compute = new ComputeOptions(Command);
    }

    public Command Command { get; } = new("search",
        "Finds the images of a gallery that are nearest to a query, exactly: as a table, and as a picture sheet.\n"
        + "A query that is in the gallery itself does not find itself.");

    public void Run(ParseResult result, CancellationToken cancellationToken)
    {
        var settings = _compute.Apply(result);
        var (sheet, count) = (result.GetValue(_sheet), result.GetValue(_count));
        if (sheet is not null)
            AtomicFile.CheckWritable(sheet, "--sheet");
        using var scope = NewDisposeScope();
        using var model = _model.Load(result, settings.Device);
        using var queries = DataOptions.OpenUnlabelled(result.GetValue(_query)!, "QUERY", cancellationToken);
        if (queries.Files.Count > MostQueries)
            throw new InvalidDataException($"QUERY '{queries.Path}': needs at most {MostQueries} images, found {queries.Files.Count}.");
        var rows = ModelArgument.Embed(model, queries.Files, settings.Device, cancellationToken);
        using var gallery = Gallery(model, result.GetValue(_gallery)!, (int)rows.shape[1], settings.Device, cancellationToken);
        var found = gallery.Search(rows, count + 1);
        var answers = Enumerable.Range(0, queries.Files.Count).Select(i => Answer(model, queries.Files.NameOf(i), found[i], count)).ToArray();
        Print(model, gallery, answers);
        if (sheet is not null)
        {
            AtomicFile.Write(sheet, stream => stream.Write(PictureSheet.Draw(answers.Take(MostRows))));
            Console.WriteLine($"Picture sheet saved to {sheet.FullName}");
        }
        settings.WriteJson(answers);
    }

    private static Answer Answer(SavedModel model, string query, IReadOnlyList<GalleryHit> hits, int count) => new(query,
        [.. hits.Where(hit => hit.Name != query).Take(count).Select((hit, i) => new Hit(i + 1, hit.Name, hit.Score, model.Threshold?.Accepts(hit.Score), model.Calibration?.Probability(hit.Score)))]);

    private static GalleryIndex Gallery(SavedModel model, string path, int dimension, Device device, CancellationToken cancellationToken)
    {
        if (path.EndsWith(".gallery", StringComparison.OrdinalIgnoreCase) && File.Exists(path))
            return GalleryIndex.Load(path, model.Network.Metric, device, dimension);
        using var images = DataOptions.OpenUnlabelled(path, "GALLERY", cancellationToken);
        using var scope = NewDisposeScope();
        var rows = ModelArgument.Embed(model, images.Files, device, cancellationToken);
        var gallery = new GalleryIndex(dimension, model.Network.Metric, device: device);
        gallery.Add([.. Enumerable.Range(0, images.Files.Count).Select(images.Files.NameOf)], rows);
        return gallery;
    }

    private static void Print(SavedModel model, GalleryIndex gallery, Answer[] answers)
    {
        Console.WriteLine(gallery);
        foreach (var answer in answers)
        {
            Console.WriteLine($"{answer.Query}");
            foreach (var hit in answer.Hits)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{hit.Rank,5}  {hit.Score,8:0.0000}  {ModelArgument.Verdict(model, hit.Score),-31}  {hit.Image}"));
        }
    }
}
