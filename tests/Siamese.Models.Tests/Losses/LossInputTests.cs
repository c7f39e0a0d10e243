using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.Models.Losses;
using TorchSharp.Siamese.Models.Losses.Reducers;
using TorchSharp.Siamese.TestSupport;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Tests.Losses;

/// <summary>What losses take and refuse, by name, before libtorch sees it.</summary>
public class LossInputTests
{
    private static readonly long[] Labels = [0, 1, 0, 1];

    [Test]
    public void Forward_BadBatch_IsNamed([ValueSource(typeof(EveryLoss), nameof(EveryLoss.Names))] string name)
    {
        using var scope = NewDisposeScope();
        using var loss = EveryLoss.Create(name);
        var (rows, labels) = (ones(4, 4), tensor(Labels));
        foreach (var value in new[] { float.NaN, float.PositiveInfinity })
        {
            var bad = ones(4, 4);
            bad[2, 1] = value;
            AssertNamed("embeddings", "Expected finite embeddings, got NaN or infinity in row 2 of 4.", () => loss.call(bad, labels));
        }
        AssertNamed("embeddings", "Expected a floating-point tensor, got Int64.", () => loss.call(rows.to(ScalarType.Int64), labels));
        AssertNamed("embeddings", "Expected shape [-1, -1], got [4].", () => loss.call(ones(4), labels));
        AssertNamed("labels", "Expected shape [4], got [3].", () => loss.call(rows, labels.narrow(0, 0, 3)));
        AssertNamed("labels", "Expected whole-number labels, got Float32.", () => loss.call(rows, labels.to(ScalarType.Float32)));
        Assert.That(() => loss.call(rows, null!), Throws.ArgumentNullException);
    }

    [Test]
    public void Evaluate_WhatADefinitionDoesNotTake_IsNamed([ValueSource(typeof(EveryLoss), nameof(EveryLoss.Names))] string name)
    {
        using var scope = NewDisposeScope();
        using var loss = EveryLoss.Create(name);
        var batch = new LossBatch(ones(4, 4)) { Labels = tensor(Labels) };
        var outside = new TripletIndices(tensor(new long[] { 0 }), tensor(new long[] { 2 }), tensor(new long[] { 4 }));
        if (EveryLoss.Takes(name, 'P') || EveryLoss.Takes(name, 'W'))
            AssertNamed("tuples", "Expected positives and negatives of 0 to 3, got up to 4.", () => loss.Evaluate(batch with { Tuples = outside }));
        else
            AssertNamed("tuples", "Expected no tuples: ", () => loss.Evaluate(batch with { Tuples = outside }));
        var reference = batch with { ReferenceEmbeddings = ones(5, 4), ReferenceLabels = zeros(5, ScalarType.Int64) };
        if (EveryLoss.Takes(name, 'R'))
        {
            AssertNamed("batch", "Expected labels of every set", () => loss.Evaluate(reference with { ReferenceLabels = null }));
            AssertNamed("referenceEmbeddings", "Expected shape [-1, 4], got [5, 3].", () => loss.Evaluate(reference with { ReferenceEmbeddings = ones(5, 3) }));
            AssertNamed("referenceEmbeddings", "Expected finite referenceEmbeddings, got NaN", () => loss.Evaluate(reference with { ReferenceEmbeddings = full(5, 4, float.NaN) }));
        }
        else
        {
            AssertNamed("referenceEmbeddings", "Expected no reference set: ", () => loss.Evaluate(reference));
        }
        if (!EveryLoss.Takes(name, 'L'))
        {
            var relation = batch with { Relation = new ClassRelation(ClassIndex.From([0, 1, 0, 1])), Samples = arange(4, dtype: ScalarType.Int64) };
            AssertNamed("relation", "Expected class labels: ", () => loss.Evaluate(relation));
        }
    }

