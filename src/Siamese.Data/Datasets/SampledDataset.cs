using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Sources;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Datasets;

/// <summary>
/// Images one by one in the order of a batch sampler, for TorchSharp's <see cref="Modules.DataLoader"/>: with a batch size of
/// <see cref="BatchSize"/> and without shuffling, its batches are the sampler's, P x K ones for example.
/// </summary>
/// <remarks>
/// <para>The keys of an item, with their shapes before and after collating B items:</para>
/// <list type="table">
/// <item><term><c>image</c></term><description>float32 <c>[C, H, W]</c>, <c>[B, C, H, W]</c></description></item>
/// <item><term><c>label</c></term><description>int64 scalar, <c>[B]</c>: its class</description></item>
/// <item><term><c>id</c></term><description>int64 scalar, <c>[B]</c>: its number in the source</description></item>
/// </list>
/// <para>Set <see cref="Epoch"/> before each pass over the loader. Reading is thread-safe while the epoch stays. Owns neither source
/// nor sampler, so disposing it, as a loader does by default, changes nothing.</para>
/// </remarks>
public sealed class SampledDataset : utils.data.Dataset
{
    private readonly IBatchSampler _sampler;
    private readonly TupleReader _reader;
    private int[] _samples;

    /// <param name="source">Where the samples are: those that the sampler was made for.</param>
    /// <param name="sampler">Which samples make up each batch. All batches of an epoch but the last must be of one size.</param>
    /// <param name="options">Augmentation; none by default.</param>
    /// <exception cref="ArgumentException">The sampler's batches are of several sizes, or ask for samples that the source does not have.</exception>
    public SampledDataset(ISampleSource source, IBatchSampler sampler, TupleDatasetOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(sampler);
        _sampler = sampler;
        _reader = new TupleReader(source, options ?? new TupleDatasetOptions());
        _samples = SamplesOf(0, out var batchSize);
        BatchSize = batchSize;
        foreach (var sample in _samples)
        {
            if (sample < 0 || sample >= source.Count)
                throw new ArgumentException($"Needs samples from 0 to {source.Count - 1} from the sampler, got {sample}.", nameof(sampler));
        }
    }

    /// <summary>Samples in each of the sampler's batches, the last one excepted.</summary>
    public int BatchSize { get; }

    /// <summary>The epoch whose samples are read; 0 or more, 0 at first. Setting it works the epoch out.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    /// <exception cref="ArgumentException">The sampler's batches are of several sizes in that epoch.</exception>
    public int Epoch
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _samples = SamplesOf(value, out _);
            field = value;
        }
    }

    /// <summary>Number of samples in the epoch, those that come again included.</summary>
    public override long Count => _samples.Length;

    /// <summary>Reads one sample.</summary>
    /// <param name="index">0 to <see cref="Count"/> - 1.</param>
    /// <returns>The keys above. The caller owns the tensors.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="index"/> is outside its range.</exception>
    public override Dictionary<string, Tensor> GetTensor(long index)
    {
        if (index < 0 || index >= _samples.Length)
            throw new ArgumentOutOfRangeException(nameof(index), index, $"Needs 0 to {_samples.Length - 1}, got {index}.");
        var sample = _samples[index];
        using var scope = NewDisposeScope();
        return new Dictionary<string, Tensor>
        {
            ["image"] = _reader.Images(Epoch, index, sample)[0].MoveToOuterDisposeScope(),
            ["label"] = _reader.Label(sample).MoveToOuterDisposeScope(),
            ["id"] = tensor((long)sample, device: CPU).MoveToOuterDisposeScope(),
        };
    }

    private int[] SamplesOf(int epoch, out int batchSize)
    {
        var samples = new List<int>();
        var sizes = new List<int>();
        foreach (var batch in _sampler.Batches(epoch))
        {
            samples.AddRange(batch);
            sizes.Add(batch.Length);
        }
        batchSize = sizes.FirstOrDefault();
        foreach (var size in sizes.SkipLast(1))
        {
            if (size != batchSize)
                throw new ArgumentException($"Needs batches of one size, the last one excepted, got {batchSize} and {size} in epoch {epoch}.", "sampler");
        }
        return [.. samples];
    }
}
