using TorchSharp.Siamese.TestSupport;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Local.Tests.NN;

/// <summary>Values not worked out beside them are PyTorch 1.13's.</summary>
public class LossTests
{
    private static Tensor Scores() => tensor(new[,] { { 0.5, -1, 2 }, { 1.5, 0, -0.5 } });
    private static Tensor Classes() => tensor(new[] { 2L, 0L });
    private static Tensor Binary() => tensor(new[,] { { 1.0, 0, 1 }, { 0, 1, 0 } });
    private static Tensor Weights() => tensor(new[] { 1.0, 2, 0.5 });

    private static void Scalar(Tensor loss, double expected, double tolerance = 1e-9) =>
        Assert.That(loss.item<double>(), Is.EqualTo(expected).Within(tolerance));

    [Test]
    public void CrossEntropy_Options_GivePyTorchsValues()
    {
        using var scope = NewDisposeScope();
        Scalar(CrossEntropyLoss().call(Scores(), Classes()), 0.27383350444315185);
        Scalar(CrossEntropyLoss(Weights()).call(Scores(), Classes()), 0.28467424037181677);
        Scalar(CrossEntropyLoss(ignore_index: 2).call(Scores(), Classes()), 0.30635571222914665);
        Scalar(CrossEntropyLoss().call(Scores(), tensor(new[] { 2L, -100L })), 0.24131129665715703);
        Scalar(new Modules.CrossEntropyLoss(label_smoothing: 0.1).call(Scores(), Classes()), 0.4071668377764852);
        Scalar(functional.nll_loss(functional.log_softmax(Scores(), 1), Classes(), reduction: Reduction.Sum), 0.5476670088863037);
        Scalar(NLLLoss().call(functional.log_softmax(Scores(), 1), Classes()), 0.27383350444315185);
    }

    [Test]
    public void BinaryCrossEntropy_OfLogitsOrProbabilities_Agree()
    {
        using var scope = NewDisposeScope();
        Scalar(BCELoss().call(Scores().sigmoid(), Binary()), 0.6304840209106845);
        Scalar(BCEWithLogitsLoss().call(Scores(), Binary()), 0.6304840209106845);
        Scalar(BCEWithLogitsLoss(pos_weights: Weights()).call(Scores(), Binary()), 0.7354312167504276);
        Scalar(BCEWithLogitsLoss(Weights()).call(Scores(), Binary()), 0.7481350826551224);
    }

    // Differences to the target: 0.5, 1, 1, 1.5, 1, 0.5.
    [TestCase(Reduction.Mean, 5.75 / 6, 5.5 / 6, 2.0 / 6, 4.0 / 6)]
    [TestCase(Reduction.Sum, 5.75, 5.5, 2, 4)]
    public void Regression_Reductions_AreHandWorked(Reduction reduction, double squares, double absolutes, double huber, double smooth)
    {
        using var scope = NewDisposeScope();
        var (x, y) = (Scores(), Binary());
        Scalar(MSELoss(reduction).call(x, y), squares);
        Scalar(L1Loss(reduction).call(x, y), absolutes);
        Scalar(HuberLoss(0.5, reduction).call(x, y), huber);
        Scalar(SmoothL1Loss(reduction, 0.5).call(x, y), smooth);
    }

    // Huber, delta 0.5: d²/2 up to 0.5, then 0.5·(d − 0.25). Smooth L1, beta 0.5, is that over beta.
    [Test]
    public void Regression_WithoutReduction_IsPerElement()
    {
        using var scope = NewDisposeScope();
        var (x, y) = (Scores(), Binary());
        Values.Same(MSELoss(Reduction.None).call(x, y), [0.25, 1, 1, 2.25, 1, 0.25]);
        Values.Same(HuberLoss(0.5, Reduction.None).call(x, y), [0.125, 0.375, 0.375, 0.625, 0.375, 0.125]);
        Values.Same(SmoothL1Loss(Reduction.None, 0.5).call(x, y), [0.25, 0.75, 0.75, 1.25, 0.75, 0.25]);
        Assert.That(MSELoss(Reduction.None).call(x, y).shape, Is.EqualTo(x.shape));
    }

