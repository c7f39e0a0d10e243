using TorchSharp.Siamese.Models.Losses;
using TorchSharp.Siamese.Models.Losses.Reducers;
using TorchSharp.Siamese.Tests;
using TorchSharp.Siamese.TestSupport;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Tests.Losses;

/// <summary>Our loss for the reference's name, constructor arguments, distance and reducer of a golden case.</summary>
internal static class GoldenLoss
{
    /// <summary>The reference's losses on batches that we have, in its names.</summary>
    public static readonly string[] Names =
    [
        "ContrastiveLoss", "TripletMarginLoss", "NTXentLoss", "SupConLoss", "MultiSimilarityLoss", "CircleLoss", "LiftedStructureLoss",
        "GeneralizedLiftedStructureLoss", "NPairsLoss", "MarginLoss", "AngularLoss", "FastAPLoss", "NCALoss", "TupletMarginLoss",
        "IntraPairVarianceLoss", "SignalToNoiseRatioContrastiveLoss", "HistogramLoss", "RankedListLoss", "ThresholdConsistentMarginLoss",
        "InstanceLoss", "PNPLoss", "ProxyNCALoss", "ProxyAnchorLoss", "SoftTripleLoss", "NormalizedSoftmaxLoss", "ArcFaceLoss",
        "SubCenterArcFaceLoss", "CosFaceLoss", "LargeMarginSoftmaxLoss", "SphereFaceLoss", "P2SGradLoss", "DynamicSoftMarginLoss",
    ];

    public static MetricLoss Of(GoldenCase golden)
    {
        var options = golden.Inner("params")!;
        return golden.Text("loss") switch
        {
            "ContrastiveLoss" => new ContrastiveLoss(new ContrastiveLossOptions
            {
                Form = ContrastiveForm.Linear,
                PositiveMargin = options.Number("pos_margin", 0),
                NegativeMargin = options.Number("neg_margin", 1),
                Distance = GoldenDistance.Of(golden),
                Reducer = Reducer(golden),
            }),
            "TripletMarginLoss" => new TripletMarginLoss(new TripletMarginLossOptions
            {
                Margin = options.Number("margin", 0.05),
                Swap = options.Flag("swap"),
                Penalty = options.Flag("smooth_loss") ? TripletPenalty.SoftMargin : TripletPenalty.Hinge,
                Distance = GoldenDistance.Of(golden),
                Reducer = Reducer(golden),
            }),
            "MarginLoss" => Margin(golden, options),
            "RankedListLoss" => new RankedListLoss(new RankedListLossOptions
            {
                Margin = options.Number("margin"),
                Alpha = options.Has("alpha") ? options.Number("alpha") : null,
                Imbalance = options.Number("imbalance", 0.5),
                PositiveTemperature = options.Number("Tp", 0),
                NegativeTemperature = options.Number("Tn"),
                Distance = GoldenDistance.Of(golden),
                Reducer = Reducer(golden),
            }),
            var name when options.Has("num_classes") => Proxies(name, golden, options),
            var name => Plain(name, options, new MetricLossOptions { Distance = GoldenDistance.Of(golden), Reducer = Reducer(golden) }),
        };
    }

    /// <summary>Ours for the reference's name of a weight.</summary>
    public static string KeyOf(string name) => name switch
    {
        "W" or "weight" => "weight",
        "fc" => "centers",
        _ => name,
    };

    private static MetricLoss Plain(string name, GoldenCase p, MetricLossOptions options) => name switch
    {
        "NTXentLoss" => new NTXentLoss(p.Number("temperature", 0.07), options),
        "SupConLoss" => new SupConLoss(p.Number("temperature", 0.1), options),
        "MultiSimilarityLoss" => new MultiSimilarityLoss(p.Number("alpha", 2), p.Number("beta", 50), p.Number("base", 0.5), options),
        "CircleLoss" => new CircleLoss(p.Number("m", 0.4), p.Number("gamma", 80), options),
        "LiftedStructureLoss" => new LiftedStructureLoss(p.Number("neg_margin", 1), p.Number("pos_margin", 0), options),
        "GeneralizedLiftedStructureLoss" => new GeneralizedLiftedStructureLoss(p.Number("neg_margin", 1), p.Number("pos_margin", 0), options),
        "NPairsLoss" => new NPairsLoss(options),
        "AngularLoss" => new AngularLoss(p.Number("alpha", 40), options),
        "FastAPLoss" => new FastApLoss((int)p.Number("num_bins", 10), options),
        "NCALoss" => new NcaLoss(p.Number("softmax_scale", 1), options),
        "TupletMarginLoss" => new TupletMarginLoss(p.Number("margin", 5.73), p.Number("scale", 64), options),
        "IntraPairVarianceLoss" => new IntraPairVarianceLoss(p.Number("pos_eps", 0.01), p.Number("neg_eps", 0.01), options),
        "SignalToNoiseRatioContrastiveLoss" => new SnrContrastiveLoss(p.Number("pos_margin", 0), p.Number("neg_margin", 1), options),
        "HistogramLoss" => new HistogramLoss((int)Math.Round(p.Has("delta") ? 2 / p.Number("delta") : p.Number("n_bins", 100)), options),
        "ThresholdConsistentMarginLoss" => new ThresholdConsistentMarginLoss(
            p.Number("lambda_plus", 1), p.Number("lambda_minus", 1), p.Number("margin_plus", 0.9), p.Number("margin_minus", 0.5), options),
        "InstanceLoss" => new InstanceLoss(p.Number("gamma", 64), options),
        "PNPLoss" => new PnpLoss(Enum.Parse<PnpVariant>(p.Text("variant", "O")), p.Number("anneal", 0.01), p.Number("alpha", 1), p.Number("b", 2), options),
        "DynamicSoftMarginLoss" => new DynamicSoftMarginLoss(p.Number("min_val", -2), (int)p.Number("num_bins", 10), p.Number("momentum", 0.01), options),
        _ => throw new NotSupportedException(name),
    };

