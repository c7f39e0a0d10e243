using System.Runtime.InteropServices;
using TorchSharp.Siamese.Data;
using TorchSharp.Siamese.Data.Sources;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Encoders;

/// <summary>What a network that no longer changes makes of every sample, computed once: only the layers behind it are trained, on rows instead of images.</summary>
/// <remarks>
/// Without augmentation, since every sample has one row. Holds N x F numbers on one device, and nothing of the network. Rows may be
/// read from several threads at once.
/// </remarks>
public sealed class FrozenTrunk : IDisposable
{
    private readonly Tensor _features;   // [N, F]
    private bool _isDisposed;

    private FrozenTrunk(Tensor features, IReadOnlyList<int> labels) => (_features, Labels) = (features, labels);

    /// <summary>Number of samples.</summary>
    public int Count => Labels.Count;

    /// <summary>Length F of a row.</summary>
    public long FeatureSize => _features.shape[1];

    /// <summary>Class of each sample.</summary>
    public IReadOnlyList<int> Labels { get; }

    /// <summary>All rows, <c>[N, F]</c>, without gradient. A view that the caller owns; to be read only.</summary>
    /// <exception cref="ObjectDisposedException">This was disposed.</exception>
    public Tensor Features
    {
        get
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return _features.alias();
        }
    }

    /// <summary>Runs every sample through a network in evaluation mode, without gradient; its modes are as before afterwards.</summary>
    /// <param name="trunk">Images <c>[N, C, H, W]</c> to features <c>[N, F]</c>.</param>
    /// <param name="source">The samples.</param>
    /// <param name="batchSize">Images at once, 1 or more.</param>
    /// <param name="device">Where the network lies and the rows are kept; null for the CPU.</param>
    /// <param name="progress">Told the number of samples done after every batch.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    /// <returns>The rows.</returns>
    /// <exception cref="ArgumentException">There is no sample, the network gives something else than a row for each image, or one that is not finite.</exception>
    public static FrozenTrunk Run(
        nn.Module<Tensor, Tensor> trunk, ISampleSource source, int batchSize = 256, Device? device = null,
        IProgress<int>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(trunk);
        ArgumentNullException.ThrowIfNull(source);
        Check.Between(batchSize, 1, int.MaxValue);
        if (source.Count == 0)
            throw new ArgumentException("Expected at least one sample, got none.", nameof(source));
        var modes = trunk.named_modules().Select(child => child.module).Prepend(trunk).Select(module => (Module: module, module.training)).ToArray();
        trunk.eval();
        try
        {
            return new FrozenTrunk(Embed(trunk, source, batchSize, device ?? CPU, progress, cancellationToken), [.. source.Labels]);
        }
        finally
        {
            // Parts may have been in modes of their own, such as normalisation that was already frozen; a module comes before its parts.
            foreach (var (module, training) in modes)
                module.train(training);
        }
    }

    /// <summary>Rows of some samples, such as those of a batch.</summary>
    /// <param name="samples">0 to Count - 1, int64, <c>[B]</c>, on the device of the rows.</param>
    /// <returns><c>[B, F]</c>. The caller owns them.</returns>
    /// <exception cref="ArgumentException">The shape, dtype or device differs from the above.</exception>
    /// <exception cref="ObjectDisposedException">This was disposed.</exception>
    public Tensor Rows(Tensor samples)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        Check.Shape(samples, [-1]);
        if (samples.dtype != ScalarType.Int64)
            throw new ArgumentException($"Expected dtype Int64, got {samples.dtype}.", nameof(samples));
        Check.SameDevice(samples, _features);
        return _features.index_select(0, samples);
    }

    /// <summary>Frees the rows. Safe to call again.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        _features.Dispose();
    }

    private static Tensor Embed(
        nn.Module<Tensor, Tensor> trunk, ISampleSource source, int batchSize, Device device, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        Tensor? features = null;
        var shape = source.Shape;
        for (var start = 0; start < source.Count; start += Math.Min(batchSize, source.Count - start))
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var inner = NewDisposeScope();
            var count = Math.Min(batchSize, source.Count - start);
            var images = empty(count, shape.Channels, shape.Height, shape.Width);
            for (var i = 0; i < count; i++)
                source.ReadInto(start + i, MemoryMarshal.Cast<byte, float>(images.bytes).Slice(i * shape.Length, shape.Length));
            var rows = Check.Embeddings(trunk.call(images.to(device)), nameof(trunk));
            Check.Shape(rows, [count, features is null ? -1 : features.shape[1]], nameof(trunk));
            Check.FiniteRows(rows, nameof(trunk));
            features ??= empty(source.Count, rows.shape[1], dtype: rows.dtype, device: device).MoveToOuterDisposeScope();
            features.narrow(0, start, count).copy_(rows);
            progress?.Report(start + count);
        }
        return features!.DetachFromDisposeScope();
    }
}