    [Test]
    public void Likelihoods_GivePyTorchsValues()
    {
        using var scope = NewDisposeScope();
        var logs = functional.log_softmax(Scores(), 1);
        Scalar(KLDivLoss().call(logs, logs.flip(0)), 0.4001511421407253);
        Scalar(KLDivLoss(false, Reduction.Sum).call(logs, Scores().sigmoid()), 2.553474612269938);
        Scalar(PoissonNLLLoss().call(Scores(), Binary()), 2.1656460901421535);
        // TorchSharp's own loses the 1e-8 that is added inside the logarithm.
        Scalar(PoissonNLLLoss(log_input: false, full: true).call(Scores().sigmoid(), Binary()), 0.7935775173176477, 1e-8);
    }

    // Row 1: ½·(0.25/1 + 1/2 + 1/0.5 + log(1·2·0.5)) = 1.375; row 2: ½·(2.25/0.25 + 1/1 + 0.25/4 + log 1) = 5.03125.
    [Test]
    public void GaussianNll_Rows_AreHandWorked()
    {
        using var scope = NewDisposeScope();
        var variance = tensor(new[,] { { 1.0, 2, 0.5 }, { 0.25, 1, 4 } });
        Values.Same(GaussianNLLLoss(reduction: Reduction.None).call(Scores(), Binary(), variance), [1.375, 5.03125]);
        Assert.That(() => GaussianNLLLoss().call(Scores(), Binary(), -variance), Throws.ArgumentException.With.Message.Contains("negative"));
    }