    [Test]
    public void Evaluate_RelationOfClasses_IsThatOfTheLabels([ValueSource(typeof(EveryLoss), nameof(EveryLoss.OfRelations))] string name)
    {
        using var scope = NewDisposeScope();
        using var loss = EveryLoss.Create(name);
        loss.eval();
        int[] classes = [3, 1, 1, 0, 3, 0, 2, 3, 1];   // of all samples
        long[] samples = [8, 0, 4, 3, 5, 1, 6];         // of the batch
        var batch = new LossBatch(Batches.Stack(Batches.Rows(samples.Length, 4, 61)));
        var ofLabels = batch with { Labels = tensor(samples.Select(sample => (long)classes[sample]).ToArray()) };
        var ofRelation = batch with { Relation = new ClassRelation(ClassIndex.From(classes)), Samples = tensor(samples) };
        Assert.That(loss.Evaluate(ofRelation).Loss.item<double>(), Is.EqualTo(loss.Evaluate(ofLabels).Loss.item<double>()).Within(1e-12));
    }

    // Labels {a,b}, {a}, {b}, {c}, {a,b}: rows 0 and 4 agree; 0-1, 0-2, 4-1 and 4-2 overlap in half and are left out.
    [Test]
    public void SupCon_SeveralLabelsEach_PricesWhatTheRelationAdmits()
    {
        using var scope = NewDisposeScope();
        string[][] labels = [["a", "b"], ["a"], ["b"], ["c"], ["a", "b"]];
        var rows = Batches.Rows(5, 4, 62);
        using var loss = new SupConLoss(0.5);
        var value = loss.Evaluate(new LossBatch(Batches.Stack(rows))
        {
            Relation = OverlapRelation.From(labels, positiveFrom: 0.9, negativeUpTo: 0.1),
            Samples = arange(5, dtype: ScalarType.Int64),
        });
        var expected = new[] { (0, 4), (4, 0) }
            .Select(pair => Math.Log(new[] { pair.Item2, 3 }.Sum(k => Math.Exp(Cosine(rows[pair.Item1], rows[k]) / 0.5))) - Cosine(rows[pair.Item1], rows[pair.Item2]) / 0.5)
            .Average();
        Assert.That(value.Loss.item<double>(), Is.EqualTo(expected).Within(1e-12));
        Assert.That(value.TupleCount, Is.EqualTo(2));
    }

    [Test]
    public void Evaluate_RelationThatIsNoClasses_PricesThePairsThatItAdmits(
        [ValueSource(typeof(EveryLoss), nameof(EveryLoss.OfRelations))] string name,
        [Values("several labels", "hierarchy", "list of pairs")] string kind, [Values] bool withReference)
    {
        if (!EveryLoss.Takes(name, 'P') || (withReference && !EveryLoss.Takes(name, 'R')))
            Assert.Pass("Has no pairs to list, or no reference set.");
        using var scope = NewDisposeScope();
        using var loss = EveryLoss.Create(name);
        loss.eval();
        var relation = Relation(kind);
        long[] samples = [6, 0, 3, 5, 1, 2, 6], others = withReference ? [4, 0, 7, 2, 5, 1] : samples;   // sample 6 is there twice
        var batch = new LossBatch(Batches.Stack(Batches.Rows(samples.Length, 4, 93)))
        {
            ReferenceEmbeddings = withReference ? Batches.Stack(Batches.Rows(others.Length, 4, 94)) : null,
        };
        var ofRelation = batch with { Relation = relation, Samples = tensor(samples), ReferenceSamples = withReference ? tensor(others) : null };
        var pairs = from i in Enumerable.Range(0, samples.Length)
                    from j in Enumerable.Range(0, others.Length)
                    select (Anchor: (long)i, Other: (long)j, Kind: relation.Between((int)samples[i], (int)others[j]));
        var positives = pairs.Where(pair => pair.Kind == PairRelation.Positive).ToArray();
        var negatives = pairs.Where(pair => pair.Kind is PairRelation.Negative or PairRelation.HardNegative).ToArray();
        Assert.That((positives.Length, negatives.Length), Is.Not.EqualTo((0, 0)));
        using var listed = new PairIndices(
            tensor(positives.Select(pair => pair.Anchor).ToArray()), tensor(positives.Select(pair => pair.Other).ToArray()),
            tensor(negatives.Select(pair => pair.Anchor).ToArray()), tensor(negatives.Select(pair => pair.Other).ToArray()));
        var (actual, expected) = (loss.Evaluate(ofRelation), loss.Evaluate(batch with { Tuples = listed }));
        Assert.That(actual.Loss.item<double>(), Is.EqualTo(expected.Loss.item<double>()).Within(1e-12));
        Assert.That((actual.TupleCount, actual.ActiveCount), Is.EqualTo((expected.TupleCount, expected.ActiveCount)));
    }

