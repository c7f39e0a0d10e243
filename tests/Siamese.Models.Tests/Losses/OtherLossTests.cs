using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.Models.Heads;
using TorchSharp.Siamese.Models.Losses;
using TorchSharp.Siamese.Models.Losses.Reducers;
using TorchSharp.Siamese.TestSupport;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Tests.Losses;

/// <summary>Losses for which the reference has no golden values, by numbers worked out by hand and plain loops.</summary>
public class OtherLossTests
{
    private static readonly MetricLossOptions Raw = new() { Distance = new LpDistance(normalize: false) };

    [Test]
    public void BatchHard_RandomBatch_MatchesDoubleLoop([Values] TripletPenalty penalty)
    {
        using var scope = NewDisposeScope();
        var (rows, labels) = (Batches.Rows(12, 4, 81), Batches.Labels(12, 4, 81));
        using var loss = new BatchHardLoss(penalty, 0.3);
        var expected = new List<double>();
        for (var a = 0; a < rows.Length; a++)
        {
            var others = Enumerable.Range(0, rows.Length).Where(i => i != a).ToArray();
            var positives = others.Where(i => labels[i] == labels[a]).Select(i => LossOracle.Distance(rows[a], rows[i], normalize: false)).ToArray();
            var negatives = others.Where(i => labels[i] != labels[a]).Select(i => LossOracle.Distance(rows[a], rows[i], normalize: false)).ToArray();
            if (positives.Length == 0 || negatives.Length == 0)
                continue;
            var v = positives.Max() - negatives.Min() + 0.3;
            expected.Add(penalty == TripletPenalty.Hinge ? Math.Max(0, v) : Math.Log(1 + Math.Exp(v)));
        }
        var result = loss.Evaluate(new LossBatch(Batches.Stack(rows)) { Labels = tensor(labels) });
        Assert.That(result.Loss.item<double>(), Is.EqualTo(expected.Average()).Within(1e-12));
        Assert.That(result.TupleCount, Is.EqualTo(expected.Count));
    }

    // On the line, classes {0, 2} and {3, 7}: positive distances 2 and 4, negative 3, 7, 1, 5. Hard: 2 > 1 and 4 > 1; 3 < 4 and 1 < 4, margin 5.
    [Test]
    public void OnlineContrastive_HardPairs_MatchesHandComputedValue()
    {
        using var scope = NewDisposeScope();
        using var loss = new OnlineContrastiveLoss(5, Raw);
        var result = loss.Evaluate(new LossBatch(tensor([0.0, 2, 3, 7], [4, 1])) { Labels = tensor(new long[] { 0, 0, 1, 1 }) });
        Assert.That(result.Loss.item<double>(), Is.EqualTo(2 * (4 + 16 + 4 + 16)).Within(1e-12));   // each pair in both orders
        Assert.That(result.TupleCount, Is.EqualTo(8));
        Assert.That(loss.call(tensor([0.0, 2], [2, 1]), tensor(new long[] { 0, 0 })).item<double>(), Is.EqualTo(8).Within(1e-12), "positives only");
        Assert.That(loss.call(tensor([0.0, 2], [2, 1]), tensor(new long[] { 0, 1 })).item<double>(), Is.EqualTo(18).Within(1e-12), "negatives only");
    }

    // Cosine 0.96 of (3, 4) and (4, 3).
    [TestCase(true, 0.04)]
    [TestCase(false, 0.46)]
    public void CosineEmbedding_OnePair_MatchesHandComputedValue(bool same, double expected)
    {
        using var scope = NewDisposeScope();
        using var loss = new CosineEmbeddingLoss(0.5);
        Tensor left = tensor([3.0, 4], [1, 2]), right = tensor([4.0, 3], [1, 2]);
        Assert.That(loss.call(left, right, tensor(new[] { same })).item<double>(), Is.EqualTo(expected).Within(1e-12));
        Assert.That(loss.call(cat([left, right]), tensor(new long[] { 0, same ? 0 : 1 })).item<double>(), Is.EqualTo(expected).Within(1e-12));
        Assert.That(() => loss.call(left, right, ones(1)), Throws.ArgumentException.With.Message.StartsWith("Expected dtype Bool, got Float32."));
    }

