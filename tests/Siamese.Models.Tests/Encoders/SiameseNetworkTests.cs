using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.Models.Encoders;
using TorchSharp.Siamese.TestSupport;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Tests.Encoders;

public class SiameseNetworkTests
{
    private Counting _encoder = null!;
    private SiameseNetwork _network = null!;

    [SetUp]
    public void SetUp()
    {
        _encoder = new Counting();
        _network = new SiameseNetwork(_encoder, new LpDistance(normalize: false));
    }

    [TearDown]
    public void TearDown()
    {
        _network.Dispose();
        _encoder.Dispose();
    }

    [Test]
    public void Pair_TwoBatches_RunTheEncoderOnceOverBoth()
    {
        using var scope = NewDisposeScope();
        var (left, right) = (randn(3, 4), randn(3, 4));
        var (first, second) = _network.Pair(left, right);
        Assert.That(_encoder.Batches, Is.EqualTo(new[] { 6L }));
        AssertClose(first, _encoder.call(left));
        AssertClose(second, _encoder.call(right));
    }

    [Test]
    public void Pair_IndexedImages_RunTheEncoderOnceOverTheDifferentOnes()
    {
        using var scope = NewDisposeScope();
        var images = randn(3, 4);
        var (left, right) = _network.Pair(images, tensor(new long[] { 0, 0, 1, 2 }), tensor(new long[] { 1, 2, 2, 0 }));
        Assert.That(_encoder.Batches, Is.EqualTo(new[] { 3L }));
        AssertClose(left[3], _encoder.call(images)[2]);
        AssertClose(right[1], _encoder.call(images)[2]);
    }

    [Test]
    public void Triplet_ThreeBatches_RunTheEncoderOnceOverAll()
    {
        using var scope = NewDisposeScope();
        var (anchor, positive, negative) = (randn(2, 4), randn(2, 4), randn(2, 4));
        var (a, p, n) = _network.Triplet(anchor, positive, negative);
        Assert.That(_encoder.Batches, Is.EqualTo(new[] { 6L }));
        AssertClose(a, _encoder.call(anchor));
        AssertClose(p, _encoder.call(positive));
        AssertClose(n, _encoder.call(negative));
    }

    [Test]
    public void Triplet_IndexedImages_GatherTheirEmbeddings()
    {
        using var scope = NewDisposeScope();
        var images = randn(4, 4);
        using var triplets = new TripletIndices(tensor(new long[] { 0, 3 }), tensor(new long[] { 1, 2 }), tensor(new long[] { 2, 0 }));
        var (a, p, n) = _network.Triplet(images, triplets);
        Assert.That(_encoder.Batches, Is.EqualTo(new[] { 4L }));
        var embeddings = _encoder.call(images);
        AssertClose(a, embeddings.index_select(0, triplets.Anchors));
        AssertClose(p, embeddings.index_select(0, triplets.Positives));
        AssertClose(n, embeddings.index_select(0, triplets.Negatives));
    }

    [Test]
    public void Distance_OfPairs_IsThatOfTheirEmbeddings()
    {
        using var scope = NewDisposeScope();
        var (left, right) = (randn(3, 4), randn(3, 4));
        AssertClose(_network.Distance(left, right), (_encoder.call(left) - _encoder.call(right)).norm(1));
    }

    [Test]
    public void Parameters_AreTheEncoders()
    {
        Assert.That(_network.state_dict().Keys, Is.EquivalentTo(new[] { "encoder.layer.weight", "encoder.layer.bias" }));
        _network.eval();
        Assert.That(_encoder.training, Is.False);
    }

    [Test]
    public void Pair_ShapesDiffer_NamesTheArgumentAndBothShapes()
    {
        using var scope = NewDisposeScope();
        var error = Assert.Throws<ArgumentException>(() => _network.Pair(ones(3, 4), ones(2, 4)));
        Assert.That(error!.ParamName, Is.EqualTo("right"));
        Assert.That(error.Message, Does.StartWith("Expected shape [3, 4], got [2, 4]."));
    }

    [Test]
    public void EveryForm_LeavesExactlyItsResultAlive()
    {
        using Tensor images = randn(3, 4), index = tensor(new long[] { 0, 1 });
        using var triplets = TripletIndices.All(tensor(new long[] { 0, 0, 1 }));
        LeakCheck.LeavesOnlyItsResult(() => _network.call(images));
        LeakCheck.LeavesOnlyItsResult(() => _network.Distance(images, images));
        LeakCheck.LeavesOnlyItsResult(() => new All(_network.Pair(images, images)), 2);
        LeakCheck.LeavesOnlyItsResult(() => new All(_network.Pair(images, index, index)), 2);
        LeakCheck.LeavesOnlyItsResult(() => new All(_network.Triplet(images, images, images)), 3);
        LeakCheck.LeavesOnlyItsResult(() => new All(_network.Triplet(images, triplets)), 3);
    }

    private static void AssertClose(Tensor actual, Tensor expected)
    {
        Assert.That(actual.shape, Is.EqualTo(expected.shape));
        Assert.That((actual - expected).abs().max().item<float>(), Is.EqualTo(0).Within(1e-5));
    }

    /// <summary>A linear encoder that notes how large each batch was.</summary>
    private sealed class Counting : nn.Module<Tensor, Tensor>
    {
        private readonly Modules.Linear layer = nn.Linear(4, 2);

        public Counting()
            : base(nameof(Counting)) => RegisterComponents();

        public List<long> Batches { get; } = [];

        public override Tensor forward(Tensor input)
        {
            Batches.Add(input.shape[0]);
            return layer.call(input);
        }
    }

    /// <summary>The parts of a result, to dispose together.</summary>
    private sealed class All : IDisposable
    {
        private readonly Tensor[] _parts;

        public All((Tensor, Tensor) pair) => _parts = [pair.Item1, pair.Item2];

        public All((Tensor, Tensor, Tensor) triplet) => _parts = [triplet.Item1, triplet.Item2, triplet.Item3];

        public void Dispose()
        {
            foreach (var part in _parts)
                part.Dispose();
        }
    }
}
