using TorchSharp.Siamese.Models.Losses;

namespace TorchSharp.Siamese.Models.Tests.Losses;

/// <summary>Every loss on a batch, and what it takes: what holds for all of them is tested over this table.</summary>
internal static class EveryLoss
{
    private const int Classes = 5;
    private const int Width = 4;

    private static readonly ProxyLossOptions Seeded = new() { Seed = 7 };

    /// <summary>Priced are: P pairs or triplets, W rows that tuples only weigh. Taken are: R a reference set, L a label relation. C: learns something per class.</summary>
    private static readonly Dictionary<string, (string Takes, Func<MetricLoss> Create)> Table = new()
    {
        ["Contrastive squared"] = ("PRL", () => new ContrastiveLoss(1.2)),
        ["Contrastive linear"] = ("PRL", () => new ContrastiveLoss(new ContrastiveLossOptions { Form = ContrastiveForm.Linear })),
        ["TripletMargin"] = ("PRL", () => new TripletMarginLoss(0.3)),
        ["NTXent"] = ("PRL", () => new NTXentLoss(0.2)),
        ["SupCon"] = ("PRL", () => new SupConLoss()),
        ["MultiSimilarity"] = ("PRL", () => new MultiSimilarityLoss()),
        ["Circle"] = ("PRL", () => new CircleLoss(gamma: 8)),
        ["LiftedStructure"] = ("PRL", () => new LiftedStructureLoss()),
        ["GeneralizedLiftedStructure"] = ("PRL", () => new GeneralizedLiftedStructureLoss()),
        ["TupletMargin"] = ("PRL", () => new TupletMarginLoss(scale: 8)),
        ["IntraPairVariance"] = ("PRL", () => new IntraPairVarianceLoss()),
        ["SnrContrastive"] = ("PRL", () => new SnrContrastiveLoss()),
        ["ThresholdConsistentMargin"] = ("PRL", () => new ThresholdConsistentMarginLoss()),
        ["Margin"] = ("PRL", () => new MarginLoss()),
        ["Margin learnt"] = ("PRL", () => new MarginLoss(new MarginLossOptions { Boundary = MarginBoundary.Learnt, Nu = 0.1 })),
        ["BatchHard"] = ("PRL", () => new BatchHardLoss()),
        ["OnlineContrastive"] = ("PRL", () => new OnlineContrastiveLoss()),
        ["CosineEmbedding"] = ("PRL", () => new CosineEmbeddingLoss()),
        ["DynamicSoftMargin"] = ("PRL", () => new DynamicSoftMarginLoss()),
        ["Angular"] = ("PR", () => new AngularLoss()),
        ["NPairs"] = ("P", () => new NPairsLoss()),
        ["Histogram"] = ("PL", () => new HistogramLoss()),
        ["Nca"] = ("WRL", () => new NcaLoss()),
        ["FastAp"] = ("WL", () => new FastApLoss()),
        ["RankedList"] = ("L", () => new RankedListLoss(new RankedListLossOptions { NegativeTemperature = 1, PositiveTemperature = 1 })),
        ["Pnp"] = ("L", () => new PnpLoss(anneal: 0.1)),
        ["Pnp Dq"] = ("L", () => new PnpLoss(PnpVariant.Dq, 0.1)),
        ["Instance"] = ("", () => new InstanceLoss(8)),
        ["Margin per class"] = ("PRLC", () => new MarginLoss(new MarginLossOptions { Boundary = MarginBoundary.LearntPerClass, Classes = Classes, Nu = 0.1 })),
        ["NormalizedSoftmax"] = ("WC", () => new NormalizedSoftmaxLoss(Classes, Width, 0.2, Seeded)),
        ["ArcFace"] = ("WC", () => new ArcFaceLoss(Classes, Width, scale: 8, options: Seeded)),
        ["SubCenterArcFace"] = ("WC", () => new SubCenterArcFaceLoss(Classes, Width, scale: 8, options: Seeded)),
        ["CosFace"] = ("WC", () => new CosFaceLoss(Classes, Width, scale: 8, options: Seeded)),
        ["LargeMarginSoftmax"] = ("WC", () => new LargeMarginSoftmaxLoss(Classes, Width, options: Seeded)),
        ["SphereFace"] = ("WC", () => new SphereFaceLoss(Classes, Width, options: Seeded)),
        ["ProxyNca"] = ("WC", () => new ProxyNcaLoss(Classes, Width, options: Seeded)),
        ["ProxyAnchor"] = ("WC", () => new ProxyAnchorLoss(Classes, Width, alpha: 8, options: Seeded)),
        ["SoftTriple"] = ("WC", () => new SoftTripleLoss(Classes, Width, new SoftTripleLossOptions { CentersPerClass = 3, Seed = 7 })),
        ["Center"] = ("WC", () => new CenterLoss(Classes, Width, Seeded)),
        ["P2SGrad"] = ("C", () => new P2SGradLoss(Classes, Width, Seeded)),
    };

    public static IEnumerable<string> Names => Table.Keys;

    /// <summary>Those that price pairs or triplets, given ones too.</summary>
    public static IEnumerable<string> OfTuples => Table.Keys.Where(name => Takes(name, 'P'));

    /// <summary>Those that may be given any label relation.</summary>
    public static IEnumerable<string> OfRelations => Table.Keys.Where(name => Takes(name, 'L') && !Takes(name, 'C'));

    /// <summary>Those with weights of their own against which they compare.</summary>
    public static IEnumerable<string> OfProxies => Table.Where(entry => entry.Value.Create() is ProxyLoss).Select(entry => entry.Key);

    public static bool Takes(string name, char what) => Table[name].Takes.Contains(what);

    public static MetricLoss Create(string name) => Table[name].Create();
}
