using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.TestSupport;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Tests.Mining;

public class DistanceBlocksTests
{
    private static readonly IDistance[] Distances =
        [new LpDistance(), new LpDistance(normalize: false), new LpDistance(p: 1, power: 2), new CosineSimilarity(), new DotProductSimilarity(), new SnrDistance()];

    // 41 rows against 41 or 9: blocks of one row, of some with a smaller one last, of all.
    [Test]
    public void Visit_AnyBlock_ShowsTheRowsOfTheMatrixInOrder(
        [ValueSource(nameof(Distances))] IDistance distance, [Values] bool withReference, [Values(1, 150, 1 << 24)] int blockElements)
    {
        using var scope = NewDisposeScope();
        var rows = Batches.Stack(Batches.Rows(41, 5, 71));
        var reference = withReference ? Batches.Stack(Batches.Rows(9, 5, 72)) : null;
        var width = withReference ? 9 : 41;
        var (seen, joined) = (0L, new List<Tensor>());
        DistanceBlocks.Visit(distance, rows, reference, (start, block) =>
        {
            Assert.That(start, Is.EqualTo(seen));
            Assert.That(block.shape, Is.EqualTo(new[] { Math.Min(Math.Clamp(blockElements / width, 1, 41), 41 - start), width }));
            seen += block.shape[0];
            joined.Add(block.clone().MoveToOuterDisposeScope());
        }, blockElements);
        Assert.That(seen, Is.EqualTo(41));
        Assert.That((cat(joined) - distance.Matrix(rows, reference)).abs().max().ToDouble(), Is.EqualTo(0).Within(1e-12));
    }

    [Test]
    public void Visit_RowsWithGradients_GivesThatOfTheMatrix()
    {
        using var scope = NewDisposeScope();
        var distance = new LpDistance();
        Tensor Rows() => Batches.Stack(Batches.Rows(12, 4, 73)).requires_grad_();
        var (whole, blocked) = (Rows(), Rows());
        distance.Matrix(whole).square().sum().backward();
        DistanceBlocks.Visit(distance, blocked, null, (_, block) => block.square().sum().backward(), 30);
        Assert.That((whole.grad! - blocked.grad!).abs().max().ToDouble(), Is.EqualTo(0).Within(1e-12));
    }

    [Test]
    public void Visit_LeavesNothingAlive()
    {
        using var rows = randn(10, 3);
        Assert.That(LeakCheck.LeftAlive(() => DistanceBlocks.Visit(new LpDistance(), rows, null, (_, block) => block.sum(), 20)), Is.Zero);
    }

    [Test]
    public void Visit_NoRows_ShowsNothing()
    {
        using var scope = NewDisposeScope();
        var calls = 0;
        DistanceBlocks.Visit(new LpDistance(), zeros(0, 3), zeros(4, 3), (_, _) => calls++);
        Assert.That(calls, Is.Zero);
    }

    [Test]
    public void Visit_BadInput_NamesTheArgument()
    {
        using var scope = NewDisposeScope();
        var rows = randn(4, 3);
        void Fails(string name, Action run) => Assert.That(Assert.Catch<ArgumentException>(run)!.ParamName, Is.EqualTo(name));
        Fails("distance", () => DistanceBlocks.Visit(null!, rows, null, (_, _) => { }));
        Fails("visit", () => DistanceBlocks.Visit(new LpDistance(), rows, null, null!));
        Fails("query", () => DistanceBlocks.Visit(new LpDistance(), randn(4), null, (_, _) => { }));
        Fails("reference", () => DistanceBlocks.Visit(new LpDistance(), rows, randn(4, 2), (_, _) => { }));
        Fails("blockElements", () => DistanceBlocks.Visit(new LpDistance(), rows, null, (_, _) => { }, 0));
    }
}
