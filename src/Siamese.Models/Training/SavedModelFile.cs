using System.Text;
using System.Text.Json;
using TorchSharp.Siamese.Models.Encoders;
using TorchSharp.Siamese.Models.Evaluation;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Training;

/// <summary>The file of a <see cref="SavedModel"/>: a checkpoint file of the kind "model" with the sections "model" (JSON) and "weights" (TorchSharp's format).</summary>
internal static class SavedModelFile
{
    private const int Version = 1;
    private const string Kind = "model";
    private const string ModelSection = "model";
    private const string WeightsSection = "weights";

    public static void Write(string path, SavedModel model)
    {
        var description = new Description
        {
            Encoder = SavedModelEncoder.Of(model.Network.Encoder),
            Distance = DistanceSpec.Of(model.Network.Metric),
            Images = model.Images,
            AveragesMirrored = model.AveragesMirrored,
            Threshold = model.Threshold,
            Calibration = model.Calibration,
            ClassNames = [.. model.ClassNames],
            Protocol = model.Protocol,
            Figures = new(model.Figures),
            Training = new(model.Training),
        };
        if (description.Distance.Make() is null)
            throw new ArgumentException($"Expected a distance of this library, got {description.Distance.Kind}: a file could not name it.", nameof(model));
        var writer = new CheckpointWriter(Kind, Version);
        writer.Add(ModelSection, stream => JsonSerializer.Serialize(stream, description, SavedModelEncoder.Json));
        writer.Add(WeightsSection, stream =>
        {
            using var binary = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);      // save(stream) would close it
            model.Network.Encoder.save(binary);
        });
        writer.Save(path);
    }

    public static SavedModel Read(string path, Device device, nn.Module<Tensor, Tensor>? encoder)
    {
        using var file = CheckpointFile.Open(path, Kind, Version);
        var description = Parse(path, file);
        var distance = description.Distance.Make()
            ?? throw new InvalidDataException($"'{path}': needs a model by a distance of this library, got {description.Distance.Kind}.");
        var built = encoder ?? Build(path, description.Encoder);
        try
        {
            TakeWeights(path, file, description.Encoder, built, given: encoder is not null);
            var network = new SiameseNetwork(built, distance);
            network.to(device);
            network.eval();
            return new SavedModel(network, description.Images)
            {
                AveragesMirrored = description.AveragesMirrored,
                Threshold = description.Threshold,
                Calibration = description.Calibration,
                ClassNames = description.ClassNames,
                Protocol = description.Protocol,
                Figures = description.Figures,
                Training = description.Training,
            };
        }
        catch when (encoder is null)
        {
            built.Dispose();
            throw;
        }
    }

    private static Description Parse(string path, CheckpointFile file)
    {
        try
        {
            return JsonSerializer.Deserialize<Description>(file.ReadAll(ModelSection), SavedModelEncoder.Json) ?? throw new JsonException("It is null.");
        }
        catch (Exception error) when (error is JsonException or ArgumentException or NotSupportedException)
        {
            throw new InvalidDataException($"'{path}': the description of the model cannot be read: {error.Message}", error);
        }
    }

    private static nn.Module<Tensor, Tensor> Build(string path, SavedModelEncoder encoder)
    {
        try
        {
            return encoder.Build() ?? throw new InvalidDataException(
                $"'{path}': its encoder {encoder.Kind} is none of this library's; build one and pass it to Load, which gives it the weights.");
        }
        catch (Exception error) when (error is JsonException or ArgumentException)
        {
            throw new InvalidDataException($"'{path}': the encoder {encoder.Kind} cannot be built from its options: {error.Message}", error);
        }
    }

    private static void TakeWeights(string path, CheckpointFile file, SavedModelEncoder saved, nn.Module<Tensor, Tensor> encoder, bool given)
    {
        var kind = SavedModelEncoder.Of(encoder);
        if (given && (kind.Kind != saved.Kind || kind.Options?.GetRawText() != saved.Options?.GetRawText()))
            throw new InvalidDataException($"'{path}': needs a model of the encoder {Text(kind)}, got one of {Text(saved)}.");
        using var stream = file.Section(WeightsSection);
        using var binary = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
        try
        {
            encoder.load(binary);
        }
        catch (Exception error) when (error is ArgumentException or EndOfStreamException or FormatException)
        {
            throw new InvalidDataException($"'{path}': its weights are not those of the encoder {Text(kind)}: {error.Message}", error);
        }
    }

    private static string Text(SavedModelEncoder encoder) => encoder.Options is { } options ? $"{encoder.Kind} {options.GetRawText()}" : encoder.Kind;

    private sealed record Description
    {
        public required SavedModelEncoder Encoder { get; init; }

        public required DistanceSpec Distance { get; init; }

        public required ImagePreparation Images { get; init; }

        public bool AveragesMirrored { get; init; }

        public VerificationThreshold? Threshold { get; init; }

        public PlattCalibration? Calibration { get; init; }

        public required string[] ClassNames { get; init; }

        public required string Protocol { get; init; }

        public required Dictionary<string, double> Figures { get; init; }

        public required Dictionary<string, string> Training { get; init; }
    }
}
