using System.CommandLine;
using System.Globalization;
using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Loading;
using TorchSharp.Siamese.Data.Sources;
using TorchSharp.Siamese.Examples.Host;

namespace TorchSharp.Siamese.Examples.ImageFolder;

/// <summary>Trains a network on labelled images, with all choices made from the images.</summary>
internal sealed class TrainCommand : IImageCommand
{
    private const long CacheInMemory = 1L << 29;      // bytes; a larger cache goes into a file

    private readonly DataOptions _data;
    private readonly TrainOptions _options;
    private readonly ComputeOptions _compute;

    public TrainCommand()
    {
        _data = new DataOptions(Command, required: true, "Images to train on");
        _options = new TrainOptions(Command);
        _compute = new ComputeOptions(Command);
    }

    public Command Command { get; } = new("train",
        "Trains a network to tell your images apart, without a line of code: looks at the images, chooses size, network, batches and\n"
        + "augmentation, holds some images out, and saves a model with a threshold and a calibration fitted on those.\n\n"
        + "Examples:\n"
        + "  ./run.sh train --data photos --minutes 10                   a folder of images for each class\n"
        + "  ./run.sh train --data photos.zip --innermost --out birds    every folder with images in it is a class\n"
        + "  ./run.sh train --data list.csv                              columns path and label\n"
        + "  ./run.sh train --data photos --resume                       go on after a stop, with the same result\n"
        + "Then: ./run.sh compare artifacts/train A.jpg B.jpg, and embed, search, evaluate, diagnose.");

    public void Run(ParseResult result, CancellationToken cancellationToken)
    {
        var settings = _compute.Apply(result);
        var folder = _options.Out(result);
        var (model, checkpoint, options) = (ModelArgument.In(folder), new FileInfo(Path.Combine(folder.FullName, "training.checkpoint")), new FileInfo(Path.Combine(folder.FullName, "training.json")));
        AtomicFile.CheckWritable(model, "--out");
        using var listed = _data.Open(result, _data.Path(result), "--data", cancellationToken);
        foreach (var remark in listed.Remarks())
            Console.WriteLine(remark);
        var recipe = _options.IsResuming(result) ? Recipe.Load(options) : null;
        if (recipe is not null && recipe.DataFingerprint != listed.Files.Fingerprint)
            throw new InvalidDataException($"--resume needs the images that the training in '{folder.FullName}' began with ({recipe.DataFingerprint}), got others ({listed.Files.Fingerprint}).");
        try
        {
            Train(listed, recipe, _options.Read(result), settings, model, checkpoint, options, cancellationToken);
        }
        catch (SampleLoadException error)
        {
            throw new InvalidDataException(error.Message, error);
        }
    }

    private static void Train(
        ListedImages listed, Recipe? recipe, TrainRequest request, ComputeSettings settings, FileInfo model, FileInfo checkpoint, FileInfo options, CancellationToken cancellationToken)
    {
        var resumes = recipe is not null;
        var classes = ClassIndex.From(listed.Files.Labels);
        var by = recipe?.HoldOutBy ?? request.HoldOutBy ?? TrainData.HoldOutBy(classes);
        var split = TrainData.HoldOut(classes, listed.Files.ClassNames, by, recipe?.HeldOut ?? request.HeldOut, recipe?.Seed ?? request.Seed);
        int[] training = split is null ? [.. Enumerable.Range(0, listed.Files.Count)] : [.. split.Training];
        if (recipe is null)
        {
            var survey = DataSurvey.Of(listed.Files, cancellationToken);
            Console.WriteLine($"  {survey}");
            recipe = Recipe.For(survey, ClassIndex.From(training.Select(i => listed.Files.Labels[i])), by, request, listed.Files.Fingerprint);
        }
        Console.WriteLine(split is null ? "All images are learnt from; none is held out, so there will be no threshold." : split.Report.ToString());

        using var cache = Open(recipe, listed.Files, checkpoint, settings.Threads, cancellationToken);
        var data = new TrainData(new SampleSubset(cache, training), split is null ? null : new SampleSubset(cache, split.HeldOut), split?.Report.ToString() ?? "");
        if (recipe.Steps == 0)
            recipe = recipe with { Steps = Steps(recipe, data.Training, request.Minutes, settings, cancellationToken) };
        if (!resumes)
        {
            File.Delete(checkpoint.FullName);      // of another training
            recipe.Save(options);
        }
        new TrainingSession(recipe, data, listed.Files.ClassNames, settings).Run(model, checkpoint, resumes, cancellationToken);
    }

    private static ImageCache Open(Recipe recipe, IImageFiles files, FileInfo checkpoint, int threads, CancellationToken cancellationToken)
    {
        var images = recipe.Preparation.Of(files);
        var path = (long)files.Count * images.Shape.Length > CacheInMemory ? Path.ChangeExtension(checkpoint.FullName, ".images") : null;
        var cache = ImageCache.OpenAsync(images, new ImageCacheOptions { Path = path }, cancellationToken).GetAwaiter().GetResult();
        try
        {
            var failures = CountBar.Run("Reading images", files.Count, bar => cache.BuildAsync(threads, new CacheBar(bar), cancellationToken).GetAwaiter().GetResult());
            return failures.Count == 0
                ? cache
                : throw new InvalidDataException($"{failures.Count} of {files.Count} images cannot be read; the first is '{failures[0].Name}': {failures[0].Reason} Mend or remove {(failures.Count == 1 ? "it" : "them")}.");
        }
        catch
        {
            cache.Dispose();
            throw;
        }
    }

    private static long Steps(Recipe recipe, ISampleSource training, double minutes, ComputeSettings settings, CancellationToken cancellationToken)
    {
        using var trial = new TrainingRun(recipe with { Steps = int.MaxValue }, training, settings.Device);
        var step = trial.MeasureStep(cancellationToken);
        var steps = (long)Math.Clamp(TimeSpan.FromMinutes(minutes) / step, 10, int.MaxValue);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"A step takes {step.TotalMilliseconds:0} ms: {steps:#,0} steps in {minutes:0.##} minutes."));
        return steps;
    }

    private sealed class CacheBar(IProgress<int> bar) : IProgress<CacheProgress>
    {
        public void Report(CacheProgress value) => bar.Report(value.Images);
    }
}
