using System.Text.Json;
using System.Text.Json.Serialization;
using TorchSharp.Modules;
using TorchSharp.Siamese.Data.Loading;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Training;

/// <summary>The sections of a training's checkpoint.</summary>
public static class TrainingCheckpoint
{
    /// <summary>Kind of file, for <see cref="CheckpointFile.Open"/>.</summary>
    public const string Kind = "training";

    /// <summary>Newest version of its sections.</summary>
    public const int NewestVersion = 1;

    private const string StateName = "state", OptionsName = "options", DataName = "data", LoaderName = "loader", RandomName = "random";
    private const string EncoderName = "encoder", LossesName = "losses", AverageName = "average";
    private const string OptimizerName = "optimizer", RatesName = "optimizer-options";
    private const string ModulePrefix = "module:", OwnPrefix = "own:";
    private const int MostDifferences = 5;

    private static readonly JsonSerializerOptions Json = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <summary>Reads the trained weights out of a checkpoint: the moving average where there is one.</summary>
    /// <param name="path">A checkpoint of a <see cref="SiameseTrainer"/>.</param>
    /// <param name="encoder">Of the same architecture; takes the weights.</param>
    /// <param name="averaged">Whether the average is wanted where there is one; else the weights that the optimiser left.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is damaged, no such checkpoint, or of another encoder; the message says which, and what differs.</exception>
    public static void LoadEncoder(string path, nn.Module encoder, bool averaged = true)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        using var file = CheckpointFile.Open(path, Kind, NewestVersion);
        var name = averaged && file.Contains(AverageName) ? AverageName : EncoderName;
        (string, Tensor)[] own = [.. TensorSection.Of([("", encoder)])];
        CheckTensors(file, name, "encoder", own);
        using var stream = file.Section(name);
        TensorSection.Read(stream, own);
    }

    internal static CheckpointWriter Write(TrainingParts parts, LoaderFeed loader, LoaderState? position, TrainerState state)
    {
        var writer = new CheckpointWriter(Kind, NewestVersion);
        writer.Add(StateName, JsonSerializer.SerializeToUtf8Bytes(state, Json));
        writer.Add(OptionsName, JsonSerializer.SerializeToUtf8Bytes(parts.OptionTexts(), Json));
        writer.Add(DataName, JsonSerializer.SerializeToUtf8Bytes(parts.Data(loader), Json));
        if (position is not null)
            writer.Add(LoaderName, JsonSerializer.SerializeToUtf8Bytes(position.ToJson(), Json));
        writer.Add(RandomName, stream =>
        {
            using var random = get_rng_state();
            stream.Write(random.bytes);
        });
        writer.Add(EncoderName, stream => TensorSection.Write(stream, parts.EncoderTensors));
        writer.Add(LossesName, stream => TensorSection.Write(stream, parts.LossTensors));
        if (parts.Average is { } average)
            writer.Add(AverageName, stream => TensorSection.Write(stream, average.Averages));
        writer.Add(RatesName, Rates(parts.Optimizer));
        writer.Add(OptimizerName, stream =>
        {
            using var binary = new BinaryWriter(stream);
            parts.Optimizer.save_state_dict(binary);
        });
        foreach (var (name, module) in parts.Options.Modules)
            writer.Add(ModulePrefix + name, stream => TensorSection.Write(stream, TensorSection.Of([("", module)])));
        foreach (var own in parts.Checkpointed)
            writer.Add(OwnPrefix + own.CheckpointName, own.SaveState);
        return writer;
    }

    /// <summary>Whether the checkpoint is of this training, found out before anything is changed; and its numbers.</summary>
    internal static TrainerState Check(CheckpointFile file, TrainingParts parts)
    {
        CheckTensors(file, EncoderName, "encoder", parts.EncoderTensors);
        CheckOptions(file, parts.OptionTexts());
        CheckTensors(file, LossesName, "losses", parts.LossTensors);
        if (parts.Average is { } average)
            CheckTensors(file, AverageName, "average", average.Averages);
        foreach (var (name, module) in parts.Options.Modules)
            CheckTensors(file, ModulePrefix + name, $"module '{name}'", TensorSection.Of([("", module)]));
        foreach (var own in parts.Checkpointed)
            file.Section(OwnPrefix + own.CheckpointName).Dispose();
        return Read<TrainerState>(file, StateName);
    }

    /// <summary>The loader is brought to where the training was, if it is of the same data.</summary>
    internal static void LoadLoader(CheckpointFile file, TrainingParts parts, LoaderFeed loader)
    {
        if (Read<DataProbe>(file, DataName).DifferenceFrom(parts.Data(loader)) is { } difference)
            throw new InvalidDataException($"'{file.FullPath}': needs a checkpoint of the same data, got {difference}.");
        if (!file.Contains(LoaderName))
            return;
        try
        {
            loader.Load(LoaderState.FromJson(Read<string>(file, LoaderName)));
        }
        catch (InvalidOperationException error)
        {
            throw new InvalidDataException($"'{file.FullPath}': {error.Message}", error);
        }
    }

    internal static void LoadTensors(CheckpointFile file, TrainingParts parts)
    {
        Fill(file, EncoderName, parts.EncoderTensors);
        Fill(file, LossesName, parts.LossTensors);
        if (parts.Average is { } average)
            Fill(file, AverageName, average.Averages);
        foreach (var (name, module) in parts.Options.Modules)
            Fill(file, ModulePrefix + name, TensorSection.Of([("", module)]));
        foreach (var own in parts.Checkpointed)
        {
            using var stream = file.Section(OwnPrefix + own.CheckpointName);
            own.LoadState(stream);
        }
    }

    /// <summary>After the scheduler has made its steps again: its rates must be those of the checkpoint.</summary>
    internal static void LoadOptimizer(CheckpointFile file, OptimizerHelper optimizer, long schedulerSteps)
    {
        if (!Rates(optimizer).AsSpan().SequenceEqual(file.ReadAll(RatesName)))
        {
            var (here, there) = (RatesText(Rates(optimizer)), RatesText(file.ReadAll(RatesName)));
            var difference = here == there
                ? $"the learning rate is {here} in both, another option differs, such as momentum, betas, weight decay, or the groups of parameters"
                : $"after {schedulerSteps} steps of the scheduler the rates are {here} here, and {there} there";
            throw new InvalidDataException($"'{file.FullPath}': needs an optimiser and a scheduler with the options of the checkpoint's, got others: {difference}.");
        }
        try
        {
            using var reader = new BinaryReader(file.Section(OptimizerName));
            optimizer.load_state_dict(reader);
        }
        catch (ArgumentException error)
        {
            throw new InvalidDataException($"'{file.FullPath}': needs the state of an optimiser of the same parameters: {error.Message}", error);
        }
    }

    internal static void LoadRandom(CheckpointFile file)
    {
        using var random = tensor(file.ReadAll(RandomName), ScalarType.Byte);
        set_rng_state(random);
    }

    private static void CheckOptions(CheckpointFile file, SortedDictionary<string, string> own)
    {
        var saved = Read<Dictionary<string, string>>(file, OptionsName);
        string[] differences = [.. saved.Keys.Union(own.Keys).Order(StringComparer.Ordinal)
            .Select(name => (Name: name, Saved: saved.GetValueOrDefault(name, "nothing"), Own: own.GetValueOrDefault(name, "nothing")))
            .Where(option => option.Saved != option.Own)
            .Select(option => $"'{option.Name}' is {option.Saved} there and {option.Own} here")];
        if (differences.Length > 0)
            throw new InvalidDataException($"'{file.FullPath}': needs a checkpoint of a training with the same options, got another: {Listed(differences)}.");
    }

    private static void CheckTensors(CheckpointFile file, string section, string what, IEnumerable<(string, Tensor)> own)
    {
        using var stream = file.Section(section);
        var differences = TensorSection.Differences(stream, own);
        if (differences.Count > 0)
            throw new InvalidDataException($"'{file.FullPath}': needs a checkpoint of the same {what}, got another: {Listed(differences)}.");
    }

    private static string Listed(IReadOnlyList<string> differences)
        => string.Join("; ", differences.Take(MostDifferences)) + (differences.Count > MostDifferences ? $"; and {differences.Count - MostDifferences} more" : "");

    private static void Fill(CheckpointFile file, string section, IEnumerable<(string, Tensor)> tensors)
    {
        using var stream = file.Section(section);
        TensorSection.Read(stream, tensors);
    }

    private static T Read<T>(CheckpointFile file, string section)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(file.ReadAll(section), Json) ?? throw new JsonException("It is null.");
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"'{file.FullPath}': section '{section}' can't be read: {error.Message}", error);
        }
    }

    /// <summary>All options of all groups of parameters, in TorchSharp's own form: initial and present rate first.</summary>
    private static byte[] Rates(OptimizerHelper optimizer)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        foreach (var group in optimizer.state_dict().Options)
            group.SaveStateDict(writer);
        return bytes.ToArray();
    }

    private static string RatesText(byte[] rates)
        => rates.Length < 16 ? "none" : FormattableString.Invariant($"{BitConverter.ToDouble(rates, 8)} of initially {BitConverter.ToDouble(rates, 0)}");
}
