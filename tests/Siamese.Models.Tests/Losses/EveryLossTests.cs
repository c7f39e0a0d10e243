using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.Models.Losses;
using TorchSharp.Siamese.Models.Losses.Reducers;
using TorchSharp.Siamese.TestSupport;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Tests.Losses;

/// <summary>What holds for every loss: finite numbers, zero without tuples, the gradient of the value, nothing left alive.</summary>
public class EveryLossTests
{
    private static readonly long[] Labels = [0, 1, 0, 1, 2, 0, 4];

    [Test]
    public void Forward_EdgeBatch_HasFiniteValueAndGradients(
        [ValueSource(typeof(EveryLoss), nameof(EveryLoss.Names))] string name,
        [Values("one class", "all distinct", "identical rows", "two identical rows", "opposite rows", "level rows", "zeros", "one row of zeros",
            "large", "huge", "small", "tiny", "huge beside tiny", "one row", "no row")] string kind,
        [Values(ScalarType.Float32, ScalarType.Float64)] ScalarType type)
    {
        using var scope = NewDisposeScope();
        var (rows, labels) = Edge(kind, type);
        Assert.That(rows.isfinite().all().item<bool>(), Is.True, "the test's own numbers");
        var batch = new LossBatch(rows) { Labels = labels };
        AssertFinite(name, type, batch, "labels");
        if (EveryLoss.Takes(name, 'P') || EveryLoss.Takes(name, 'W'))
            AssertFinite(name, type, batch with { Tuples = PairIndices.All(labels) }, "given pairs");
        if (EveryLoss.Takes(name, 'R'))
        {
            AssertFinite(name, type, batch with { ReferenceEmbeddings = rows.flip(0), ReferenceLabels = labels.flip(0) }, "a reference set");
            AssertFinite(name, type, batch with { ReferenceEmbeddings = rows[..0], ReferenceLabels = labels[..0] }, "an empty reference set");
        }
    }

    // What a direction costs does not depend on the length of its row, even where the square of a number overflows.
    [Test]
    public void Forward_HugeRows_CostWhatTheirDirectionsDo(
        [ValueSource(typeof(EveryLoss), nameof(EveryLoss.Names))] string name, [Values(ScalarType.Float32, ScalarType.Float64)] ScalarType type)
    {
        if (name is "Contrastive squared" or "BatchHard" or "Angular" or "LargeMarginSoftmax" or "SphereFace" or "Center")
            Assert.Pass("Looks at lengths.");
        using var scope = NewDisposeScope();
        using MetricLoss loss = EveryLoss.Create(name), again = EveryLoss.Create(name);
        loss.to(type);
        again.to(type);
        var factor = type == ScalarType.Float32 ? 1e30 : 1e300;
        Tensor rows = Batches.Stack(Batches.Rows(Labels.Length, 4, 52)).to(type).requires_grad_(), huge = (rows.detach() * factor).requires_grad_();
        Tensor expected = loss.call(rows, tensor(Labels)), actual = again.call(huge, tensor(Labels));
        expected.backward();
        actual.backward();
        var tolerance = type == ScalarType.Float32 ? 1e-3 : 1e-10;
        Assert.That(actual.ToDouble(), Is.EqualTo(expected.ToDouble()).Within(tolerance * Math.Max(1, expected.ToDouble())));
        Assert.That((huge.grad! * factor - rows.grad!).abs().max().ToDouble(), Is.EqualTo(0).Within(tolerance * Math.Max(1, rows.grad!.abs().max().ToDouble())));
    }

