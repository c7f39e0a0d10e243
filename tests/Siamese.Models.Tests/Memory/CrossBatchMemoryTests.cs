using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.Models.Losses;
using TorchSharp.Siamese.Models.Losses.Reducers;
using TorchSharp.Siamese.Models.Memory;
using TorchSharp.Siamese.TestSupport;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Tests.Memory;

public class CrossBatchMemoryTests
{
    // The reference leaves the pair of a single row with its own copy in: a batch of one then pulls at itself.
    private const string OwnCopy = "the reference pairs the only row of a batch with its own copy; we never do";

    [Test]
    public void Evaluate_GoldenCases_AgreesStepByStep([Values] GoldenSet set)
    {
        var report = new GoldenReport("CrossBatchMemory");
        foreach (var golden in GoldenFile.Read("losses", set).Where(golden => golden.Text("loss") == "CrossBatchMemory"))
        {
            if (golden.Id == "CrossBatchMemory/ContrastiveLoss/batch_of_one")
                report.Skip(golden.Id, OwnCopy);
            else
                report.Case(golden, () => Compare(golden));
        }
        report.Finish();
    }

    private static string? Compare(GoldenCase golden)
    {
        var options = golden.Inner("params")!;
        using var memory = new CrossBatchMemory(Loss(options), new CrossBatchMemoryOptions
        {
            Width = (int)options.Number("embedding_size"),
            Capacity = (int)options.Number("memory_size"),
            Miner = Miner(options.Inner("miner")),
            Dtype = ScalarType.Float64,
        });
        var step = 0;
        foreach (var given in golden.List("steps"))
        {
            using var scope = NewDisposeScope();
            var embeddings = given.Matrix("embeddings").requires_grad_();
            var mask = given.Has("enqueue_mask") ? tensor(given.Flags("enqueue_mask")) : null;
            var loss = memory.Evaluate(embeddings, given.OptionalIntegers("labels")!, mask).Loss;
            loss.backward();
            var state = memory.state_dict();
            var difference = GoldenReport.Compare($"loss {step}", [loss.item<double>()], [given.Number("expected_loss")])
                ?? GoldenReport.Compare($"gradient {step}", (embeddings.grad ?? zeros_like(embeddings)).data<double>().ToArray(), given.Flat("expected_grad_embeddings"))
                ?? GoldenReport.Compare($"position {step}", [state["queue.position"].item<long>()], [given.Number("queue_idx_after")])
                ?? GoldenReport.Compare($"labels {step}", [.. state["queue.labels"].data<long>().ToArray().Select(label => (double)label)], [.. given.Integers("label_memory_after").Select(label => (double)label)]);
            if (difference is not null || memory.Queue.Count == memory.Queue.Capacity != given.Flag("has_been_filled_after"))
                return difference ?? $"filled after step {step}";
            step++;
        }
        return null;
    }

    private static MetricLoss Loss(GoldenCase options)
    {
        var inner = options.Inner("inner_params")!;
        var distance = options.Has("inner_distance") && options.Inner("inner_distance")!.Text("name") == "CosineSimilarity" ? new CosineSimilarity() : null;
        var reducer = options.Has("inner_reducer") ? Reducer.Mean : null;
        return options.Text("inner_loss") switch
        {
            "ContrastiveLoss" => new ContrastiveLoss(new ContrastiveLossOptions
            {
                Form = ContrastiveForm.Linear,
                PositiveMargin = inner.Number("pos_margin", 0),
                NegativeMargin = inner.Number("neg_margin", 1),
                Distance = distance,
                Reducer = reducer,
            }),
            "TripletMarginLoss" => new TripletMarginLoss(new TripletMarginLossOptions { Margin = inner.Number("margin", 0.05), Distance = distance, Reducer = reducer }),
            "NTXentLoss" => new NTXentLoss(inner.Number("temperature", 0.07)),
            "MultiSimilarityLoss" => new MultiSimilarityLoss(),
            var name => throw new NotSupportedException(name),
        };
    }

    private static IMiner? Miner(GoldenCase? miner) => miner?.Text("name") switch
    {
        null => null,
        "MultiSimilarityMiner" => new MultiSimilarityMiner(miner.Number("epsilon")),
        _ => new TripletMarginMiner(miner.Number("margin"), TripletKind.SemiHard),
    };

