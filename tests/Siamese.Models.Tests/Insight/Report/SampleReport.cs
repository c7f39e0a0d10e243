using TorchSharp.Siamese.Data.Sources;
using TorchSharp.Siamese.Models.Evaluation;
using TorchSharp.Siamese.Models.Insight;
using TorchSharp.Siamese.Models.Insight.Projection;
using TorchSharp.Siamese.Models.Insight.Report;
using TorchSharp.Siamese.Models.Tests.Insight.Projection;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Tests.Insight.Report;

/// <summary>A report with every part, of real digits whose embeddings are their pixels.</summary>
internal static class SampleReport
{
    public const int Count = 300;
    public const string Hostile = "<script>document.title='taken'</script>";

    public static InMemoryImages Images(int count = Count)
        => new(DigitRows.Bytes(count), new ImageShape(1, 8, 8), DigitRows.Labels(count), new InMemoryImagesOptions { MaxPixel = 16, Mean = [0.3f], Std = [0.4f] });

    /// <summary>Class 3 is called what nobody should call a class.</summary>
    public static string? ClassName(int label) => label switch
    {
        3 => "three " + Hostile,
        7 => "seven \"quoted\" & 'so'",
        _ => null,
    };

    public static TrainingReport Make(int count = Count, int mapPoints = 200)
    {
        using var scope = NewDisposeScope();
        var rows = DigitRows.Pixels(count);
        var samples = ReportSamples.Of(Images(count), ClassName);
        var threshold = VerificationThreshold.ChooseOn(PairScorer.All(rows, tensor(DigitRows.Labels(count).Select(label => (long)label).ToArray())));
        var report = new TrainingReport
        {
            Title = "Digits & " + Hostile,
            Subtitle = "8 x 8 pixels",
            Options = [new("learning rate", "0.003"), new("<b>batch</b>", "80")],
            Protocol = ["Pixels as they are: nothing was learnt."],
            Figures = [ReportFigure.Share("own figure", 0.5, "made up", new Interval(0.5, 0.4, 0.6))],
            Findings =
            [
                new Finding(FindingCause.Overlap, FindingSeverity.Warning, "Same and different overlap.", "12 % <in common>", "below 5 %", "Train."),
                new Finding(FindingCause.Collapse, FindingSeverity.Failure, "All is one point.", "variance 0", "above 0.01", "Train more."),
            ],
            Curves = Curves(),
            Threshold = threshold,
        };
        return report.WithEmbeddings(rows, samples, new ReportOptions
        {
            MapPoints = mapPoints,
            WorstPairs = 6,
            Bootstrap = new BootstrapOptions { Resamples = 10 },
            Tsne = new TsneOptions { Iterations = 60, ExaggeratedIterations = 30, Perplexity = 10 },
        });
    }

    public static Curve[] Curves()
    {
        var steps = Enumerable.Range(1, 400).ToArray();
        return
        [
            new Curve("loss", "every step", [.. steps.Select(step => new CurvePoint(step, 0.2 * Math.Exp(-step / 150.0) * (1 + 0.4 * Math.Sin(step * 1.7))))]),
            new Curve("loss", "mean of an epoch", [.. steps.Where(step => step % 40 == 0).Select(step => new CurvePoint(step, 0.2 * Math.Exp(-step / 150.0)))]),
            new Curve("learning rate", "every step", [.. steps.Select(step => new CurvePoint(step, 0.003 * Math.Sin(Math.PI * step / 400)))]),
            new Curve("eer", "evaluation", [.. steps.Where(step => step % 100 == 0).Select(step => new CurvePoint(step, 0.2 / step))]),
        ];
    }
}