    // Half the square of 10^30 is beyond float32.
    [Test]
    public void Forward_LossBeyondItsNumberType_IsTheLargestNumberWithAZeroGradient()
    {
        using var scope = NewDisposeScope();
        using MetricLoss squared = new ContrastiveLoss(), center = new CenterLoss(2, 2, new ProxyLossOptions { Seed = 1 });
        using MetricLoss each = new ContrastiveLoss(new ContrastiveLossOptions { Reducer = Reducer.None });
        var (rows, labels) = (tensor([1e30f, 0, -1e30f, 0], [2, 2]).requires_grad_(), zeros(2, ScalarType.Int64));
        foreach (var loss in new[] { squared, center })
        {
            var value = loss.call(rows, labels);
            value.backward();
            Assert.That(value.item<float>(), Is.EqualTo(float.MaxValue));
            Assert.That(rows.grad!.count_nonzero().item<long>(), Is.Zero);
        }
        Assert.That(each.call(rows, labels).data<float>().ToArray(), Is.All.EqualTo(float.MaxValue));
    }

    [Test]
    public void Forward_WeightsAreNaN_IsNaN([ValueSource(typeof(EveryLoss), nameof(EveryLoss.OfProxies))] string name)
    {
        using var scope = NewDisposeScope();
        using var loss = EveryLoss.Create(name);
        using (no_grad())
            loss.parameters().Single().fill_(double.NaN);
        Assert.That(loss.call(ones(Labels.Length, 4), tensor(Labels)).item<float>(), Is.NaN);
    }

    [Test]
    public void Evaluate_NoTupleGiven_IsZeroWithAZeroGradientAndCounted(
        [ValueSource(typeof(EveryLoss), nameof(EveryLoss.OfTuples))] string name, [Values] bool triplets)
    {
        using var scope = NewDisposeScope();
        using var loss = EveryLoss.Create(name);
        Tensor None() => zeros(0, ScalarType.Int64);
        var rows = Batches.Stack(Batches.Rows(Labels.Length, 4, 67), ScalarType.Float32).requires_grad_();
        TupleIndices none = triplets ? new TripletIndices(None(), None(), None()) : new PairIndices(None(), None(), None(), None());
        var result = loss.Evaluate(new LossBatch(rows) { Labels = tensor(Labels), Tuples = none });
        result.Loss.backward();
        Assert.That((result.Loss.item<float>(), result.TupleCount, result.ActiveCount), Is.EqualTo((0f, 0L, 0L)));
        Assert.That(rows.grad!.count_nonzero().item<long>(), Is.Zero);
    }

    // A frozen batch against rows that learn: the way back must be there even if no tuple is.
    [Test]
    public void Evaluate_OnlyTheReferenceSetLearns_HasAGradientWithoutATupleToo()
    {
        using var scope = NewDisposeScope();
        foreach (var name in EveryLoss.Names.Where(name => EveryLoss.Takes(name, 'R')))
        {
            using var loss = EveryLoss.Create(name);
            var reference = Batches.Stack(Batches.Rows(3, 4, 68), ScalarType.Float32).requires_grad_();
            var batch = new LossBatch(ones(2, 4)) { Labels = tensor(new long[] { 0, 1 }), ReferenceEmbeddings = reference, ReferenceLabels = full(3, 4, dtype: ScalarType.Int64) };
            loss.Evaluate(batch).Loss.backward();
            Assert.That(reference.grad!.isfinite().all().item<bool>(), Is.True, name);
        }
    }

    private static void AssertFinite(string name, ScalarType type, LossBatch batch, string what)
    {
        using var loss = EveryLoss.Create(name);
        loss.to(type);
        var (rows, reference) = (batch.Embeddings.detach().requires_grad_(), batch.ReferenceEmbeddings?.detach().requires_grad_());
        var value = loss.Evaluate(batch with { Embeddings = rows, ReferenceEmbeddings = reference }).Loss;
        value.backward();
        Assert.Multiple(() =>
        {
            Assert.That(double.IsFinite(value.ToDouble()), Is.True, $"{what}: value {value.ToDouble()}");
            Assert.That(rows.grad!.isfinite().all().item<bool>(), Is.True, $"{what}: gradient of the embeddings");
            Assert.That(reference?.grad is null || reference.grad.isfinite().all().item<bool>(), Is.True, $"{what}: gradient of the reference set");
            Assert.That(loss.parameters().All(p => p.grad is null || p.grad.isfinite().all().item<bool>()), Is.True, $"{what}: gradient of the parameters");
        });
    }

