using TorchSharp.Siamese.Models.Losses;
using TorchSharp.Siamese.Models.Losses.Reducers;

namespace TorchSharp.Siamese.Models.Tests.Losses;

/// <summary>Every loss on a batch, and what it takes: what holds for all of them is tested over this table.</summary>
internal static class EveryLoss
{
    private const int Classes = 5;
    private const int Width = 4;

    private static MetricLossOptions With(Reducer? reducer) => new() { Reducer = reducer };

    private static ProxyLossOptions Seeded(Reducer? reducer) => new() { Seed = 7, Reducer = reducer };

    /// <summary>Priced are: P pairs or triplets, W rows that tuples only weigh. Taken are: R a reference set, L a label relation. C: learns something per class.</summary>
    private static readonly Dictionary<string, (string Takes, Func<Reducer?, MetricLoss> Create)> Table = new()
    {
        ["Contrastive squared"] = ("PRL", r => new ContrastiveLoss(new ContrastiveLossOptions { NegativeMargin = 1.2, Reducer = r })),
        ["Contrastive linear"] = ("PRL", r => new ContrastiveLoss(new ContrastiveLossOptions { Reducer = r, Form = ContrastiveForm.Linear })),
        ["TripletMargin"] = ("PRL", r => new TripletMarginLoss(new TripletMarginLossOptions { Margin = 0.3, Reducer = r })),
        ["NTXent"] = ("PRL", r => new NTXentLoss(0.2, options: With(r))),
        ["SupCon"] = ("PRL", r => new SupConLoss(options: With(r))),
        ["MultiSimilarity"] = ("PRL", r => new MultiSimilarityLoss(options: With(r))),
        ["Circle"] = ("PRL", r => new CircleLoss(gamma: 8, options: With(r))),
        ["LiftedStructure"] = ("PRL", r => new LiftedStructureLoss(options: With(r))),
        ["GeneralizedLiftedStructure"] = ("PRL", r => new GeneralizedLiftedStructureLoss(options: With(r))),
        ["TupletMargin"] = ("PRL", r => new TupletMarginLoss(scale: 8, options: With(r))),
        ["IntraPairVariance"] = ("PRL", r => new IntraPairVarianceLoss(options: With(r))),
        ["SnrContrastive"] = ("PRL", r => new SnrContrastiveLoss(options: With(r))),
        ["ThresholdConsistentMargin"] = ("PRL", r => new ThresholdConsistentMarginLoss(options: With(r))),
        ["Margin"] = ("PRL", r => new MarginLoss(new MarginLossOptions { Reducer = r })),
        ["Margin learnt"] = ("PRL", r => new MarginLoss(new MarginLossOptions { Reducer = r, Boundary = MarginBoundary.Learnt, Nu = 0.1 })),
        ["BatchHard"] = ("PRL", r => new BatchHardLoss(options: With(r))),
        ["OnlineContrastive"] = ("PRL", r => new OnlineContrastiveLoss(options: With(r))),
        ["CosineEmbedding"] = ("PRL", r => new CosineEmbeddingLoss(options: With(r))),
        ["DynamicSoftMargin"] = ("PRL", r => new DynamicSoftMarginLoss(options: With(r))),
        ["Angular"] = ("PR", r => new AngularLoss(options: With(r))),
        ["NPairs"] = ("P", r => new NPairsLoss(options: With(r))),
        ["Histogram"] = ("PL", r => new HistogramLoss(options: With(r))),
        ["Nca"] = ("WRL", r => new NcaLoss(options: With(r))),
        ["FastAp"] = ("WL", r => new FastApLoss(options: With(r))),
        ["RankedList"] = ("L", r => new RankedListLoss(new RankedListLossOptions { Reducer = r, NegativeTemperature = 1, PositiveTemperature = 1 })),
        ["Pnp"] = ("L", r => new PnpLoss(anneal: 0.1, options: With(r))),
        ["Pnp Dq"] = ("L", r => new PnpLoss(PnpVariant.Dq, 0.1, options: With(r))),
        ["Instance"] = ("", r => new InstanceLoss(8, options: With(r))),
        ["Margin per class"] = ("PRLC", r => new MarginLoss(new MarginLossOptions { Reducer = r, Boundary = MarginBoundary.LearntPerClass, Classes = Classes, Nu = 0.1 })),
        ["NormalizedSoftmax"] = ("WC", r => new NormalizedSoftmaxLoss(Classes, Width, 0.2, Seeded(r))),
        ["ArcFace"] = ("WC", r => new ArcFaceLoss(Classes, Width, scale: 8, options: Seeded(r))),
        ["SubCenterArcFace"] = ("WC", r => new SubCenterArcFaceLoss(Classes, Width, scale: 8, options: Seeded(r))),
        ["CosFace"] = ("WC", r => new CosFaceLoss(Classes, Width, scale: 8, options: Seeded(r))),
        ["LargeMarginSoftmax"] = ("WC", r => new LargeMarginSoftmaxLoss(Classes, Width, options: Seeded(r))),
        ["SphereFace"] = ("WC", r => new SphereFaceLoss(Classes, Width, options: Seeded(r))),
        ["ProxyNca"] = ("WC", r => new ProxyNcaLoss(Classes, Width, options: Seeded(r))),
        ["ProxyAnchor"] = ("WC", r => new ProxyAnchorLoss(Classes, Width, alpha: 8, options: Seeded(r))),
        ["SoftTriple"] = ("WC", r => new SoftTripleLoss(Classes, Width, new SoftTripleLossOptions { Reducer = r, CentersPerClass = 3, Seed = 7 })),
        ["Center"] = ("WC", r => new CenterLoss(Classes, Width, Seeded(r))),
        ["P2SGrad"] = ("C", r => new P2SGradLoss(Classes, Width, Seeded(r))),
    };

    public static IEnumerable<string> Names => Table.Keys;

    /// <summary>Those that price pairs or triplets, given ones too.</summary>
    public static IEnumerable<string> OfTuples => Table.Keys.Where(name => Takes(name, 'P'));

    /// <summary>Those that may be given any label relation.</summary>
    public static IEnumerable<string> OfRelations => Table.Keys.Where(name => Takes(name, 'L') && !Takes(name, 'C'));

    /// <summary>Those with weights of their own against which they compare.</summary>
    public static IEnumerable<string> OfProxies => Table.Where(entry => entry.Value.Create(null) is ProxyLoss).Select(entry => entry.Key);

    public static bool Takes(string name, char what) => Table[name].Takes.Contains(what);

    public static MetricLoss Create(string name, Reducer? reducer = null) => Table[name].Create(reducer);
}
