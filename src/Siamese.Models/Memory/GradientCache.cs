using TorchSharp.Siamese.Data;
using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Models.Losses;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Memory;

/// <summary>Gradients of a batch as large as wanted in the memory of a small one: embed without a graph, price, embed again chunk by chunk.</summary>
/// <remarks>
/// The loss sees all rows at once, so that it is the large batch's own, with any loss and any miner; the encoder sees one chunk at
/// a time, twice. The second time it draws the same dropout: the generators are seeded for each chunk from a number drawn from the CPU
/// generator, which is the only one that moves on. Batch normalisation uses the statistics of a chunk both times, and its
/// running statistics (all buffers) are those after the first. Costs one more forward pass.
/// Source: Gao, Zhang, Han and Callan, "Scaling deep contrastive learning batch size", 2021. Not thread-safe.
/// </remarks>
public sealed class GradientCache
{
    private readonly nn.Module<Tensor, Tensor> _encoder;

    /// <param name="encoder">Inputs <c>[N, ...]</c> to embeddings <c>[N, D]</c>; used, not owned.</param>
    /// <param name="chunk">Rows embedded at once, 1 or more.</param>
    /// <exception cref="ArgumentNullException"><paramref name="encoder"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="chunk"/> is below 1.</exception>
    public GradientCache(nn.Module<Tensor, Tensor> encoder, int chunk = 64)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        _encoder = encoder;
        Chunk = Check.Between(chunk, 1, int.MaxValue);
    }

    /// <summary>Rows embedded at once.</summary>
    public int Chunk { get; }

    /// <summary>Prices a batch and adds its gradients to those of the encoder's parameters.</summary>
    /// <param name="inputs"><c>[N, ...]</c>.</param>
    /// <param name="labels">Whole numbers, <c>[N]</c>.</param>
    /// <param name="loss">What prices it; a reducer other than none.</param>
    /// <param name="miner">Which tuples; null for all that the labels admit.</param>
    /// <returns>The loss, without graph, and the counts. The caller owns them.</returns>
    /// <exception cref="ArgumentException">A shape, dtype or device does not fit.</exception>
    public LossResult Backward(Tensor inputs, Tensor labels, MetricLoss loss, IMiner? miner = null)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(loss);
        LossResult? result = null;
        using var scope = NewDisposeScope();
        Backward(inputs, embeddings =>
        {
            var tuples = miner?.Mine(embeddings.detach(), labels);
            result = loss.Evaluate(new LossBatch(embeddings) { Labels = labels, Tuples = tuples }).MoveToOuterDisposeScope();
            return result.Loss;
        });
        return result!.WithoutGraph().MoveToOuterDisposeScope();
    }

    /// <summary>Prices a batch by any function and adds its gradients to those of the encoder's parameters.</summary>
    /// <param name="inputs"><c>[N, ...]</c>.</param>
    /// <param name="price">From all embeddings, <c>[N, D]</c>, to a scalar; called once, in a dispose scope. Parameters it uses get their gradients too.</param>
    /// <returns>What <paramref name="price"/> returned, as a number.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">The encoder's embeddings have no shape <c>[N, D]</c>, or the price is no scalar.</exception>
    public double Backward(Tensor inputs, Func<Tensor, Tensor> price)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return Backward(inputs.shape[0], (start, length) => inputs.narrow(0, start, length), price);
    }

    /// <summary>The same for inputs that are not all at hand at once: each chunk is asked for twice.</summary>
    /// <param name="count">N, 0 or more.</param>
    /// <param name="inputs">From first row and number of rows to inputs, <c>[length, ...]</c>, the same both times; disposed with the chunk.</param>
    /// <param name="price">From all embeddings, <c>[N, D]</c>, to a scalar; called once.</param>
    /// <returns>What <paramref name="price"/> returned, as a number.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is below 1.</exception>
    /// <exception cref="ArgumentException">The encoder's embeddings have no shape <c>[N, D]</c>, or the price is no scalar.</exception>
    public double Backward(long count, Func<long, long, Tensor> inputs, Func<Tensor, Tensor> price)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(price);
        Check.Between(count, 1, long.MaxValue);
        long seed;
        using (NewDisposeScope())
            seed = randint(0, long.MaxValue, [1], ScalarType.Int64).item<long>();
        var state = random.get_rng_state();
        Tensor? gradient = null;
        try
        {
            double number;
            using (NewDisposeScope())   // all but the gradient is gone before the chunks come again
            {
                var embeddings = EmbedAll(count, inputs, seed).requires_grad_();
                random.set_rng_state(state);   // the price draws as if nothing had been embedded
                var value = price(embeddings);
                Check.Shape(value, [], nameof(price));
                state.Dispose();
                state = random.get_rng_state().MoveToOuterDisposeScope();
                number = value.ToDouble();
                if (value.requires_grad)
                {
                    value.backward();
                    gradient = embeddings.grad?.alias().MoveToOuterDisposeScope();
                }
            }
            if (gradient is not null)
                Replay(count, inputs, seed, gradient);
            return number;
        }
        finally
        {
            random.set_rng_state(state);
            state.Dispose();
            gradient?.Dispose();
        }
    }

    private Tensor EmbedAll(long count, Func<long, long, Tensor> inputs, long seed)
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        Tensor? all = null;
        for (long start = 0; start < count; start += Chunk)
        {
            using var inner = NewDisposeScope();
            var length = Math.Min(Chunk, count - start);
            var part = Embed(start, length, inputs, seed);
            all ??= empty(count, part.shape[1], dtype: part.dtype, device: part.device).MoveToOuterDisposeScope();
            all.narrow(0, start, length).copy_(part);
        }
        return all!.MoveToOuterDisposeScope();
    }

    private void Replay(long count, Func<long, long, Tensor> inputs, long seed, Tensor gradient)
    {
        using var scope = NewDisposeScope();
        (Tensor Buffer, Tensor Kept)[] buffers = [.. _encoder.buffers().Select(buffer => (buffer, buffer.detach().clone()))];
        for (long start = 0; start < count; start += Chunk)
        {
            using var inner = NewDisposeScope();
            var length = Math.Min(Chunk, count - start);
            autograd.backward(Embed(start, length, inputs, seed), gradient.narrow(0, start, length));
        }
        using var grad = no_grad();
        foreach (var (buffer, kept) in buffers)
            buffer.copy_(kept);
    }

    private Tensor Embed(long start, long length, Func<long, long, Tensor> inputs, long seed)
    {
        manual_seed((long)(new CounterRandom((ulong)seed).Bits((ulong)start) >> 1));
        return Check.Shape(_encoder.call(inputs(start, length)), [length, -1], "encoder");
    }
}
