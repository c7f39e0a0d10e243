using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.Models.Losses;
using TorchSharp.Siamese.Models.Memory;
using TorchSharp.Siamese.TestSupport;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Tests.Memory;

public class GradientCacheTests
{
    [Test]
    public void Backward_ChunksOfAnySize_GivesTheGradientsOfTheWholeBatch([Values(1, 4, 7, 64)] int chunk, [Values] bool withMiner)
    {
        using var scope = NewDisposeScope();
        var (inputs, labels) = (Batches.Stack(Batches.Rows(20, 6, 101)), tensor(Batches.Labels(20, 4, 101)));
        using var encoder = Encoder(dropout: 0, norm: false);
        using var loss = new TripletMarginLoss(0.3);
        var miner = withMiner ? new SemiHardMiner() : null;
        var whole = loss.Evaluate(new LossBatch(encoder.call(inputs)) { Labels = labels, Tuples = miner?.Mine(encoder.call(inputs), labels) });
        whole.Loss.backward();
        Tensor[] expected = [.. encoder.parameters().Select(parameter => parameter.grad!.clone())];
        encoder.zero_grad();

        var cached = new GradientCache(encoder, chunk).Backward(inputs, labels, loss, miner);
        Assert.That(cached.Loss.item<double>(), Is.EqualTo(whole.Loss.item<double>()).Within(1e-12));
        Assert.That(cached.Loss.requires_grad, Is.False);
        Assert.That((cached.TupleCount, cached.ActiveCount), Is.EqualTo((whole.TupleCount, whole.ActiveCount)));
        foreach (var (parameter, wanted) in encoder.parameters().Zip(expected))
            Assert.That(allclose(parameter.grad!, wanted, 1e-9, 1e-13));
    }

    // With dropout the gradient belongs to the embeddings that were priced only if the same units drop out the second time.
    [Test]
    public void Backward_Dropout_IsReplayed()
    {
        using var scope = NewDisposeScope();
        var inputs = Batches.Stack(Batches.Rows(10, 6, 102));
        using var encoder = Encoder(dropout: 0.5, norm: false);
        var weights = Batches.Stack(Batches.Rows(10, 3, 103));
        manual_seed(7);
        Tensor? priced = null;
        new GradientCache(encoder, 4).Backward(inputs, embeddings =>
        {
            priced = embeddings.detach().clone().MoveToOuterDisposeScope();
            return (embeddings * weights).sum();
        });
        // The last layer's bias has the gradient of the weights' sum; its weight that of the hidden units which were not dropped.
        var last = encoder.named_parameters().Single(parameter => parameter.name == "3.weight").parameter;
        var gradient = last.grad!.clone();
        encoder.zero_grad();
        manual_seed(7);
        new GradientCache(encoder, 4).Backward(inputs, embeddings =>
        {
            Assert.That(embeddings.equal(priced!).all().item<bool>(), "same seed, same embeddings");
            return (embeddings * weights).sum();
        });
        Assert.That(last.grad!.equal(gradient).all().item<bool>(), "same seed, same gradients");
        // Embeddings are linear in the last layer: Σ w·∂/∂w over its weight and bias is what was priced.
        var bias = encoder.named_parameters().Single(parameter => parameter.name == "3.bias").parameter;
        var linear = (last * last.grad!).sum() + (bias * bias.grad!).sum();
        Assert.That(linear.item<double>(), Is.EqualTo((priced! * weights).sum().item<double>()).Within(1e-10));
    }

    [Test]
    public void Backward_BatchNorm_CountsEachChunkOnce()
    {
        using var scope = NewDisposeScope();
        var inputs = Batches.Stack(Batches.Rows(12, 6, 104));
        using var encoder = Encoder(dropout: 0, norm: true);
        using var twin = Encoder(dropout: 0, norm: true);
        twin.load_state_dict(encoder.state_dict());
        var weights = Batches.Stack(Batches.Rows(12, 3, 105));
        new GradientCache(encoder, 4).Backward(inputs, embeddings => (embeddings * weights).sum());
        foreach (var start in new[] { 0, 4, 8 })
            (twin.call(inputs.narrow(0, start, 4)) * weights.narrow(0, start, 4)).sum().backward();
        foreach (var ((name, buffer), (_, wanted)) in encoder.named_buffers().Zip(twin.named_buffers()))
            Assert.That(allclose(buffer.to(ScalarType.Float64), wanted.to(ScalarType.Float64), 1e-12, 1e-14), name);
        foreach (var (parameter, wanted) in encoder.parameters().Zip(twin.parameters()))
            Assert.That(allclose(parameter.grad!, wanted.grad!, 1e-9, 1e-12));
    }