    [Test]
    public void Evaluate_WithoutAUsableTuple_IsZeroWithAZeroGradientAndCounted(
        [ValueSource(typeof(EveryLoss), nameof(EveryLoss.Names))] string name, [Values("one row", "no row")] string kind)
    {
        if (EveryLoss.OfProxies.Contains(name) && kind == "one row")
            Assert.Pass("Proxies are tuples of their own.");
        using var scope = NewDisposeScope();
        using var loss = EveryLoss.Create(name);
        var (rows, labels) = Edge(kind);
        var embeddings = rows.to(ScalarType.Float32).requires_grad_();
        var result = loss.Evaluate(new LossBatch(embeddings) { Labels = labels });
        result.Loss.backward();
        Assert.That(result.Loss.item<float>(), Is.Zero);
        Assert.That(embeddings.grad!.count_nonzero().item<long>(), Is.Zero);
        Assert.That(result.ActiveCount, Is.Zero);
        if (name != "Instance")   // each row is its own target
            Assert.That(result.TupleCount, Is.Zero);
    }

    [Test]
    public void Evaluate_OneClass_IsZeroAndCountsNothingWhereNegativesAreNeeded([Values(
        "TripletMargin", "NTXent", "SupCon", "Circle", "LiftedStructure", "TupletMargin", "Angular", "Margin", "Margin learnt",
        "BatchHard", "Histogram", "DynamicSoftMargin")] string name)
    {
        using var scope = NewDisposeScope();
        using var loss = EveryLoss.Create(name);
        var (rows, labels) = Edge("one class");
        var embeddings = rows.to(ScalarType.Float32).requires_grad_();
        var result = loss.Evaluate(new LossBatch(embeddings) { Labels = labels });
        result.Loss.backward();
        Assert.That((result.Loss.item<float>(), result.TupleCount, result.ActiveCount), Is.EqualTo((0f, 0L, 0L)));
        Assert.That(embeddings.grad!.count_nonzero().item<long>(), Is.Zero);
    }

    // Cosines and class weights keep to what 8 bits of precision can tell apart; distances do not.
    [Test]
    public void Forward_BFloat16_AgreesToItsPrecision([Values(
        "NTXent", "SupCon", "MultiSimilarity", "Circle", "CosineEmbedding", "NormalizedSoftmax", "ArcFace", "CosFace", "ProxyAnchor", "SoftTriple")] string name)
    {
        using var scope = NewDisposeScope();
        using MetricLoss half = EveryLoss.Create(name), exact = EveryLoss.Create(name);
        half.to(ScalarType.BFloat16);
        var rows = Batches.Stack(Batches.Rows(Labels.Length, 4, 58)).to(ScalarType.Float32);
        var leaf = rows.to(ScalarType.BFloat16).requires_grad_();
        var value = half.call(leaf, tensor(Labels));
        value.backward();
        var expected = exact.call(rows, tensor(Labels)).item<float>();
        Assert.That(value.ToSingle(), Is.EqualTo(expected).Within(0.05f * Math.Max(1, expected)));
        Assert.That(leaf.grad!.isfinite().all().item<bool>(), Is.True);
    }

