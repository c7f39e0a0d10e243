using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using TorchSharp.Modules;
using TorchSharp.Siamese.Models.Encoders;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Training;

/// <summary>What a training is made of, as far as a checkpoint holds it.</summary>
internal sealed record TrainingParts(
    nn.Module<Tensor, Tensor> Encoder, IReadOnlyList<TrainingLoss> Losses, OptimizerHelper Optimizer,
    SiameseTrainerOptions Options, ExponentialMovingAverage? Average)
{
    private DataProbe? _data;
    private LoaderFeed? _probed;

    /// <summary>Parameters and buffers of the losses, each under the number of its loss.</summary>
    public IEnumerable<(string Name, Tensor Tensor)> LossTensors => TensorSection.Of(
        Losses.Select((loss, i) => (Prefix: string.Create(CultureInfo.InvariantCulture, $"{i}."), loss.Module))
            .Where(part => part.Module is not null).Select(part => (part.Prefix, part.Module!)));

    public IEnumerable<(string Name, Tensor Tensor)> EncoderTensors => TensorSection.Of([("", Encoder)]);

    /// <summary>Everything with a state of its own kind.</summary>
    public IEnumerable<ICheckpointed> Checkpointed => Options.Checkpointed.Concat(Options.Observers.OfType<ICheckpointed>()).Distinct();

    public DataProbe Data(LoaderFeed loader)
    {
        if (_data is null || _probed != loader)
            (_data, _probed) = (DataProbe.Of(loader.Source), loader);
        return _data;
    }

    /// <summary>All that decides what the training does beside its data and its length, by name.</summary>
    public SortedDictionary<string, string> OptionTexts()
    {
        var texts = new SortedDictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < Losses.Count; i++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"losses[{i}]");
            OptionsText.Add(texts, $"{name}.weight", Losses[i].Weight);
            OptionsText.Add(texts, $"{name}.fromLabels", Losses[i].FromLabels);
            OptionsText.Add(texts, $"{name}.miner", Losses[i].Miner);
            OptionsText.Add(texts, $"{name}.loss", Losses[i].Module);
        }
        AddEncoder(texts);
        texts["optimizer"] = Optimizer.GetType().Name;
        texts["optimizer.parameters"] = ParameterText();
        texts["scheduler"] = Options.Scheduler is null ? "none" : $"{Options.Scheduler.GetType().Name}, {Options.ScheduleBy}";
        OptionsText.Add(texts, "clipNorm", Options.ClipNorm);
        OptionsText.Add(texts, "accumulation", Options.Accumulation);
        OptionsText.Add(texts, "gradientCacheChunk", Options.GradientCacheChunk);
        OptionsText.Add(texts, "averageDecay", Options.AverageDecay);
        OptionsText.Add(texts, "watch", Options.Watch);
        if (Options.Watch is not null)
        {
            OptionsText.Add(texts, "evaluateEverySteps", Options.EvaluateEverySteps);
            OptionsText.Add(texts, "evaluateEveryEpochs", Options.EvaluateEveryEpochs);
        }
        foreach (var (name, value) in Options.RunOptions)
            texts[$"run.{name}"] = value;
        return texts;
    }

    // An optimiser keeps its state by the order of its parameters: two of one size that changed places would go unnoticed.
    private string ParameterText()
    {
        var names = Encoder.named_parameters().Select(entry => (entry.name, entry.parameter))
            .Concat(Losses.SelectMany((loss, i) => loss.Module?.named_parameters().Select(entry => ($"losses[{i}].{entry.name}", entry.parameter)) ?? []))
            .DistinctBy(entry => entry.parameter.Handle).ToDictionary(entry => entry.parameter.Handle, entry => entry.Item1);
        string[] order = [.. Optimizer.parameters().Select(parameter => names.GetValueOrDefault(parameter.Handle, "?"))];
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', order))))[..8];
        return string.Create(CultureInfo.InvariantCulture, $"{order.Length}, from {order.FirstOrDefault()} to {order.LastOrDefault()}, order {hash}");
    }

    /// <summary>What tells encoders of this library apart that have tensors of the same sizes: pooling, normalisation, precision.</summary>
    private void AddEncoder(SortedDictionary<string, string> texts)
    {
        var saved = SavedModelEncoder.Of(Encoder is SiameseNetwork network ? network.Encoder : Encoder);
        if (saved.Options is not { } options)
            return;
        texts["encoder"] = saved.Kind;
        foreach (var option in options.EnumerateObject())
            texts[$"encoder.{option.Name}"] = option.Value.GetRawText();
    }
}
