using TorchSharp.Siamese.Data.Sources;
using TorchSharp.Siamese.Models.Encoders;
using TorchSharp.Siamese.TestSupport;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Tests.Encoders;

public class FrozenTrunkTests
{
    [Test]
    public void Run_Samples_HaveTheRowsOfTheNetworkInEvaluation([Values(1, 4, 100)] int batchSize)
    {
        using var scope = NewDisposeScope();
        using var trunk = new ConvEncoder(ConvEncoderOptions.Strided(8, 8, embeddingSize: 5, firstChannels: 4, blocks: 2));
        trunk.train();
        var source = Source(10);
        var seen = new List<int>();
        using var frozen = FrozenTrunk.Run(trunk, source, batchSize, progress: new Collector<int>(seen));
        Assert.That((frozen.Count, frozen.FeatureSize, trunk.training), Is.EqualTo((10, 5L, true)));
        Assert.That(frozen.Labels, Is.EqualTo(source.Labels));
        Assert.That(seen[^1], Is.EqualTo(10));
        trunk.eval();
        var pixels = new float[10 * 64];
        for (var i = 0; i < 10; i++)
            source.ReadInto(i, pixels.AsSpan(64 * i, 64));
        var expected = trunk.call(tensor(pixels, [10, 1, 8, 8]));
        Assert.That((frozen.Features - expected).abs().max().item<float>(), Is.Zero.Within(1e-6));
        Assert.That(frozen.Features.requires_grad, Is.False);
        Assert.That((frozen.Rows(tensor(new long[] { 7, 2, 7 })) - expected.index_select(0, tensor(new long[] { 7, 2, 7 }))).abs().max().item<float>(), Is.Zero.Within(1e-6));
    }

    [Test]
    public void Run_PartInAnotherMode_KeepsIt()
    {
        using var trunk = new ConvEncoder(ConvEncoderOptions.Strided(8, 8, embeddingSize: 5, firstChannels: 4, blocks: 2));
        trunk.train();
        trunk.named_children().Single(child => child.name == "bn1").module.eval();
        using var frozen = FrozenTrunk.Run(trunk, Source(3));
        Assert.That(trunk.named_children().Where(child => child.name.StartsWith("bn", StringComparison.Ordinal)).Select(child => child.module.training), Is.EqualTo(new[] { false, true }));
        Assert.That(trunk.training, Is.True);
    }

    [Test]
    public void Rows_HeadTrainedOnThem_LearnsAndTheTrunkDoesNotChange()
    {
        using var scope = NewDisposeScope();
        using var trunk = new ConvEncoder(ConvEncoderOptions.Strided(8, 8, embeddingSize: 6, firstChannels: 4, blocks: 2));
        using var frozen = FrozenTrunk.Run(trunk, Source(40));
        var before = trunk.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value.clone());
        using var head = nn.Linear(6, 1);
        using var optimizer = optim.Adam(head.parameters(), 0.1);
        var truth = frozen.Features.narrow(1, 0, 1) * 2 + 5;
        double Step()
        {
            using var inner = NewDisposeScope();
            optimizer.zero_grad();
            var loss = (head.call(frozen.Rows(arange(40L))) - truth).square().mean();
            loss.backward();
            optimizer.step();
            return loss.item<float>();
        }
        var first = Step();
        var last = first;
        for (var step = 0; step < 200; step++)
            last = Step();
        Assert.That(last, Is.LessThan(first / 5));
        foreach (var (key, value) in trunk.state_dict())
            Assert.That(value.equal(before[key]).all().item<bool>(), Is.True, key);
    }

    [Test]
    public void BadInput_IsNamed()
    {
        using var scope = NewDisposeScope();
        using var trunk = new ConvEncoder(ConvEncoderOptions.Strided(8, 8, embeddingSize: 5, firstChannels: 4, blocks: 2));
        using var frozen = FrozenTrunk.Run(trunk, Source(3));
        using var maps = nn.Conv2d(1, 2, 3);
        Assert.That(() => FrozenTrunk.Run(maps, Source(3)), Throws.ArgumentException.With.Message.StartsWith("Expected shape [-1, -1], got [3, 2, 6, 6]."));
        Assert.That(() => FrozenTrunk.Run(trunk, Source(3), 0), Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.StartsWith("Expected 1 to 2147483647, got 0."));
        Assert.That(() => FrozenTrunk.Run(trunk, Source(3), cancellationToken: new CancellationToken(true)), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(() => frozen.Rows(zeros(2)), Throws.ArgumentException.With.Message.StartsWith("Expected dtype Int64, got Float32."));
        frozen.Dispose();
        frozen.Dispose();
        Assert.That(() => frozen.Features, Throws.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public void Run_LeavesOnlyItsRowsAlive()
    {
        using var trunk = new ConvEncoder(ConvEncoderOptions.Strided(8, 8, embeddingSize: 5, firstChannels: 4, blocks: 2));
        LeakCheck.LeavesOnlyItsResult(() => FrozenTrunk.Run(trunk, Source(5), 2));
    }

    private static InMemoryImages Source(int count)
    {
        var random = new Random(4);
        var pixels = new byte[count * 64];
        random.NextBytes(pixels);
        return new InMemoryImages(pixels, new ImageShape(1, 8, 8), [.. Enumerable.Range(0, count).Select(i => i % 3)]);
    }
}