    [Test]
    public void Backward_Generator_MovesOnByOneDraw()
    {
        using var scope = NewDisposeScope();
        var inputs = Batches.Stack(Batches.Rows(12, 6, 106));
        using var encoder = Encoder(dropout: 0.5, norm: false);
        manual_seed(3);
        randint(0, long.MaxValue, [1], ScalarType.Int64).Dispose();
        var next = rand(1).item<float>();
        foreach (var chunk in new[] { 3, 12 })
        {
            manual_seed(3);
            new GradientCache(encoder, chunk).Backward(inputs, embeddings => embeddings.square().sum());
            Assert.That(rand(1).item<float>(), Is.EqualTo(next), "whatever the chunks");
        }
    }

    [Test]
    public void Backward_PriceWithoutGradient_LeavesTheEncoderAlone()
    {
        using var scope = NewDisposeScope();
        using var encoder = Encoder(dropout: 0, norm: false);
        Assert.That(new GradientCache(encoder, 2).Backward(ones(4, 6, ScalarType.Float64), _ => tensor(2.5)), Is.EqualTo(2.5));
        Assert.That(encoder.parameters().All(parameter => parameter.grad is null));
        var error = Assert.Throws<ArgumentException>(() => new GradientCache(encoder, 2).Backward(ones(4, 6, ScalarType.Float64), embeddings => embeddings.sum(1)));
        Assert.That((error!.ParamName, error.Message), Is.EqualTo(("price", "Expected shape [], got [4]. (Parameter 'price')")));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ = new GradientCache(encoder, 0));
    }

    // What the price made would otherwise stand beside every chunk of the second time.
    [Test]
    public void Backward_SecondTime_FindsNothingOfThePriceAlive()
    {
        using var scope = NewDisposeScope();
        var inputs = Batches.Stack(Batches.Rows(12, 6, 109));
        using var encoder = Encoder(dropout: 0, norm: false);
        new GradientCache(encoder, 4).Backward(inputs, embeddings => embeddings.sum());   // gradients are there
        List<long> alive = [];
        Tensor Chunk(long start, long length)
        {
            alive.Add(DisposeScopeManager.Statistics.ThreadTotalLiveCount);
            return inputs.narrow(0, start, length);
        }
        new GradientCache(encoder, 4).Backward(12, Chunk, embeddings =>
        {
            Tensor[] left = [.. Enumerable.Range(0, 100).Select(i => embeddings * i)];
            return left.Aggregate((sum, part) => sum + part).sum();
        });
        Assert.That(alive, Has.Count.EqualTo(6));
        Assert.That(alive[3..].Max(), Is.LessThan(alive[..3].Max() + 20));
    }

    [Test]
    public void Backward_LeavesNothingAlive()
    {
        using var encoder = Encoder(dropout: 0.5, norm: true);
        using var inputs = Batches.Stack(Batches.Rows(8, 6, 107));
        new GradientCache(encoder, 4).Backward(inputs, embeddings => embeddings.square().sum());
        Assert.That(LeakCheck.LeftAlive(() => new GradientCache(encoder, 4).Backward(inputs, embeddings => embeddings.square().sum())), Is.Zero);
    }

    [Test]
    public void MomentumEncoder_Update_FollowsSlowly()
    {
        using var scope = NewDisposeScope();
        using var encoder = Encoder(dropout: 0, norm: true);
        using var momentum = new MomentumEncoder(encoder, Encoder(dropout: 0, norm: true), 0.9);
        var inputs = Batches.Stack(Batches.Rows(6, 6, 108));
        encoder.eval();
        momentum.eval();
        Assert.That(momentum.call(inputs).equal(encoder.call(inputs)).all().item<bool>(), "begins as the same");
        Assert.That(momentum.call(inputs).requires_grad, Is.False);
        var before = encoder.parameters().First().detach().clone();
        using (no_grad())
            encoder.parameters().First().add_(1);
        momentum.Update();
        Assert.That(allclose(momentum.parameters().First(), before + 0.1, 1e-12, 1e-14));
        Assert.That(momentum.parameters().Count(), Is.EqualTo(encoder.parameters().Count()), "the followed encoder is no part of it");
        Assert.Throws<ArgumentException>(() => _ = new MomentumEncoder(encoder, encoder));
        var error = Assert.Throws<ArgumentException>(() => _ = new MomentumEncoder(encoder, nn.Linear(2, 3)));
        Assert.That(error!.Message, Does.StartWith("Expected an encoder with the parameters 0.weight [5, 6]"));
    }

    private static nn.Module<Tensor, Tensor> Encoder(double dropout, bool norm)
    {
        manual_seed(11);
        return nn.Sequential(
            nn.Linear(6, 5), norm ? nn.BatchNorm1d(5) : nn.Identity(), nn.Sequential(nn.Tanh(), nn.Dropout(dropout)), nn.Linear(5, 3)).to(ScalarType.Float64);
    }
}