    // The memory after the first step holds the batch itself: the value is the plain loss's.
    [Test]
    public void Evaluate_FirstBatch_HasTheValueOfThePlainLoss([Values] bool perClass)
    {
        using var scope = NewDisposeScope();
        var (rows, labels) = (Batches.Stack(Batches.Rows(12, 4, 71)).requires_grad_(), tensor(Batches.Labels(12, 3, 71)));
        using var loss = new TripletMarginLoss(0.3);
        using var memory = Make(perClass ? 3 : 0, capacity: 20);
        var (kept, plain) = (memory.Evaluate(rows, labels), loss.Evaluate(new LossBatch(rows) { Labels = labels }));
        Assert.That((kept.TupleCount, kept.ActiveCount), Is.EqualTo((plain.TupleCount, plain.ActiveCount)));
        Assert.That(kept.Loss.item<double>(), Is.EqualTo(plain.Loss.item<double>()).Within(1e-12));
    }

    [Test]
    public void Evaluate_LaterBatch_IsPricedAgainstAllThatIsKept([Values] bool perClass, [Values] bool withMiner)
    {
        using var scope = NewDisposeScope();
        using var memory = Make(perClass ? 3 : 0, capacity: perClass ? 50 : 25);
        var seen = (Rows: new List<double[]>(), Labels: new List<long>());
        LossResult? result = null;
        Tensor rows = null!, labels = null!;
        for (var step = 0; step < 3; step++)
        {
            var (values, of) = (Batches.Rows(10, 4, 72 + step), Batches.Labels(10, 3, 72 + step));
            (rows, labels) = (Batches.Stack(values).requires_grad_(), tensor(of));
            seen.Rows.AddRange(values);
            seen.Labels.AddRange(of);
            result = memory.Evaluate(rows, labels, miner: withMiner ? new TripletMarginMiner(0.2) : null);
        }
        result!.Loss.backward();
        // The same by hand: the last 25 rows (one queue) or all 30, without pairs of a row with itself.
        var first = perClass ? 0 : 5;
        var (reference, referenceLabels) = (Batches.Stack([.. seen.Rows.Skip(first)]), tensor(seen.Labels.Skip(first).ToArray()));
        var all = withMiner ? new TripletMarginMiner(0.2).Mine(rows, labels, reference, referenceLabels) : TripletIndices.All(labels, referenceLabels);
        var others = all.Positives.ne(all.Anchors + (20 - first));
        var tuples = new TripletIndices(all.Anchors.masked_select(others), all.Positives.masked_select(others), all.Negatives.masked_select(others));
        var copy = rows.detach().clone().requires_grad_();
        var expected = new TripletMarginLoss(0.3).Evaluate(new LossBatch(copy) { Labels = labels, Tuples = tuples, ReferenceEmbeddings = reference, ReferenceLabels = referenceLabels });
        expected.Loss.backward();
        Assert.That(result.TupleCount, Is.EqualTo(expected.TupleCount));
        Assert.That(result.Loss.item<double>(), Is.EqualTo(expected.Loss.item<double>()).Within(1e-12));
        Assert.That(allclose(rows.grad!, copy.grad!, 1e-10, 1e-14));
    }

    [Test]
    public void Evaluate_CustomMiner_NeverPairsARowWithItsCopy()
    {
        using var scope = NewDisposeScope();
        using var memory = Make(0, capacity: 20);
        var (rows, labels) = (Batches.Stack(Batches.Rows(6, 4, 75)), tensor(new long[] { 0, 0, 1, 1, 2, 2 }));
        var result = memory.Evaluate(rows, labels, miner: new Custom());
        Assert.That(result.TupleCount, Is.EqualTo(6 * 1 * 4));
    }

    [Test]
    public void Evaluate_WarmUp_PricesTheBatchAloneAndKeepsNothing()
    {
        using var scope = NewDisposeScope();
        using var memory = Make(0, capacity: 20, warmUp: 2);
        var (rows, labels) = (Batches.Stack(Batches.Rows(6, 4, 76)), tensor(new long[] { 0, 0, 1, 1, 2, 2 }));
        long[] counts = [.. Enumerable.Range(0, 4).Select(_ => memory.Evaluate(rows, labels).TupleCount)];
        Assert.That(counts, Is.EqualTo(new long[] { 24, 24, 24, 6 * 3 * 8 }), "6 rows with 1 and later 3 positives, 4 and later 8 negatives");
        Assert.That((memory.Batches, memory.Queue.Count), Is.EqualTo((4L, 12L)));
    }