    // Half precision holds the rows; on the CPU all else is float32. Losses with weights take bfloat16 only.
    [Test]
    public void Forward_HalfPrecision_IsThatOfTheRoundedRows(
        [ValueSource(typeof(EveryLoss), nameof(EveryLoss.Names))] string name, [Values(ScalarType.Float16, ScalarType.BFloat16)] ScalarType type)
    {
        using var scope = NewDisposeScope();
        using MetricLoss half = EveryLoss.Create(name), exact = EveryLoss.Create(name);
        var leaf = Batches.Stack(Batches.Rows(Labels.Length, 4, 58)).to(type).requires_grad_();
        if (EveryLoss.OfProxies.Contains(name))
        {
            half.to(type);
            if (type == ScalarType.Float16)
            {
                Assert.That(() => half.call(leaf, tensor(Labels)), Throws.ArgumentException.With.Message.StartsWith("Expected Float32, Float64 or BFloat16 on the CPU"));
                return;
            }
        }
        var value = half.call(leaf, tensor(Labels));
        value.backward();
        var expected = exact.call(leaf.detach().to(ScalarType.Float32), tensor(Labels)).item<float>();
        Assert.That(value.dtype, Is.EqualTo(type));
        // With weights in 8 bits too the scores are rounded, and exponentials of them grow the error.
        var tolerance = EveryLoss.OfProxies.Contains(name) ? 0.15 : 2 * finfo(type).eps;
        Assert.That(value.ToDouble(), Is.EqualTo(expected).Within(tolerance * Math.Max(1, Math.Abs(expected))));
        Assert.That(leaf.grad!.isfinite().all().item<bool>(), Is.True);
    }

    [Test]
    public void Forward_RandomBatch_HasTheGradientOfFiniteDifferences([ValueSource(typeof(EveryLoss), nameof(EveryLoss.Names))] string name)
    {
        if (name == "Circle")
            Assert.Pass("Its weights are constants to the gradient by definition; golden values cover it.");
        using var scope = NewDisposeScope();
        using var loss = EveryLoss.Create(name);
        loss.to(ScalarType.Float64);
        loss.eval();   // the histogram of the dynamic soft margin stays as it is
        var labels = tensor(Labels);
        GradientCheck.Agrees(rows => loss.call(rows, labels), Batches.Stack(Batches.Rows(Labels.Length, 4, 51)), 2e-5);
    }

    [Test]
    public void Forward_Float32_AgreesWithFloat64([ValueSource(typeof(EveryLoss), nameof(EveryLoss.Names))] string name)
    {
        using var scope = NewDisposeScope();
        using MetricLoss single = EveryLoss.Create(name), exact = EveryLoss.Create(name);
        CopyWeights(single, exact);
        var rows = Batches.Stack(Batches.Rows(Labels.Length, 4, 52));
        var expected = exact.call(rows, tensor(Labels)).item<double>();
        Assert.That(single.call(rows.to(ScalarType.Float32), tensor(Labels)).item<float>(), Is.EqualTo(expected).Within(1e-4 * Math.Max(1, Math.Abs(expected))));
    }

    [Test]
    public void Evaluate_AllTuplesGiven_IsThatOfTheLabels([ValueSource(typeof(EveryLoss), nameof(EveryLoss.OfTuples))] string name, [Values] bool withReference)
    {
        using var scope = NewDisposeScope();
        if (withReference && !EveryLoss.Takes(name, 'R'))
            Assert.Pass("Defined within a batch.");
        using var loss = EveryLoss.Create(name);
        loss.eval();
        var batch = Batch(withReference);
        var given = batch with { Tuples = PairIndices.All(batch.Labels!, batch.ReferenceLabels) };
        Assert.That(loss.Evaluate(given).Loss.item<double>(), Is.EqualTo(loss.Evaluate(batch).Loss.item<double>()).Within(1e-12));
    }

    [Test]
    public void Forward_LabelsOfOtherWholeTypes_ChangeNothing(
        [ValueSource(typeof(EveryLoss), nameof(EveryLoss.Names))] string name, [Values(ScalarType.Int32, ScalarType.Int16, ScalarType.Byte)] ScalarType type)
    {
        using var scope = NewDisposeScope();
        using MetricLoss loss = EveryLoss.Create(name), again = EveryLoss.Create(name);
        var rows = Batches.Stack(Batches.Rows(Labels.Length, 4, 59)).to(ScalarType.Float32);
        Assert.That(again.call(rows, tensor(Labels).to(type)).item<float>(), Is.EqualTo(loss.call(rows, tensor(Labels)).item<float>()));
    }

