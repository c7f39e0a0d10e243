using System.Text.Json;
using System.Text.Json.Serialization;
using TorchSharp.Siamese.Data.Imaging;
using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Examples.Host;
using TorchSharp.Siamese.Models.Encoders;
using TorchSharp.Siamese.Models.Training;

namespace TorchSharp.Siamese.Examples.ImageFolder;

/// <summary>Everything that a training decides, kept beside its checkpoint so that it goes on as it began.</summary>
internal sealed record Recipe
{
    private const int MostImagesInABatch = 108;

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        WriteIndented = true,
    };

    /// <summary>The listing that it was made for.</summary>
    public required string DataFingerprint { get; init; }

    public required ulong Seed { get; init; }

    /// <summary>Edge of the images in pixels.</summary>
    public required int Side { get; init; }

    public required ColorMode Color { get; init; }

    /// <summary>Whether a mirror image shows the same thing: flips while training, both views averaged when embedding.</summary>
    public required bool Mirror { get; init; }

    /// <summary>Smallest share of an image's area that a random crop may keep.</summary>
    public required double SmallestCrop { get; init; }

    /// <summary>Whole classes, or samples of every class.</summary>
    public required SplitBy HoldOutBy { get; init; }

    /// <summary>Share held out for validation; 0 for none.</summary>
    public required double HeldOut { get; init; }

    /// <summary>P of P x K.</summary>
    public required int ClassesPerBatch { get; init; }

    /// <summary>K of P x K.</summary>
    public required int SamplesPerClass { get; init; }

    public required int FirstChannels { get; init; }

    public required int EmbeddingSize { get; init; }

    public required double LearningRate { get; init; }

    /// <summary>Steps of the optimiser; fixed at the start, so that a training that goes on ends where it would have.</summary>
    public required long Steps { get; init; }

    /// <summary>What the images ask for.</summary>
    /// <param name="survey">What they look like.</param>
    /// <param name="training">Classes of the images to train on.</param>
    /// <param name="holdOutBy">What is held out.</param>
    /// <param name="request">What the command line asks for.</param>
    /// <param name="fingerprint">Of the listing.</param>
    public static Recipe For(DataSurvey survey, ClassIndex training, SplitBy holdOutBy, TrainRequest request, string fingerprint)
    {
        var sizes = Enumerable.Range(0, training.ClassCount).Select(training.SizeOf).Order().ToArray();
        var perClass = Math.Clamp(sizes[sizes.Length / 2], 2, 4);
        return new Recipe
        {
            DataFingerprint = fingerprint,
            Seed = request.Seed,
            Side = request.Side ?? survey.Side,
            Color = survey.Color,
            Mirror = request.Mirror ?? survey.Color == ColorMode.Rgb,
            SmallestCrop = survey.Color == ColorMode.Rgb ? 0.25 : 0.6,
            HoldOutBy = holdOutBy,
            HeldOut = request.HeldOut,
            ClassesPerBatch = Math.Min(training.ClassCount, MostImagesInABatch / perClass),
            SamplesPerClass = perClass,
            FirstChannels = 24,
            EmbeddingSize = 128,
            LearningRate = 2e-3,
            Steps = request.Steps ?? 0,
        };
    }

    /// <summary>How image files become what the network takes.</summary>
    [JsonIgnore]
    public ImagePreparation Preparation => new() { Height = Side, Width = Side, Color = Color };

    /// <summary>A residual network of about ten layers, shallower for small images; embeddings on the unit sphere.</summary>
    [JsonIgnore]
    public ResidualEncoderOptions Encoder => new()
    {
        Height = Side,
        Width = Side,
        Channels = (int)Color,
        Stem = Side > 40 ? ResidualStem.Strided : ResidualStem.Small,
        Stages = Side > 40 ? [1, 1, 1, 1] : [1, 1, 1],
        FirstChannels = FirstChannels,
        EmbeddingSize = EmbeddingSize,
        Pooling = GlobalPooling.Average,
        Normalize = true,
    };

    /// <summary>Crops, flips and colour changes, but no change that would make another thing of the picture.</summary>
    public IBatchAugmentation Augmentation()
    {
        List<IBatchAugmentation> parts = [new RandomResizedCrop(new ValueRange(SmallestCrop, 1))];
        if (Mirror)
            parts.Add(new RandomHorizontalFlip());
        var jitter = Color == ColorMode.Rgb
            ? ColorJitterOptions.Around(brightness: 0.15, contrast: 0.15, saturation: 0.15)
            : ColorJitterOptions.Around(brightness: 0.3, contrast: 0.3);
        var images = Preparation;
        parts.Add(new Unnormalized(new ColorJitter(jitter), images.Mean, images.Std));
        return new Compose(parts);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <exception cref="IOException">It is not there.</exception>
    /// <exception cref="InvalidDataException">It is something else.</exception>
    public static Recipe Load(FileInfo file)
    {
        if (!file.Exists)
            throw new FileNotFoundException($"--resume needs a training in '{file.DirectoryName}', found no {file.Name} there. Without --resume a new one begins.");
        try
        {
            using var stream = file.OpenRead();
            return JsonSerializer.Deserialize<Recipe>(stream, Json) ?? throw new JsonException("It is null.");
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"'{file.FullName}': needs the options of a training as train writes them: {error.Message}", error);
        }
    }

    /// <summary>Writes it, whole or not at all.</summary>
    public void Save(FileInfo file) => AtomicFile.Write(file, stream => JsonSerializer.Serialize(stream, this, Json));

    /// <summary>Every decision by its name.</summary>
    public Dictionary<string, string> Named()
        => JsonSerializer.SerializeToElement(this, Json).EnumerateObject().ToDictionary(entry => entry.Name, entry => entry.Value.ToString());
}