    [Test]
    public void StateDict_SavedInMidRun_GoesOnAsIfNotInterrupted([Values] bool perClass)
    {
        using var scope = NewDisposeScope();
        using var whole = Make(perClass ? 3 : 0, capacity: 7, warmUp: 1);
        for (var step = 0; step < 6; step++)
        {
            using var resumed = Make(perClass ? 3 : 0, capacity: 7, warmUp: 1);
            resumed.load_state_dict(whole.state_dict());
            var (rows, labels) = (Batches.Stack(Batches.Rows(5, 4, 80 + step)), tensor(Batches.Labels(5, 3, 80 + step)));
            Assert.That(resumed.forward(rows, labels).item<double>(), Is.EqualTo(whole.forward(rows, labels).item<double>()));
            Assert.That(resumed.Queue.Count, Is.EqualTo(whole.Queue.Count));
        }
        Assert.That(whole.state_dict().Keys, Is.EquivalentTo(new[] { "batches", "queue.embeddings", "queue.labels", "queue.position", "queue.filled" }));
    }

    // Two rows a class are kept: of five rows of class 1 the last two.
    [Test]
    public void Queue_PerClass_KeepsTheLastRowsOfEach()
    {
        using var scope = NewDisposeScope();
        using var queue = new EmbeddingMemory(2, 1, classes: 3);
        Assert.That(queue.Put(tensor([10f, 20, 11, 21, 12, 13, 14], [7, 1]), tensor(new long[] { 1, 2, 1, 2, 1, 1, 1 })), Is.EqualTo(new[] { -1, 2, -1, 3, -1, 1, 0 }));
        var (rows, labels) = queue.Content(ones(1));
        Assert.That(rows.reshape(-1).data<float>().ToArray(), Is.EqualTo(new[] { 14f, 13, 20, 21 }));
        Assert.That(labels.data<long>().ToArray(), Is.EqualTo(new long[] { 1, 1, 2, 2 }));
        queue.Clear();
        Assert.That(queue.Count, Is.Zero);
    }

    [Test]
    public void Arguments_ThatDoNotFit_AreNamed()
    {
        using var scope = NewDisposeScope();
        using var memory = Make(0, capacity: 3);
        using var queues = Make(2, capacity: 3);
        AssertNamed("rows", "Expected at most the 3 rows that the queue holds, got 4.", () => memory.Evaluate(ones(4, 4, ScalarType.Float64), zeros(4, ScalarType.Int64)));
        AssertNamed("rowLabels", "Expected labels of 0 to 1, as many as queues, got 2.", () => queues.Evaluate(ones(1, 4, ScalarType.Float64), tensor(new long[] { 2 })));
        AssertNamed("embeddings", "Expected shape [-1, 4], got [2, 5].", () => memory.Evaluate(ones(2, 5), zeros(2, ScalarType.Int64)));
        AssertNamed("embeddings", "Expected finite embeddings", () => memory.Evaluate(full(2, 4, double.NaN), zeros(2, ScalarType.Int64)));
        AssertNamed("enqueueMask", "Expected dtype Bool, got Int64.", () => memory.Evaluate(ones(2, 4), zeros(2, ScalarType.Int64), zeros(2, ScalarType.Int64)));
        Assert.That((memory.Queue.Count, memory.Batches, queues.Batches), Is.EqualTo((0, 0L, 0L)), "nothing was kept or counted");
    }

    [Test]
    public void Evaluate_LeavesOnlyItsResultAlive()
    {
        using var memory = Make(0, capacity: 30);
        using var rows = Batches.Stack(Batches.Rows(6, 4, 90));
        using var labels = tensor(new long[] { 0, 0, 1, 1, 2, 2 });
        LeakCheck.LeavesOnlyItsResult(() => memory.forward(rows, labels));
    }

    private static void AssertNamed(string name, string message, Action action)
    {
        var error = Assert.Catch<ArgumentException>(action);
        Assert.That(error!.ParamName, Is.EqualTo(name));
        Assert.That(error.Message, Does.StartWith(message));
    }

    private static CrossBatchMemory Make(int classes, int capacity, long warmUp = 0) => new(
        new TripletMarginLoss(0.3),
        new CrossBatchMemoryOptions { Width = 4, Capacity = capacity, Classes = classes, WarmUp = warmUp, Dtype = ScalarType.Float64 });

    private sealed class Custom : IMiner
    {
        public TupleIndices Mine(Tensor embeddings, Tensor labels, Tensor? referenceEmbeddings = null, Tensor? referenceLabels = null)
            => TripletIndices.All(labels, referenceLabels);
    }
}