    [Test]
    public void Nca_RelationThatIsNoClasses_MatchesDoubleLoop([Values("several labels", "hierarchy", "list of pairs")] string kind, [Values] bool withReference)
    {
        using var scope = NewDisposeScope();
        var relation = Relation(kind);
        long[] samples = [6, 0, 3, 5, 1, 2, 4], others = withReference ? [4, 0, 7, 2, 5, 1] : samples;
        var rows = Batches.Rows(samples.Length, 4, 95);
        var reference = withReference ? Batches.Rows(others.Length, 4, 96) : rows;
        var losses = new List<double>();
        for (var i = 0; i < samples.Length; i++)
        {
            var (positive, all) = (0.0, 0.0);
            for (var j = 0; j < others.Length; j++)
            {
                var between = relation.Between((int)samples[i], (int)others[j]);
                var share = between == PairRelation.Ignored ? 0 : Math.Exp(-2 * Math.Pow(LossOracle.Distance(rows[i], reference[j], normalize: true), 2));
                (positive, all) = (positive + (between == PairRelation.Positive ? share : 0), all + share);
            }
            if (positive > 0)
                losses.Add(-Math.Log(positive / all));
        }
        using var loss = new NcaLoss(2);
        var value = loss.Evaluate(new LossBatch(Batches.Stack(rows))
        {
            Relation = relation,
            Samples = tensor(samples),
            ReferenceEmbeddings = withReference ? Batches.Stack(reference) : null,
            ReferenceSamples = withReference ? tensor(others) : null,
        });
        Assert.That(value.Loss.item<double>(), Is.EqualTo(losses.Average()).Within(1e-12));
    }

    // Characters 0, 0, 1, 2 of alphabets 0, 0, 0, 1: the other character of the alphabet is a negative too.
    [Test]
    public void SupCon_HardNegativesOfAHierarchy_AreNegatives()
    {
        using var scope = NewDisposeScope();
        var batch = new LossBatch(Batches.Stack(Batches.Rows(4, 4, 66)));
        var relation = new HierarchyRelation(ClassIndex.From([0, 0, 1, 2]), ClassIndex.From([0, 0, 0, 1]));
        Assert.That(relation.Between(0, 2), Is.EqualTo(PairRelation.HardNegative));
        using var loss = new SupConLoss();
        var ofRelation = loss.Evaluate(batch with { Relation = relation, Samples = arange(4, dtype: ScalarType.Int64) });
        var ofLabels = loss.Evaluate(batch with { Labels = tensor(new long[] { 0, 0, 1, 2 }) });
        Assert.That(ofRelation.Loss.item<double>(), Is.EqualTo(ofLabels.Loss.item<double>()).Within(1e-12));
    }

    [Test]
    public void Angular_ReferenceSetWithoutLabels_IsNamed()
    {
        using var scope = NewDisposeScope();
        using var loss = new AngularLoss();
        var tuples = new TripletIndices(tensor(new long[] { 0 }), tensor(new long[] { 1 }), tensor(new long[] { 2 }));
        var batch = new LossBatch(ones(4, 4)) { Tuples = tuples };
        AssertNamed("batch", "Expected labels, which this loss needs whether tuples are given or not, got none.", () => loss.Evaluate(batch));
        AssertNamed("batch", "Expected labels of ", () => loss.Evaluate(batch with { Labels = tensor(Labels), ReferenceEmbeddings = ones(4, 4) }));
    }