    // Centres (0, 0) and (1, 1): squared distances 25 and 1.
    [Test]
    public void Center_TwoRows_MatchesHandComputedValueAndGradient()
    {
        using var scope = NewDisposeScope();
        using var loss = new CenterLoss(2, 2);
        var centers = loss.get_parameter("centers")!;
        using (no_grad())
            centers.copy_(tensor([0f, 0, 1, 1], [2, 2]));
        var rows = tensor([3f, 4, 1, 2], [2, 2]).requires_grad_();
        var value = loss.call(rows, tensor(new long[] { 0, 1 }));
        value.backward();
        Assert.That(value.item<float>(), Is.EqualTo((25 + 1) / 4f).Within(1e-6));
        Assert.That(rows.grad!.data<float>().ToArray(), Is.EqualTo(new[] { 1.5f, 2, 0, 0.5f }).Within(1e-6));
        Assert.That(centers.grad!.data<float>().ToArray(), Is.EqualTo(new[] { -1.5f, -2, 0, -0.5f }).Within(1e-6));
    }

    // On the line: d(a,p) = 2, d(a,n) = 3, d(n,o) = 1: [2 − 3 + 2]₊ + [2 − 1 + 0.5]₊ = 1 + 1.5.
    [Test]
    public void Quadruplet_OneQuadruplet_MatchesHandComputedValue()
    {
        using var scope = NewDisposeScope();
        using var loss = new QuadrupletLoss(2, 0.5, Raw.Distance);
        Tensor a = At(0), p = At(2), n = At(3), o = At(4);
        Assert.That(loss.call(a, p, n, o).item<double>(), Is.EqualTo(2.5).Within(1e-12));
        GradientCheck.Agrees(rows => loss.call(rows, p, n, o), At(0.1));
        LeakCheck.LeavesOnlyItsResult(() => loss.call(a, p, n, o));
        var error = Assert.Throws<ArgumentException>(() => loss.call(a, p, n, zeros(2, 1, ScalarType.Float64)));
        Assert.That((error!.ParamName, error.Message), Is.EqualTo(("other", "Expected shape [1, 1], got [2, 1]. (Parameter 'other')")));
        Assert.That(() => loss.call(a, p, At(double.NaN), o), Throws.ArgumentException.With.Message.StartsWith("Expected finite negative, got NaN or infinity in row 0 of 1."));
    }

    // Distances 1, 3, 2, 2.5: [0.5 + 1 − 3]₊ + [0.5 + 3 − 2]₊ + [0.5 + 2 − 2.5]₊ = 0 + 1.5 + 0.
    [Test]
    public void Quintuplet_OneQuintuplet_MatchesHandComputedValue()
    {
        using var scope = NewDisposeScope();
        using var loss = new QuintupletLoss(0.5, 0.5, 0.5, Raw.Distance);
        Tensor a = At(0), nearest = At(1), near = At(3), far = At(2), n = At(2.5);
        Assert.That(loss.call(a, nearest, near, far, n).item<double>(), Is.EqualTo(1.5).Within(1e-12));
        LeakCheck.LeavesOnlyItsResult(() => loss.call(a, nearest, near, far, n));
        Assert.That(() => loss.call(a, nearest, near, far, ones(1, 1)), Throws.ArgumentException.With.Message.StartsWith("Expected dtype Float64, got Float32."));
    }