    [Test]
    public void StateDict_LoadedIntoAnotherLoss_GivesTheSameLoss([ValueSource(typeof(EveryLoss), nameof(EveryLoss.Names))] string name)
    {
        using var scope = NewDisposeScope();
        using MetricLoss trained = EveryLoss.Create(name), fresh = EveryLoss.Create(name);
        var (rows, labels) = (Batches.Stack(Batches.Rows(Labels.Length, 4, 60)).to(ScalarType.Float32), tensor(Labels));
        using (no_grad())
        {
            foreach (var parameter in trained.parameters())
                parameter.mul_(1.5f).add_(0.1f);
        }
        trained.call(rows, labels);   // fills a histogram
        fresh.load_state_dict(trained.state_dict());
        Assert.That(fresh.call(rows, labels).item<float>(), Is.EqualTo(trained.call(rows, labels).item<float>()));
    }

    [Test]
    public void Documentation_EveryLossAndRegulariser_HasItsLine()
    {
        var page = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "docs", "losses.md"));
        var types = typeof(MetricLoss).Assembly.GetExportedTypes().Where(type => !type.IsAbstract
            && type.Namespace!.StartsWith(typeof(MetricLoss).Namespace!, StringComparison.Ordinal)
            && (type.IsSubclassOf(typeof(nn.Module)) || type.Name.EndsWith("Regularizer", StringComparison.Ordinal) || type.Name.EndsWith("Reducer", StringComparison.Ordinal)));
        Assert.That(types.Select(type => type.Name).Where(name => !page.Contains($"`{name}`", StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public void Forward_OtherOrderOfRows_ChangesNothing([ValueSource(typeof(EveryLoss), nameof(EveryLoss.Names))] string name)
    {
        if (name is "Instance" or "NPairs" or "SnrContrastive")
            Assert.Pass("Depends on the order of the rows, or on which of two is the anchor, by definition.");
        using var scope = NewDisposeScope();
        using MetricLoss loss = EveryLoss.Create(name), again = EveryLoss.Create(name);   // some change with every batch
        loss.to(ScalarType.Float64);
        again.to(ScalarType.Float64);
        var (rows, labels, order) = (Batches.Stack(Batches.Rows(Labels.Length, 4, 53)), tensor(Labels), tensor(new long[] { 6, 2, 0, 5, 3, 1, 4 }));
        var moved = again.call(rows.index_select(0, order), labels.index_select(0, order));
        Assert.That(moved.item<double>(), Is.EqualTo(loss.call(rows, labels).item<double>()).Within(1e-10));
    }

    [Test]
    public void Forward_LeavesExactlyItsResultAlive([ValueSource(typeof(EveryLoss), nameof(EveryLoss.Names))] string name)
    {
        using var loss = EveryLoss.Create(name);
        using Tensor rows = randn(7, 4).requires_grad_(), labels = tensor(Labels);
        LeakCheck.LeavesOnlyItsResult(() => loss.call(rows, labels));
        LeakCheck.LeavesOnlyItsResult(() => loss.Evaluate(new LossBatch(rows) { Labels = labels }), 2);
        Assert.That(LeakCheck.LeftAlive(() =>
        {
            using var step = NewDisposeScope();   // TorchSharp leaves what functions written in .NET return on the way back to it
            loss.call(rows, labels).backward();
        }), Is.Zero, "after the way back");
        if (!EveryLoss.Takes(name, 'P') && !EveryLoss.Takes(name, 'W'))
            return;
        using var tuples = PairIndices.All(labels);
        LeakCheck.LeavesOnlyItsResult(() => loss.call(rows, labels, tuples));
    }

    [Test]
    public void Forward_WithoutGradients_GivesTheSameValue([ValueSource(typeof(EveryLoss), nameof(EveryLoss.Names))] string name)
    {
        using var scope = NewDisposeScope();
        using MetricLoss loss = EveryLoss.Create(name), again = EveryLoss.Create(name);
        var (rows, labels) = (Batches.Stack(Batches.Rows(Labels.Length, 4, 57)).to(ScalarType.Float32).requires_grad_(), tensor(Labels));
        var expected = loss.call(rows, labels);
        using var off = no_grad();
        var value = again.call(rows, labels);
        Assert.That(value.requires_grad, Is.False);
        Assert.That(value.item<float>(), Is.EqualTo(expected.item<float>()).Within(1e-6f * Math.Max(1, Math.Abs(expected.item<float>()))));
    }

    [Test]
    public void Forward_OnCuda_AgreesWithTheHost([ValueSource(typeof(EveryLoss), nameof(EveryLoss.Names))] string name)
    {
        var device = CudaDevice.Needed();
        using var scope = NewDisposeScope();
        using MetricLoss host = EveryLoss.Create(name), onDevice = EveryLoss.Create(name);
        CopyWeights(host, onDevice);
        host.to(ScalarType.Float64);
        onDevice.to(device);
        var leaf = Batches.Stack(Batches.Rows(Labels.Length, 4, 54)).requires_grad_();
        var moved = leaf.detach().to(device).requires_grad_();
        var (expected, actual) = (host.call(leaf, tensor(Labels)), onDevice.call(moved, tensor(Labels).to(device)));
        expected.backward();
        actual.backward();
        Assert.That(actual.item<double>(), Is.EqualTo(expected.item<double>()).Within(1e-10));
        Assert.That((moved.grad!.cpu() - leaf.grad!).abs().max().item<double>(), Is.EqualTo(0).Within(1e-9));
    }

    private static LossBatch Batch(bool withReference) => new(Batches.Stack(Batches.Rows(8, 4, 55)))
    {
        Labels = tensor(Batches.Labels(8, 3, 55)),
        ReferenceEmbeddings = withReference ? Batches.Stack(Batches.Rows(9, 4, 56)) : null,
        ReferenceLabels = withReference ? tensor(Batches.Labels(9, 4, 56)) : null,
    };

    private static (Tensor Rows, Tensor Labels) Edge(string kind, ScalarType type = ScalarType.Float32)
    {
        var rows = Batches.Stack(Batches.Rows(6, 4, 50)).to(type);
        var (huge, tiny) = type == ScalarType.Float32 ? (1e30, 1e-30) : (1e300, 1e-300);
        var classes = tensor(new long[] { 0, 0, 1, 1, 2, 4 });
        return kind switch
        {
            "one class" => (rows, full_like(classes, 3)),
            "all distinct" => (rows.narrow(0, 0, 5), arange(5, dtype: ScalarType.Int64)),
            "identical rows" => (rows.narrow(0, 0, 1).expand(6, 4).contiguous(), classes),
            "two identical rows" => (cat([rows.narrow(0, 0, 3), rows.narrow(0, 0, 3)]), classes),
            "opposite rows" => (cat([rows[..3], -rows[..3]]), classes),
            "level rows" => (rows[.., ..1].expand(6, 4).contiguous(), classes),
            "zeros" => (zeros_like(rows), classes),
            "one row of zeros" => (cat([rows[..2], zeros_like(rows[..1]), rows[3..]]), classes),
            "large" => (rows * 1e15, classes),
            "huge" => (rows * huge, classes),
            "small" => (rows * 1e-20, classes),
            "tiny" => (rows * tiny, classes),
            "huge beside tiny" => (cat([rows[..3] * huge, rows[3..] * tiny]), classes),
            "one row" => (rows.narrow(0, 0, 1), classes.narrow(0, 0, 1)),
            "no row" => (rows.narrow(0, 0, 0), classes.narrow(0, 0, 0)),
            _ => throw new NotSupportedException(kind),
        };
    }

    private static void CopyWeights(MetricLoss from, MetricLoss to)
    {
        to.to(ScalarType.Float64);
        using var off = no_grad();
        foreach (var (key, parameter) in from.named_parameters())
            to.get_parameter(key)!.copy_(parameter);
    }
}
