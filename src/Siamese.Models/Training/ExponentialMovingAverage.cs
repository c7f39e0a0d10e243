using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Training;

/// <summary>A moving average of a module's weights over the steps: smoother than the last ones, and often better.</summary>
/// <remarks>
/// After step t the average becomes <c>d·average + (1 − d)·weights</c> with <c>d = min(decay, t / (t + 9))</c>, so that the first steps are
/// forgotten soon. Floating-point buffers, such as those of batch normalisation, are averaged too, others copied. Source: Polyak and
/// Juditsky 1992; the smaller decay at the beginning is that of TensorFlow's ExponentialMovingAverage. Not thread-safe.
/// </remarks>
public sealed class ExponentialMovingAverage : IDisposable
{
    private readonly (string Name, Tensor Own, Tensor Average)[] _tensors;

    /// <param name="module">Whose weights; used, not owned.</param>
    /// <param name="decay">Share of the average that stays at a step, above 0 and below 1.</param>
    /// <exception cref="ArgumentNullException"><paramref name="module"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="decay"/> is outside its range.</exception>
    public ExponentialMovingAverage(nn.Module module, double decay = 0.999)
    {
        ArgumentNullException.ThrowIfNull(module);
        Decay = decay is > 0 and < 1 ? decay : throw new ArgumentOutOfRangeException(nameof(decay), decay, $"Expected a decay above 0 and below 1, got {decay}.");
        using var grad = no_grad();
        _tensors = [.. module.state_dict().Select(entry => (entry.Key, entry.Value, entry.Value.clone().DetachFromDisposeScope()))];
    }

    /// <summary>Share of the average that stays at a step.</summary>
    public double Decay { get; }

    /// <summary>Steps taken in.</summary>
    public long Count { get; internal set; }

    /// <summary>The averages by the names that the module's tensors have.</summary>
    internal IEnumerable<(string Name, Tensor Tensor)> Averages => _tensors.Select(tensor => (tensor.Name, tensor.Average));

    /// <summary>Takes in the weights as they are now; call it after the optimiser's step.</summary>
    public void Update()
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        Count++;
        var share = 1 - Math.Min(Decay, Count / (Count + 9.0));
        foreach (var (_, own, average) in _tensors)
        {
            if (average.is_floating_point())
                average.mul_(1 - share).add_(own, alpha: share);
            else
                average.copy_(own);
        }
    }

    /// <summary>Puts the averages into the module, until the result is disposed: then its own weights are back, bit for bit.</summary>
    public IDisposable Apply()
    {
        using var grad = no_grad();
        Tensor[] kept = [.. _tensors.Select(tensor => tensor.Own.clone().DetachFromDisposeScope())];
        foreach (var (_, own, average) in _tensors)
            own.copy_(average);
        return new Applied(this, kept);
    }

    /// <summary>Drops the averages; the module is not touched. Safe to call twice.</summary>
    public void Dispose()
    {
        foreach (var (_, _, average) in _tensors)
            average.Dispose();
    }

    private sealed class Applied(ExponentialMovingAverage owner, Tensor[] kept) : IDisposable
    {
        private bool _done;

        public void Dispose()
        {
            if (_done)
                return;
            _done = true;
            using var grad = no_grad();
            foreach (var ((_, own, _), value) in owner._tensors.Zip(kept))
            {
                own.copy_(value);
                value.Dispose();
            }
        }
    }
}