    // |x − y| = (2, 1), weights (0.5, −1), bias 0.25: logit 0.25.
    [Test]
    public void WeightedL1Head_OnePair_MatchesHandComputedLogitAndLoss()
    {
        using var scope = NewDisposeScope();
        using var head = new WeightedL1Head(2, seed: 3);
        Assert.That(head.named_parameters().Select(p => p.name), Is.EqualTo(new[] { "weight", "bias" }));
        using var again = new WeightedL1Head(2, seed: 3);
        Assert.That(again.get_parameter("weight")!.data<float>().ToArray(), Is.EqualTo(head.get_parameter("weight")!.data<float>().ToArray()), "same seed, same weights");
        using (no_grad())
        {
            head.get_parameter("weight")!.copy_(tensor(new[] { 0.5f, -1 }));
            head.get_parameter("bias")!.fill_(0.25);
        }
        Tensor left = tensor([1f, 5], [1, 2]), right = tensor([3f, 4], [1, 2]);
        var logit = head.call(left, right);
        Assert.That(logit.data<float>().ToArray(), Is.EqualTo(new[] { 0.25f }).Within(1e-6));
        Assert.That(head.Probability(left, right).item<float>(), Is.EqualTo(1 / (1 + Math.Exp(-0.25))).Within(1e-6));
        using var loss = new PairVerificationLoss();
        Assert.That(loss.call(logit, tensor(new[] { true })).item<float>(), Is.EqualTo(Math.Log(1 + Math.Exp(-0.25))).Within(1e-6));
        Assert.That(loss.call(logit, tensor(new[] { false })).item<float>(), Is.EqualTo(Math.Log(1 + Math.Exp(0.25))).Within(1e-6));
        Assert.That(loss.call(tensor(new[] { -1000f }), tensor(new[] { true })).item<float>(), Is.EqualTo(1000f), "no overflow");
        Assert.That(loss.call(zeros(0), zeros(0, ScalarType.Bool)).item<float>(), Is.Zero);
        Assert.That(() => head.call(ones(1, 3), ones(1, 3)), Throws.ArgumentException.With.Message.StartsWith("Expected shape [-1, 2], got [1, 3]."));
        Assert.That(() => loss.call(tensor(new[] { float.NaN }), tensor(new[] { true })), Throws.ArgumentException.With.Message.StartsWith("Expected finite logits"));
    }

    [Test]
    public void Combined_TwoLossesAndAMiner_IsTheirWeightedSum()
    {
        using var scope = NewDisposeScope();
        var (rows, labels) = (Batches.Stack(Batches.Rows(10, 4, 82)), tensor(Batches.Labels(10, 3, 82)));
        var miner = new BatchHardMiner();
        using MetricLoss triplet = new TripletMarginLoss(0.3), pairs = new NTXentLoss();
        using var combined = new CombinedLoss(new WeightedLoss(new TripletMarginLoss(0.3)) { Weight = 2, Miner = miner }, new WeightedLoss(new NTXentLoss()) { Weight = 0.5 });
        var mined = triplet.Evaluate(new LossBatch(rows) { Tuples = miner.Mine(rows, labels) });
        var all = pairs.Evaluate(new LossBatch(rows) { Labels = labels });
        var result = combined.Evaluate(new LossBatch(rows) { Labels = labels });
        Assert.That(result.Loss.item<double>(), Is.EqualTo(2 * mined.Loss.item<double>() + 0.5 * all.Loss.item<double>()).Within(1e-12));
        Assert.That((result.TupleCount, result.ActiveCount), Is.EqualTo((mined.TupleCount + all.TupleCount, mined.ActiveCount + all.ActiveCount)));
        LeakCheck.LeavesOnlyItsResult(() => combined.call(rows, labels));
        using var proxies = new CombinedLoss(new WeightedLoss(new NTXentLoss()), new WeightedLoss(new ProxyAnchorLoss(3, 4)));
        Assert.That(proxies.state_dict().Keys, Is.EqualTo(new[] { "losses.1.proxies" }));
        Assert.That(() => new CombinedLoss(), Throws.ArgumentException.With.Message.StartsWith("Expected at least one loss, got none."));
        using var open = new CombinedLoss(new WeightedLoss(new NTXentLoss(options: new MetricLossOptions { Reducer = Reducer.None })));
        Assert.That(() => open.call(rows, labels), Throws.ArgumentException.With.Message.StartsWith("Expected losses that reduce to a scalar"));
    }