    [Test]
    public void Margins_GiveHandWorkedOrPyTorchsValues()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new[,] { { 0.5, 1, 2 } });
        Scalar(MultiMarginLoss().call(x, tensor(new[] { 1L })), 2.5 / 3);                     // (max(0, 1 − 1 + 0.5) + max(0, 1 − 1 + 2)) / 3
        Scalar(MultiMarginLoss(2, 0.5).call(x, tensor(new[] { 1L })), 2.25 / 3);              // (0² + 1.5²) / 3
        Scalar(MultiLabelMarginLoss().call(Scores(), tensor(new[,] { { 2L, 0, -1 }, { 1, -1, 0 } })), 0.5);
        Scalar(SoftMarginLoss().call(Scores(), 2 * Binary() - 1), 0.6304840209106845);
        Scalar(MultiLabelSoftMarginLoss().call(Scores(), Binary()), 0.6304840209106845);
        Scalar(functional.multilabel_soft_margin_loss(Scores(), Binary(), Weights()), 0.7481350826551224);
    }

    // y·(a − b) short of the margin: 0.5 − 1·(1 − 2) and 0.5 + 1·(3 − 1).
    [Test]
    public void MarginRanking_Pairs_AreHandWorked()
    {
        using var scope = NewDisposeScope();
        var loss = MarginRankingLoss(0.5, Reduction.None).call(tensor(new[] { 1.0, 3.0 }), tensor(new[] { 2.0, 1.0 }), tensor(new[] { 1.0, -1.0 }));
        Values.Same(loss, [1.5, 2.5]);
    }

    [Test]
    public void HingeEmbedding_Distances_AreHandWorked()
    {
        using var scope = NewDisposeScope();
        var distance = tensor(new[] { 0.25, 0.25, 3 });
        var same = tensor(new[] { 1.0, -1, -1 });
        Values.Same(HingeEmbeddingLoss(1, Reduction.None).call(distance, same), [0.25, 0.75, 0]);
        Scalar(HingeEmbeddingLoss().call(distance, same), 1.0 / 3);
    }

    // cos = 0.8 for (1, 0) and (0.8, 0.6).
    [Test]
    public void CosineEmbedding_SameAndDifferent_AreHandWorked()
    {
        using var scope = NewDisposeScope();
        var (a, b) = (tensor(new[,] { { 1.0, 0 }, { 1, 0 } }), tensor(new[,] { { 0.8, 0.6 }, { 0.8, 0.6 } }));
        Values.Same(CosineEmbeddingLoss(0.5, Reduction.None).call(a, b, tensor(new[] { 1L, -1L })), [0.2, 0.3]);
    }

    // Distances to the anchor at 0: positive 3, negative 5 (3-4-5 triangle); positive to negative 4.
    [TestCase(1, false, 0)]
    [TestCase(3, false, 1)]
    [TestCase(3, true, 2)]
    public void TripletMargin_Triangle_IsHandWorked(double margin, bool swap, double expected)
    {
        using var scope = NewDisposeScope();
        var (anchor, positive, negative) = (zeros([1, 2], ScalarType.Float64), tensor(new[,] { { 3.0, 0 } }), tensor(new[,] { { 3.0, 4 } }));
        var loss = TripletMarginLoss(margin, swap: swap).call(anchor, positive, negative);
        Assert.That(loss.item<double>(), Is.EqualTo(expected).Within(1e-5));   // its distances add 1e-6
        var plain = TripletMarginWithDistanceLoss(null, margin, swap).call(anchor, positive, negative);
        Assert.That(plain.item<double>(), Is.EqualTo(expected).Within(1e-5));
    }

    [Test]
    public void Losses_KeepTheirReduction()
    {
        using var loss = CosineEmbeddingLoss(reduction: Reduction.Sum);
        Assert.That(loss.reduction, Is.EqualTo(Reduction.Sum));
        using var plain = MSELoss();
        Assert.That(plain.reduction, Is.EqualTo(Reduction.Mean));
    }

    private sealed class Contrast : Loss<Tensor, Tensor, Tensor, Tensor>
    {
        public override Tensor forward(Tensor left, Tensor right, Tensor same) => (left - right).abs() * same;
    }

    [Test]
    public void Loss_DerivedByAUser_IsCalledLikeAnother()
    {
        using var scope = NewDisposeScope();
        using var loss = new Contrast();
        Assert.That(loss.reduction, Is.EqualTo(Reduction.Mean));
        Values.Same(loss.call(tensor(new[] { 1.0, 2 }), tensor(new[] { 4.0, 4 }), tensor(new[] { 1.0, 0 })), [3, 0]);
    }

    [Test]
    public void Losses_Gradients_AgreeWithFiniteDifferences()
    {
        using var scope = NewDisposeScope();
        var point = Scores();
        GradientCheck.Agrees(x => CrossEntropyLoss().call(x, Classes()), point);
        GradientCheck.Agrees(x => functional.multilabel_soft_margin_loss(x, Binary()), point);
        GradientCheck.Agrees(x => TripletMarginLoss(3, swap: true).call(x, Binary() + 0.1, Binary().neg()), point);
        GradientCheck.Agrees(x => CosineEmbeddingLoss().call(x, Binary() + 0.1, tensor(new[] { 1L, -1L })), point);
        GradientCheck.Agrees(x => GaussianNLLLoss(full: true).call(x, Binary(), Weights().expand(2, 3)), point);
    }

    [Test]
    public void Losses_LeaveExactlyTheirResultAlive()
    {
        using Tensor x = Scores(), y = Binary(), classes = Classes(), anchor = Scores(), negative = Binary();
        LeakCheck.LeavesOnlyItsResult(() => functional.cross_entropy(x, classes));
        LeakCheck.LeavesOnlyItsResult(() => functional.multilabel_soft_margin_loss(x, y));
        LeakCheck.LeavesOnlyItsResult(() => functional.normalize(x));
        LeakCheck.LeavesOnlyItsResult(() => functional.triplet_margin_loss(anchor, x, negative));
    }
}