    [Test]
    public void Evaluate_BadRelation_IsNamed()
    {
        using var scope = NewDisposeScope();
        using var loss = new SupConLoss();
        var batch = new LossBatch(ones(4, 4)) { Relation = new ClassRelation(ClassIndex.From([0, 1, 0])) };
        AssertNamed("samples", "Expected the sample number of every row beside a label relation, got none.", () => loss.Evaluate(batch));
        AssertNamed("samples", "Expected shape [4], got [3].", () => loss.Evaluate(batch with { Samples = zeros(3, ScalarType.Int64) }));
        AssertNamed("samples", "Expected dtype Int64, got Int32.", () => loss.Evaluate(batch with { Samples = zeros(4, ScalarType.Int32) }));
        AssertNamed("samples", "Expected samples of 0 to 2, got 0 to 3.", () => loss.Evaluate(batch with { Samples = arange(4, dtype: ScalarType.Int64) }));
        var reference = batch with { Samples = zeros(4, ScalarType.Int64), ReferenceEmbeddings = ones(2, 4) };
        AssertNamed("referenceSamples", "Expected the sample number of every row", () => loss.Evaluate(reference));
    }

    [Test]
    public void Forward_ProxiesAndRowsThatDoNotFit_AreNamed([ValueSource(typeof(EveryLoss), nameof(EveryLoss.OfProxies))] string name)
    {
        using var scope = NewDisposeScope();
        using var loss = EveryLoss.Create(name);
        AssertNamed("labels", "Expected labels of 0 to 4, one for each class of the loss, got 0 to 5.", () => loss.call(ones(2, 4), tensor(new long[] { 0, 5 })));
        AssertNamed("labels", "Expected labels of 0 to 4, one for each class of the loss, got -1 to 0.", () => loss.call(ones(2, 4), tensor(new long[] { -1, 0 })));
        AssertNamed("embeddings", "Expected shape [-1, 4], got [2, 3].", () => loss.call(ones(2, 3), tensor(new long[] { 0, 1 })));
        AssertNamed("embeddings", "Expected dtype Float32, that of the loss's weights", () => loss.call(ones(2, 4, ScalarType.Float64), tensor(new long[] { 0, 1 })));
    }

    [Test]
    public void Constructors_ValuesThatMakeNoSense_AreNamed()
    {
        Assert.Multiple(() =>
        {
            AssertNamed("temperature", "Expected a finite number above 0, got 0.", () => _ = new NTXentLoss(0));
            AssertNamed("temperature", "Expected a finite number above 0, got NaN.", () => _ = new SupConLoss(double.NaN));
            AssertNamed("alpha", "Expected an angle above 0 and below 90 degrees, got 90.", () => _ = new AngularLoss(90));
            AssertNamed("bins", "Expected 1 to 1048576, got 0.", () => _ = new FastApLoss(0));
            AssertNamed("momentum", "Expected a momentum above 0, up to 1, got 2.", () => _ = new DynamicSoftMarginLoss(momentum: 2));
            AssertNamed("smallest", "Expected a finite number above 0, got -1.", () => _ = new DynamicSoftMarginLoss(smallest: 1));
            AssertNamed("margin", "Expected 0 to 180, got -1.", () => _ = new ArcFaceLoss(2, 2, -1));
            AssertNamed("margin", "Expected 1 to 100, got 0.", () => _ = new SphereFaceLoss(2, 2, 0));
            AssertNamed("classes", "Expected 1 to 2147483647, got 0.", () => _ = new ProxyNcaLoss(0, 2));
            AssertNamed("embeddingSize", "Expected 1 to 2147483647, got 0.", () => _ = new CosFaceLoss(2, 0));
            AssertNamed("variant", "Expected one of O, Ds, Dq, Iu, Ib, got 9.", () => _ = new PnpLoss((PnpVariant)9));
            AssertNamed("Imbalance", "Expected 0 to 1, got 2.", () => _ = new RankedListLossOptions { Imbalance = 2 });
            AssertNamed("Boundary", "Expected one of Fixed, Learnt, LearntPerClass, got 9.", () => _ = new MarginLossOptions { Boundary = (MarginBoundary)9 });
            AssertNamed("penalty", "Expected one of Hinge, SoftMargin, got 9.", () => _ = new BatchHardLoss((TripletPenalty)9));
            AssertNamed("options", "Expected CosineSimilarity with the settings that this loss is defined for, got LpDistance.", () => _ = new CircleLoss(options: new MetricLossOptions { Distance = new LpDistance() }));
            AssertNamed("options", "Expected LpDistance with the settings that this loss is defined for, got LpDistance.", () => _ = new AngularLoss(options: new MetricLossOptions { Distance = new LpDistance(power: 2) }));
        });
    }