    [Test]
    public void Combined_BatchOfAPlan_DrawsAsForThatBatchAndTellsTheSchedule()
    {
        using var scope = NewDisposeScope();
        var (rows, labels) = (Batches.Stack(Batches.Rows(16, 4, 97)), tensor(Batches.Labels(16, 3, 97)));
        var batch = new LossBatch(rows) { Labels = labels };
        var random = new DistanceWeightedMiner(farthest: 2, seed: 3);
        var schedule = new MinerSchedule([new MinerStage(new BatchAllMiner()) { UntilActiveShare = 0.99 }, new MinerStage(new BatchHardMiner())], window: 1);
        using var combined = new CombinedLoss(
            new WeightedLoss(new TripletMarginLoss(0.3)) { Miner = random }, new WeightedLoss(new TripletMarginLoss(0.1)) { Miner = schedule });
        using MetricLoss wide = new TripletMarginLoss(0.3), narrow = new TripletMarginLoss(0.1);
        double Of(MetricLoss loss, IMiner miner) => loss.Evaluate(batch with { Tuples = miner.Mine(rows, labels) }).Loss.item<double>();

        var first = combined.Evaluate(batch, 2, 5).Loss.item<double>();
        Assert.That(first, Is.EqualTo(Of(wide, random.At(2, 5)) + Of(narrow, new BatchAllMiner())).Within(1e-12));
        Assert.That(schedule.Stage, Is.EqualTo(1), "fewer than 99 % of all triplets are active");
        var second = combined.Evaluate(batch, 2, 6).Loss.item<double>();
        Assert.That(second, Is.EqualTo(Of(wide, random.At(2, 6)) + Of(narrow, new BatchHardMiner())).Within(1e-12));
        Assert.That(Of(wide, random.At(2, 5)), Is.Not.EqualTo(Of(wide, random.At(2, 6))), "the draws show nothing");
        Assert.That(() => combined.Evaluate(batch, -1, 0), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => combined.Evaluate(batch, 0, -1), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void Combined_RelationInPlaceOfLabels_IsMinedToo()
    {
        using var scope = NewDisposeScope();
        var (rows, samples) = (Batches.Stack(Batches.Rows(6, 4, 98)), tensor(new long[] { 5, 3, 1, 0, 4, 2 }));
        var relation = OverlapRelation.From<int>([[0, 1], [0, 1], [2], [2, 3], [2], [4]], positiveFrom: 0.5, negativeUpTo: 0.1);
        var batch = new LossBatch(rows) { Relation = relation, Samples = samples };
        using MetricLoss loss = new ContrastiveLoss();
        var expected = loss.Evaluate(new LossBatch(rows) { Tuples = new RelationMiner(new MultiSimilarityMiner(), relation).Mine(rows, samples) }).Loss.item<double>();
        foreach (IMiner miner in new IMiner[] { new MultiSimilarityMiner(), new RelationMiner(new MultiSimilarityMiner(), relation) })
        {
            using var combined = new CombinedLoss(new WeightedLoss(new ContrastiveLoss()) { Miner = miner });
            Assert.That(combined.Evaluate(batch).Loss.item<double>(), Is.EqualTo(expected).Within(1e-12));
            Assert.That(combined.Evaluate(batch, 0, 0).Loss.item<double>(), Is.EqualTo(expected).Within(1e-12));
            Assert.That(() => combined.Evaluate(new LossBatch(rows) { Labels = samples, Relation = relation }), Throws.ArgumentException.With.Message.StartsWith("Expected samples for the miner, got none."));
        }
        Assert.That(expected, Is.GreaterThan(0));
        using var ofLabels = new CombinedLoss(new WeightedLoss(new ContrastiveLoss()) { Miner = new MultiSimilarityMiner() });
        Assert.That(() => ofLabels.Evaluate(new LossBatch(rows)), Throws.ArgumentException.With.Message.StartsWith("Expected labels for the miner, got none."));
    }

    [Test]
    public void SelfSupervised_TwoViews_IsThatOfLabelsInOrder()
    {
        using var scope = NewDisposeScope();
        Tensor first = Batches.Stack(Batches.Rows(4, 3, 83)), second = Batches.Stack(Batches.Rows(4, 3, 84));
        var labels = arange(4, dtype: ScalarType.Int64);
        using var plain = new NTXentLoss();
        using SelfSupervisedLoss symmetric = new(new NTXentLoss()), oneWay = new(new NTXentLoss(), symmetric: false);
        Assert.That(symmetric.call(first, second).item<double>(), Is.EqualTo(plain.call(cat([first, second]), cat([labels, labels])).item<double>()).Within(1e-12));
        var across = new LossBatch(first) { Labels = labels, ReferenceEmbeddings = second, ReferenceLabels = labels };
        Assert.That(oneWay.call(first, second).item<double>(), Is.EqualTo(plain.Evaluate(across).Loss.item<double>()).Within(1e-12));
        Assert.That(() => symmetric.call(first, second.narrow(0, 0, 3)), Throws.ArgumentException.With.Message.StartsWith("Expected shape [4, 3], got [3, 3]."));
    }

    [Test]
    public void VicReg_EdgeViews_AreFinite()
    {
        using var scope = NewDisposeScope();
        using var loss = new VicRegLoss();
        foreach (var rows in new[] { zeros(0, 3), ones(1, 3), ones(4, 3), full(4, 3, 1e15) })
        {
            var leaf = rows.to(ScalarType.Float64).requires_grad_();
            var value = loss.call(leaf, leaf + 1);
            value.backward();
            Assert.That(double.IsFinite(value.item<double>()) && leaf.grad!.isfinite().all().item<bool>(), Is.True);
        }
        var (first, second) = (Batches.Stack(Batches.Rows(5, 3, 85)), Batches.Stack(Batches.Rows(5, 3, 86)));
        GradientCheck.Agrees(rows => loss.call(rows, second), first, 1e-5);
        LeakCheck.LeavesOnlyItsResult(() => loss.call(first, second));
        Assert.That(() => loss.call(first, second.narrow(0, 0, 3)), Throws.ArgumentException.With.Message.StartsWith("Expected shape [5, 3], got [3, 3]."));
    }

    [Test]
    public void DynamicSoftMargin_TrainingMode_KeepsItsHistogramAndEvaluationDoesNot()
    {
        using var scope = NewDisposeScope();
        var (rows, labels) = (Batches.Stack(Batches.Rows(8, 4, 87)), tensor(Batches.Labels(8, 3, 87)));
        using var loss = new DynamicSoftMarginLoss(momentum: 0.5);
        Assert.That(loss.state_dict().Keys, Is.EqualTo(new[] { "histogram" }));
        loss.eval();
        loss.call(rows, labels);
        Assert.That(loss.get_buffer("histogram")!.sum().item<double>(), Is.Zero);
        loss.train();
        loss.call(rows, labels);
        Assert.That(loss.get_buffer("histogram")!.sum().item<double>(), Is.EqualTo(1).Within(1e-12));
        var paired = loss.Paired(rows, rows.flip(0));
        Assert.That(double.IsFinite(paired.item<double>()), Is.True);
        Assert.That(() => loss.Paired(rows, rows.narrow(0, 0, 4)), Throws.ArgumentException.With.Message.StartsWith("Expected shape [8, 4], got [4, 4]."));
    }

    [Test]
    public void SubCenterArcFace_RowFarFromItsClass_IsAnOutlier()
    {
        using var scope = NewDisposeScope();
        using var loss = new SubCenterArcFaceLoss(2, 2, centersPerClass: 2);
        using (no_grad())   // class 0 at 90 and 0 degrees, class 1 at 180 and 270
            loss.get_parameter("weight")!.copy_(tensor([0f, 1, -1, 0, 1, 0, 0, -1], [2, 4]));
        var rows = tensor([1f, 0.1f, 1, -0.1f, 0.1f, 1, -1, 0, -1, 0.1f], [5, 2]);
        var outliers = loss.Outliers(rows, tensor(new long[] { 0, 0, 0, 1, 1 }));
        Assert.That(outliers.data<long>().ToArray(), Is.EqualTo(new long[] { 2 }), "84 degrees from the centre that the other two are nearest to");
    }

    // 200 rows of two classes: 19,800 positive pairs against 200 rows are two blocks.
    [TestCase("Angular")]
    [TestCase("Pnp")]
    public void Forward_SeveralBlocks_IsThatOfTheFormulaInOnePiece(string name)
    {
        using var scope = NewDisposeScope();
        var labels = arange(200, dtype: ScalarType.Int64).remainder(2);
        using MetricLoss loss = name == "Angular" ? new AngularLoss(30) : new PnpLoss(PnpVariant.Ds, 0.2);
        Tensor blocked = Batches.Stack(Batches.Rows(200, 3, 89)).requires_grad_(), whole = blocked.detach().requires_grad_();
        var value = loss.call(blocked, labels);
        value.backward();
        var expected = name == "Angular" ? Angular(whole, labels, 30) : Pnp(whole, labels, 0.2);
        expected.backward();
        Assert.That(value.item<double>(), Is.EqualTo(expected.item<double>()).Within(1e-11));
        Assert.That((blocked.grad! - whole.grad!).abs().max().item<double>(), Is.EqualTo(0).Within(1e-12));
    }

    // Above 10^10 triplets would not fit; a pair counts as often as it is in triplets.
    [Test]
    public void Margin_PairForm_IsThatOfListedTriplets()
    {
        using var scope = NewDisposeScope();
        var batch = new LossBatch(Batches.Stack(Batches.Rows(14, 4, 88))) { Labels = tensor(Batches.Labels(14, 4, 88)) };
        foreach (var reducer in new[] { Reducer.Divisor, Reducer.Sum })
        {
            using var loss = new MarginLoss(new MarginLossOptions { Reducer = reducer, Boundary = MarginBoundary.Learnt, Nu = 0.1 });
            var listed = batch with { Tuples = TripletIndices.All(batch.Labels!) };
            Assert.That(loss.Evaluate(batch).Loss.item<double>(), Is.EqualTo(loss.Evaluate(listed).Loss.item<double>()).Within(1e-10));
        }
    }

    [Test]
    public void Proxies_SameSeed_StartEqual([ValueSource(typeof(EveryLoss), nameof(EveryLoss.OfProxies))] string name)
    {
        using var scope = NewDisposeScope();
        using MetricLoss first = EveryLoss.Create(name), second = EveryLoss.Create(name);
        var (key, weights) = first.named_parameters().Single();
        Assert.That(key, Is.AnyOf("weight", "proxies", "centers"));
        Assert.That(weights.data<float>().ToArray(), Is.EqualTo(second.get_parameter(key)!.data<float>().ToArray()));
        Assert.That(weights.std().item<float>(), Is.GreaterThan(0.05f));
    }

    // The keys are what checkpoints are written with: a change breaks those of users.
    [TestCase("Margin", "")]
    [TestCase("Margin learnt", "beta")]
    [TestCase("Margin per class", "beta")]
    [TestCase("NormalizedSoftmax", "weight")]
    [TestCase("ArcFace", "weight")]
    [TestCase("SubCenterArcFace", "weight")]
    [TestCase("CosFace", "weight")]
    [TestCase("LargeMarginSoftmax", "weight")]
    [TestCase("SphereFace", "weight")]
    [TestCase("P2SGrad", "weight")]
    [TestCase("ProxyNca", "proxies")]
    [TestCase("ProxyAnchor", "proxies")]
    [TestCase("SoftTriple", "centers")]
    [TestCase("Center", "centers")]
    [TestCase("DynamicSoftMargin", "histogram")]
    public void StateDict_Keys_ArePinned(string name, string keys)
    {
        using var loss = EveryLoss.Create(name);
        Assert.That(string.Join(",", loss.state_dict().Keys), Is.EqualTo(keys));
    }

    /// <summary>Mean over the ordered positive pairs, as one <c>[P, N]</c> tensor.</summary>
    private static Tensor Angular(Tensor rows, Tensor labels, double degrees)
    {
        var t = Math.Pow(Math.Tan(double.DegreesToRadians(degrees)), 2);
        var units = nn.functional.normalize(rows, 2, 1);
        var pairs = Same(labels).logical_and(eye(200, dtype: ScalarType.Bool).logical_not()).nonzero();
        var (a, p) = (units.index_select(0, pairs.select(1, 0)), units.index_select(0, pairs.select(1, 1)));
        var exponents = 4 * t * (a + p).matmul(rows.t()) - 2 * (1 + t) * (a * p).sum(1, keepdim: true);
        var different = Same(labels).logical_not().index_select(0, pairs.select(1, 0));
        return (1 + exponents.exp().masked_fill(different.logical_not(), 0).sum(1)).log().mean();
    }

    /// <summary>Mean over rows and their positives, the row itself among them, of ln(1 + soft count), as one <c>[N, N, N]</c> tensor.</summary>
    private static Tensor Pnp(Tensor rows, Tensor labels, double anneal)
    {
        var units = nn.functional.normalize(rows, 2, 1);
        var s = units.matmul(units.t());
        var before = ((s.unsqueeze(1) - s.unsqueeze(2)) / anneal).sigmoid().masked_fill(Same(labels).unsqueeze(1), 0).sum(2);
        return before.log1p().masked_fill(Same(labels).logical_not(), 0).sum(1).mean() / 100;
    }

    private static Tensor Same(Tensor labels) => labels.unsqueeze(1).eq(labels.unsqueeze(0));

    private static Tensor At(double place) => tensor([place], [1, 1]);
}
