using TorchSharp.Siamese.Data.Imaging;
using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Loading;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Sources;
using TorchSharp.Siamese.Models.Training;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Tests.Training;

/// <summary>A training of milliseconds: 48 noisy images of 6 classes, an encoder with batch normalisation and dropout.</summary>
internal sealed class SmallTraining : IDisposable
{
    public const int Classes = 6, PerClass = 8, Side = 6, Width = 5;

    private readonly List<IDisposable> _owned = [];

    /// <param name="start">Seed of torch's generator, from which weights and dropout are drawn.</param>
    /// <param name="noise">Seed of the pixels.</param>
    public SmallTraining(long start = 1, int noise = 1)
    {
        manual_seed(start);
        Source = Images(noise);
        Labels = ClassIndex.From([.. Source.Labels]);
        Encoder = Own(nn.Sequential(
            ("conv", nn.Conv2d(1, 4, 3)),
            ("norm", nn.BatchNorm2d(4)),
            ("relu", nn.ReLU()),
            ("flat", nn.Flatten()),
            ("drop", nn.Dropout(0.3)),
            ("embed", nn.Linear(4 * 16, Width))));
    }

    public InMemorySamples Source { get; }

    public ClassIndex Labels { get; }

    public nn.Module<Tensor, Tensor> Encoder { get; }

    /// <summary>Losses as they were priced, step by step, in every bit.</summary>
    public List<(long Step, long LossBits, long Active)> Steps { get; } = [];

    /// <summary>Metrics as they were found.</summary>
    public List<(long Step, double Value)> Evaluations { get; } = [];

    public T Own<T>(T part)
        where T : IDisposable
    {
        _owned.Add(part);
        return part;
    }

    /// <summary>Six batches of 4 classes with 2 images each, augmented.</summary>
    public BatchLoader Loader(ulong seed = 3, int workers = 0)
        => new(Source, new MPerClassSampler(Labels, new MPerClassOptions { ClassesPerBatch = 4, SamplesPerClass = 2, Seed = seed }), options: new LoaderOptions
        {
            Workers = workers,
            Seed = seed,
            Augmentation = new RandomHorizontalFlip(),
        });

    /// <summary>Five batches of 6 triplets.</summary>
    public TupletLoader Triplets(ulong seed = 3)
        => new(Source, new TripletPlan(Labels, new TripletPlanOptions { Seed = seed, EpochLength = 30 }), 6);

    /// <summary>An observer and an evaluation that note what they see.</summary>
    public SiameseTrainerOptions Watched(SiameseTrainerOptions options) => options with
    {
        Observers = [.. options.Observers, new Recorder(this)],
    };

    /// <summary>Something that depends on all weights and on the mode of the encoder.</summary>
    public IReadOnlyDictionary<string, double> Evaluate(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var batch = Source.Labels.Count;
        var images = zeros(batch, 1, Side, Side);
        for (var i = 0; i < batch; i++)
            Source.ReadInto(i, System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(images[i].bytes));
        var value = (double)Encoder.call(images).square().mean().item<float>();
        Evaluations.Add((-1, value));
        return new Dictionary<string, double> { ["size"] = value };
    }

    /// <summary>Every tensor of modules, in every bit.</summary>
    public static byte[] Bits(params nn.Module?[] modules)
    {
        using var scope = NewDisposeScope();
        return [.. modules.OfType<nn.Module>().SelectMany(module => module.state_dict().Values).SelectMany(value => value.detach().contiguous().bytes.ToArray())];
    }

    public void Dispose()
    {
        foreach (var part in Enumerable.Reverse(_owned))
            part.Dispose();
    }

    private static InMemorySamples Images(int noise)
    {
        var random = new CounterRandom((ulong)noise);
        var values = new float[Classes * PerClass * Side * Side];
        for (var i = 0; i < values.Length; i++)
        {
            var (sample, pixel) = (i / (Side * Side), i % (Side * Side));
            values[i] = (float)((random.Bits((ulong)i) & 0xFFFF) / 65536.0) + (pixel % Classes == sample % Classes ? 0.5f : 0);
        }
        return new InMemorySamples(values, new ImageShape(1, Side, Side), [.. Enumerable.Range(0, Classes * PerClass).Select(i => i % Classes)]);
    }

    private sealed class Recorder(SmallTraining training) : ITrainingObserver
    {
        public void OnStart(TrainingStart start) => training.Steps.RemoveAll(step => step.Step > start.Step);

        public void OnStep(TrainingStep taken) => training.Steps.Add((taken.Step, BitConverter.DoubleToInt64Bits(taken.Loss), taken.ActiveCount));
    }
}