    /// <summary>Every number that a loss, reducer, regulariser or miner may be given.</summary>
    private static IEnumerable<TestCaseData> Numbers()
    {
        var types = typeof(MetricLoss).Assembly.GetExportedTypes().Concat(typeof(IMiner).Assembly.GetExportedTypes())
            .Where(type => !type.IsAbstract && type.Namespace is { } space
                && (space.StartsWith("TorchSharp.Siamese.Models.Losses", StringComparison.Ordinal) || space == typeof(IMiner).Namespace));
        foreach (var type in types)
        {
            foreach (var constructor in type.GetConstructors())
            {
                foreach (var parameter in constructor.GetParameters().Where(parameter => parameter.ParameterType == typeof(double)))
                    yield return new TestCaseData(constructor, parameter.Position).SetArgDisplayNames(type.Name, parameter.Name!);
            }
        }
    }

    [TestCaseSource(nameof(Numbers))]
    public void Constructors_ANumberThatIsNone_IsNamed(System.Reflection.ConstructorInfo constructor, int position)
    {
        var parameters = constructor.GetParameters();
        if (constructor.DeclaringType == typeof(DistanceRange) || constructor.DeclaringType == typeof(ClassWeightedReducer))
            Assert.Pass("Checked by whoever takes it.");
        foreach (var bad in new[] { double.NaN, double.NegativeInfinity, double.PositiveInfinity })
        {
            if (constructor.DeclaringType == typeof(SemiHardMiner) && double.IsPositiveInfinity(bad))
                continue;   // no limit
            object?[] arguments = [.. parameters.Select(parameter => parameter.Position == position ? bad : parameter.HasDefaultValue ? parameter.DefaultValue : Fitting(parameter.ParameterType))];
            for (var i = 0; i < arguments.Length; i++)
            {
                if (parameters[i].ParameterType.IsEnum)
                    arguments[i] = Enum.ToObject(parameters[i].ParameterType, arguments[i]!);
            }
            var error = Assert.Catch<System.Reflection.TargetInvocationException>(() => constructor.Invoke(arguments))!.InnerException;
            Assert.That(error, Is.InstanceOf<ArgumentOutOfRangeException>(), $"{bad}");
            Assert.That(((ArgumentException)error!).ParamName, Is.EqualTo(parameters[position].Name).Or.EqualTo("options"), $"{bad}");
        }
    }