    private static ProxyLoss Proxies(string name, GoldenCase golden, GoldenCase p)
    {
        var options = new ProxyLossOptions { Distance = GoldenDistance.Of(golden), Reducer = Reducer(golden) };
        var (classes, size) = ((long)p.Number("num_classes"), (long)(p.Has("embedding_size") ? p.Number("embedding_size") : p.Number("descriptors_dim")));
        return name switch
        {
            "ProxyNCALoss" => new ProxyNcaLoss(classes, size, p.Number("softmax_scale", 1), options),
            "ProxyAnchorLoss" => new ProxyAnchorLoss(classes, size, p.Number("margin", 0.1), p.Number("alpha", 32), options),
            "SoftTripleLoss" => new SoftTripleLoss(classes, size, new SoftTripleLossOptions
            {
                CentersPerClass = (int)p.Number("centers_per_class", 10),
                Lambda = p.Number("la", 20),
                Gamma = p.Number("gamma", 0.1),
                Margin = p.Number("margin", 0.01),
                Reducer = options.Reducer,
            }),
            "NormalizedSoftmaxLoss" => new NormalizedSoftmaxLoss(classes, size, p.Number("temperature", 0.05), options),
            "ArcFaceLoss" => new ArcFaceLoss(classes, size, p.Number("margin", 28.6), p.Number("scale", 64), options),
            "SubCenterArcFaceLoss" => new SubCenterArcFaceLoss(
                classes, size, p.Number("margin", 28.6), p.Number("scale", 64), (int)p.Number("sub_centers", 3), options),
            "CosFaceLoss" => new CosFaceLoss(classes, size, p.Number("margin", 0.35), p.Number("scale", 64), options),
            "LargeMarginSoftmaxLoss" => new LargeMarginSoftmaxLoss(classes, size, (int)p.Number("margin", 4), p.Number("scale", 1), options),
            "SphereFaceLoss" => new SphereFaceLoss(classes, size, (int)p.Number("margin", 4), p.Number("scale", 1), options),
            "P2SGradLoss" => new P2SGradLoss(classes, size, options),
            _ => throw new NotSupportedException(name),
        };
    }

    private static MarginLoss Margin(GoldenCase golden, GoldenCase options)
    {
        var learnt = options.Has("num_classes") ? MarginBoundary.LearntPerClass : MarginBoundary.Learnt;
        var loss = new MarginLoss(new MarginLossOptions
        {
            Margin = options.Number("margin", 0.2),
            Nu = options.Number("nu", 0),
            Beta = options.Number("beta", 1.2),
            Boundary = options.Flag("learn_beta") ? learnt : MarginBoundary.Fixed,
            Classes = (long)options.Number("num_classes", 1),
            Distance = GoldenDistance.Of(golden),
            Reducer = Reducer(golden),
        });
        loss.to(ScalarType.Float64);
        // Written in float32, where 1.1 is another number.
        using var exact = no_grad();
        loss.get_parameter("beta")?.fill_(options.Number("beta", 1.2));
        return loss;
    }

    private static Reducer? Reducer(GoldenCase golden) => golden.Inner("reducer") is { } named ? Named(named) : null;

    public static Reducer Named(GoldenCase reducer) => reducer.Text("name") switch
    {
        "MeanReducer" => Models.Losses.Reducers.Reducer.Mean,
        "SumReducer" => Models.Losses.Reducers.Reducer.Sum,
        "AvgNonZeroReducer" => Models.Losses.Reducers.Reducer.AverageNonZero,
        "ThresholdReducer" => new ThresholdReducer(reducer.Has("low") ? reducer.Number("low") : null, reducer.Has("high") ? reducer.Number("high") : null),
        "PerAnchorReducer" => new PerAnchorReducer(reducer.Inner("reducer") is { } inner ? Named(inner) : null),
        "ClassWeightedReducer" => new ClassWeightedReducer(reducer.Numbers("weights")),
        var name => throw new NotSupportedException(name),
    };
}