    private static readonly object[] Settings =
    [
        new TestCaseData((Action<double>)(bad => _ = new ContrastiveLoss(new ContrastiveLossOptions { PositiveMargin = bad }))).SetArgDisplayNames("contrastive, positive"),
        new TestCaseData((Action<double>)(bad => _ = new ContrastiveLoss(new ContrastiveLossOptions { NegativeMargin = bad }))).SetArgDisplayNames("contrastive, negative"),
        new TestCaseData((Action<double>)(bad => _ = new TripletMarginLoss(new TripletMarginLossOptions { Margin = bad }))).SetArgDisplayNames("triplet"),
        new TestCaseData((Action<double>)(bad => _ = new TripletMarginLoss(new TripletMarginLossOptions { SelectionMargin = bad }))).SetArgDisplayNames("triplet, selection"),
        new TestCaseData((Action<double>)(bad => _ = new MarginLoss(new MarginLossOptions { Margin = bad }))).SetArgDisplayNames("margin"),
        new TestCaseData((Action<double>)(bad => _ = new MarginLoss(new MarginLossOptions { Beta = bad }))).SetArgDisplayNames("margin, beta"),
        new TestCaseData((Action<double>)(bad => _ = new MarginLoss(new MarginLossOptions { Nu = bad }))).SetArgDisplayNames("margin, nu"),
        new TestCaseData((Action<double>)(bad => _ = new RankedListLossOptions { Margin = bad })).SetArgDisplayNames("ranked list"),
        new TestCaseData((Action<double>)(bad => _ = new RankedListLossOptions { Alpha = bad })).SetArgDisplayNames("ranked list, alpha"),
        new TestCaseData((Action<double>)(bad => _ = new RankedListLossOptions { PositiveTemperature = bad })).SetArgDisplayNames("ranked list, positives"),
        new TestCaseData((Action<double>)(bad => _ = new RankedListLossOptions { NegativeTemperature = bad })).SetArgDisplayNames("ranked list, negatives"),
        new TestCaseData((Action<double>)(bad => _ = new SoftTripleLossOptions { Lambda = bad })).SetArgDisplayNames("soft triple, lambda"),
        new TestCaseData((Action<double>)(bad => _ = new SoftTripleLossOptions { Gamma = bad })).SetArgDisplayNames("soft triple, gamma"),
        new TestCaseData((Action<double>)(bad => _ = new SoftTripleLossOptions { Margin = bad })).SetArgDisplayNames("soft triple, margin"),
        new TestCaseData((Action<double>)(bad => _ = new VicRegLossOptions { InvarianceWeight = bad })).SetArgDisplayNames("VICReg, invariance"),
        new TestCaseData((Action<double>)(bad => _ = new VicRegLossOptions { VarianceWeight = bad })).SetArgDisplayNames("VICReg, variance"),
        new TestCaseData((Action<double>)(bad => _ = new VicRegLossOptions { CovarianceWeight = bad })).SetArgDisplayNames("VICReg, covariance"),
        new TestCaseData((Action<double>)(bad => _ = new VicRegLossOptions { Epsilon = bad })).SetArgDisplayNames("VICReg, epsilon"),
        new TestCaseData((Action<double>)(bad => _ = new MetricLossOptions { EmbeddingRegularizerWeight = bad })).SetArgDisplayNames("regulariser of embeddings"),
        new TestCaseData((Action<double>)(bad => _ = new ProxyLossOptions { WeightRegularizerWeight = bad })).SetArgDisplayNames("regulariser of weights"),
        new TestCaseData((Action<double>)(bad => _ = new WeightedLoss(new NTXentLoss()) { Weight = bad })).SetArgDisplayNames("weight of a term"),
    ];

    [TestCaseSource(nameof(Settings))]
    public void Options_ANumberThatIsNone_IsRefused(Action<double> set)
    {
        foreach (var bad in new[] { double.NaN, double.NegativeInfinity, double.PositiveInfinity })
            Assert.That(() => set(bad), Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains($"got {bad.ToString(System.Globalization.CultureInfo.InvariantCulture)}."));
    }

    private static object? Fitting(Type type)
        => type == typeof(long) ? 3L : type == typeof(int) ? 3 : type == typeof(RankRange) ? RankRange.Hardest : type.IsValueType ? Activator.CreateInstance(type) : null;

    // Cosines 0.8 to the positive, 0.6 to the negative that is given twice.
    [Test]
    public void NTXent_NegativeGivenTwice_CountsTwice()
    {
        using var scope = NewDisposeScope();
        var rows = tensor([1.0, 0, 0.8, 0.6, 0.6, 0.8], [3, 2]);
        using var loss = new NTXentLoss(0.5);
        using var pairs = new PairIndices(tensor(new long[] { 0 }), tensor(new long[] { 1 }), tensor(new long[] { 0, 0 }), tensor(new long[] { 2, 2 }));
        var value = loss.Evaluate(new LossBatch(rows) { Tuples = pairs });
        Assert.That(value.Loss.item<double>(), Is.EqualTo(Math.Log(1 + 2 * Math.Exp((0.6 - 0.8) / 0.5))).Within(1e-12));
        Assert.That((value.TupleCount, value.ActiveCount), Is.EqualTo((1L, 1L)));
    }

    [Test]
    public void ThresholdConsistentMargin_ReferenceSet_IsThatOfBothInOneBatch()
    {
        using var scope = NewDisposeScope();
        var (rows, reference) = (Batches.Stack(Batches.Rows(3, 4, 63)), Batches.Stack(Batches.Rows(2, 4, 64)));
        using var loss = new ThresholdConsistentMarginLoss(negativeMargin: -0.5);
        using var across = new PairIndices(tensor(new long[] { 0, 1 }), tensor(new long[] { 1, 0 }), tensor(new long[] { 2 }), tensor(new long[] { 1 }));
        using var within = new PairIndices(tensor(new long[] { 0, 1 }), tensor(new long[] { 4, 3 }), tensor(new long[] { 2 }), tensor(new long[] { 4 }));
        var expected = loss.Evaluate(new LossBatch(cat([rows, reference])) { Tuples = within }).Loss.item<double>();
        Assert.That(loss.Evaluate(new LossBatch(rows) { ReferenceEmbeddings = reference, Tuples = across }).Loss.item<double>(), Is.EqualTo(expected).Within(1e-12));
        Assert.That(expected, Is.GreaterThan(0));
    }

    [Test]
    public void Evaluate_WithoutReduction_GivesOneLossPerTupleOrRow()
    {
        using var scope = NewDisposeScope();
        var (rows, labels) = (Batches.Stack(Batches.Rows(4, 4, 65)), tensor(Labels));
        var options = new MetricLossOptions { Reducer = Reducer.None };
        using MetricLoss pairs = new NTXentLoss(options: options), anchors = new SupConLoss(options: options), one = new HistogramLoss(options: options);
        Assert.That(pairs.call(rows, labels).shape, Is.EqualTo(new long[] { 4 }), "ordered positive pairs");
        Assert.That(anchors.call(rows, labels).shape, Is.EqualTo(new long[] { 4 }), "anchors");
        Assert.That(one.call(rows, labels).shape, Is.EqualTo(new long[] { 1 }), "a definition that ends in one number");
    }

    /// <summary>Of eight samples.</summary>
    private static ILabelRelation Relation(string kind) => kind switch
    {
        "several labels" => OverlapRelation.From<int>([[0, 1], [0, 1], [1, 2], [3], [0, 1, 2], [3], [1, 0], []], positiveFrom: 0.6, negativeUpTo: 0.1),
        "hierarchy" => new HierarchyRelation(ClassIndex.From([0, 0, 1, 2, 1, 2, 0, 3]), ClassIndex.From([0, 0, 0, 1, 0, 1, 0, 1])),
        "list of pairs" => new PairListRelation(8, [(0, 1), (0, 6), (3, 5)], [(0, 2), (1, 3), (6, 3), (2, 5), (5, 0)]),
        _ => throw new NotSupportedException(kind),
    };

    private static double Cosine(double[] left, double[] right)
        => left.Zip(right, (x, y) => x * y).Sum() / Math.Sqrt(left.Sum(x => x * x) * right.Sum(y => y * y));

    private static void AssertNamed(string name, string message, Action action)
    {
        var error = Assert.Catch<ArgumentException>(action.Invoke);
        Assert.That(error!.ParamName, Is.EqualTo(name));
        Assert.That(error.Message, Does.StartWith(message));
    }
}
