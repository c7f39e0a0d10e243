using System.Text.Json;
using System.Text.RegularExpressions;
using TorchSharp.Siamese.Data.Imaging;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Sources;
using TorchSharp.Siamese.Models.Evaluation;
using TorchSharp.Siamese.Models.Insight;
using TorchSharp.Siamese.Models.Insight.Projection;
using TorchSharp.Siamese.Models.Insight.Report;
using TorchSharp.Siamese.Models.Tests.Insight.Projection;
using TorchSharp.Siamese.TestSupport;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Tests.Insight.Report;

public class TrainingReportTests
{
    private static readonly Lazy<TrainingReport> Made = new(() => SampleReport.Make());
    private static readonly Lazy<string> Page = new(() => Made.Value.ToHtml());

    [Test]
    public void ToHtml_NamesThatAreMarkup_AreText()
    {
        Assert.That(Page.Value, Does.Not.Contain(SampleReport.Hostile));
        Assert.That(Page.Value, Does.Contain("three &lt;script&gt;document.title=&#39;taken&#39;&lt;/script&gt;"));
        Assert.That(Page.Value, Does.Contain("&lt;b&gt;batch&lt;/b&gt;"));
        Assert.That(Page.Value, Does.Contain("12 % &lt;in common&gt;"));
        Assert.That(Regex.Count(Page.Value, "<script"), Is.EqualTo(8), "six charts, the map's data, the script");
    }

    [Test]
    public void ToHtml_AsksForNothing()
    {
        Assert.That(Regex.Matches(Page.Value, "(?:src|href)=\"(?!data:|#)").Select(match => match.Value), Is.Empty);
        Assert.That(Page.Value, Does.Not.Contain("url(").And.Not.Contain("@import"));
        Assert.That(Regex.Matches(Page.Value, "https?://[^\"' <]+").Select(match => match.Value).Distinct(), Is.EqualTo(new[] { "http://www.w3.org/2000/svg" }), "a name space, not an address");
        Assert.That(Page.Value, Does.Contain("default-src 'none'").Or.Contain("default-src &#39;none&#39;"));
    }

    [Test]
    public void ToHtml_OfTheSameReport_IsTheSame() => Assert.That(Made.Value.ToHtml(), Is.EqualTo(Page.Value));

    [Test]
    public void ToHtml_Figures_AreThoseOfTheEvaluatorsWithTheirIntervals()
    {
        using var scope = NewDisposeScope();
        var rows = DigitRows.Pixels(SampleReport.Count);
        var labels = tensor(DigitRows.Labels(SampleReport.Count).Select(label => (long)label).ToArray());
        var scores = PairScorer.All(rows, labels);
        var metrics = VerificationMetrics.From(scores);
        var intervals = VerificationIntervals.Of(scores, new BootstrapOptions { Resamples = 10 });
        var cells = Regex.Matches(Page.Value, "<tr><th scope=\"row\">(?<name>[^<]+)</th><td class=\"value\">(?<value>[^<]*)</td><td>(?<interval>[^<]*)</td>")
            .ToDictionary(match => match.Groups["name"].Value, match => (Value: match.Groups["value"].Value, Interval: match.Groups["interval"].Value));
        Assert.That(cells["EER"].Value, Is.EqualTo(FormattableString.Invariant($"{100 * metrics.EqualErrorRate:0.00} %")));
        Assert.That(cells["EER"].Interval, Is.EqualTo(FormattableString.Invariant($"{100 * intervals.EqualErrorRate.Low:0.00} % to {100 * intervals.EqualErrorRate.High:0.00} %")));
        Assert.That(cells["AUC"].Value, Is.EqualTo(FormattableString.Invariant($"{100 * metrics.Auc:0.00} %")));
        Assert.That(cells["Precision@1"].Value, Is.EqualTo(FormattableString.Invariant($"{100 * KnnEvaluator.Evaluate(rows, labels).Accuracy:0.00} %")));
        Assert.That(cells["own figure"], Is.EqualTo(("50.00 %", "40.00 % to 60.00 %")));
        var one = scores.AtFalseAcceptRate(0.01);
        Assert.That(cells["1 %"].Value, Is.EqualTo(FormattableString.Invariant($"{100 * one.TrueAcceptRate:0.00} %")));
    }

    // Wilson, 1927, for 8 of 10: (0.8 + 0.19207) / 1.38415 = 0.71674, half 1.95996 / 1.38415 x sqrt(0.016 + 0.0096036) = 0.22657.
    [Test]
    public void ToHtml_PrecisionAt1_HasWilsonsInterval()
    {
        var rows = new float[10, 2];
        for (var i = 0; i < 10; i++)
            (rows[i, 0], rows[i, 1]) = (MathF.Cos(i / 2 * 0.5f + i % 2 * 0.01f), MathF.Sin(i / 2 * 0.5f + i % 2 * 0.01f));   // five pairs
        using var embeddings = tensor(rows);
        var report = new TrainingReport { Title = "w" }.WithEmbeddings(
            embeddings, new ReportSamples([0, 0, 1, 1, 2, 2, 3, 3, 4, 5]), new ReportOptions { VerificationPairs = 0, MapPoints = 0 });
        Assert.That(report.ToHtml(), Does.Contain("<td class=\"value\">80.00 %</td><td>49.02 % to 94.33 %</td>"));
    }

    [Test]
    public void WithEmbeddings_Map_ShowsDrawnRowsWithTheirNeighbours()
    {
        var map = Made.Value.Map!;
        Assert.That(map.Rows, Has.Count.EqualTo(200));
        Assert.That(map.Projections.Select(plane => plane.Method), Is.EqualTo(new[] { "t-SNE", "PCA" }));
        using var scope = NewDisposeScope();
        var shown = nn.functional.normalize(DigitRows.Pixels(SampleReport.Count).index_select(0, tensor(map.Rows.Select(row => (long)row).ToArray())), 2, 1);
        var far = cdist(shown, shown, 2.0);
        for (var i = 0; i < 200; i += 17)
        {
            var nearest = Enumerable.Range(0, 200).Where(j => j != i).OrderBy(j => far[i, j].item<float>()).Take(5);
            Assert.That(map.Neighbours[i], Is.EqualTo(nearest), $"place {i}");
        }
        Assert.That(map.Projections[0].Protocol, Does.Match(@"; trustworthiness 0\.\d{3} of 12 neighbours"));
        var labels = JsonDocument.Parse(Regex.Match(Page.Value, "id=\"map-data\">(.*?)</script>").Groups[1].Value).RootElement.GetProperty("label");
        Assert.That(labels.EnumerateArray().Select(label => label.GetInt32()), Is.EqualTo(map.Rows.Select(row => DigitRows.Labels(SampleReport.Count)[row])));
    }

    [Test]
    public void ToHtml_Sheet_HoldsEachPictureInItsPlace()
    {
        var data = JsonDocument.Parse(Regex.Match(Page.Value, "id=\"map-data\">(.*?)</script>").Groups[1].Value).RootElement;
        var columns = data.GetProperty("sheet").GetProperty("columns").GetInt32();
        var png = Convert.FromBase64String(Regex.Match(Page.Value, "id=\"map-sheet\"[^>]* src=\"data:image/png;base64,([^\"]+)\"").Groups[1].Value);
        using var sheet = ImageDecoder.Decode(png, new DecodeOptions { Color = ColorMode.Grayscale });
        var bytes = DigitRows.Bytes(SampleReport.Count);
        var map = Made.Value.Map!;
        foreach (var place in new[] { 0, 14, 15, 199 })
        {
            for (var pixel = 0; pixel < 64; pixel++)
            {
                var at = ((place / columns) * 8 + pixel / 8) * sheet.Width + (place % columns) * 8 + pixel % 8;
                Assert.That(sheet.Pixels[at], Is.EqualTo(bytes[map.Rows[place] * 64 + pixel] * 255.0 / 16).Within(1), $"pixel {pixel} of picture {place}");
            }
        }
    }

    [Test]
    public void ToHtml_TwoThousandColourPhotos_StaysBelowTenMegabytes()
    {
        const int Count = 2_000, Side = 96;
        var random = new CounterRandom(2);
        var pixels = new byte[Count * 3 * Side * Side];
        for (var i = 0; i < pixels.Length; i += 8)
            BitConverter.TryWriteBytes(pixels.AsSpan(i), random.Bits((ulong)i));           // noise: nothing packs worse
        int[] labels = [.. Enumerable.Range(0, Count).Select(i => i % 50)];
        var source = new InMemoryImages(pixels, new ImageShape(3, Side, Side), labels);
        using var embeddings = tensor(Enumerable.Range(0, Count * 4).Select(i => (float)random.Fork(1).Unit((ulong)i)).ToArray(), [Count, 4]);
        var points = Enumerable.Range(0, Count).Select(i => new PlanePoint(i % 45, i / 45)).ToArray();
        var report = new TrainingReport
        {
            Title = "Large",
            Samples = ReportSamples.Of(source),
            Map = new EmbeddingMap([.. Enumerable.Range(0, Count)], [new PlaneProjection("grid", "by hand", points)]),
            WorstPairs = WorstPairs.Find(embeddings, labels, 12),
            Confusion = ClassConfusion.Of(embeddings, labels),
        };
        var page = report.ToHtml();
        Assert.That(page.Length, Is.InRange(1_000_000, 10_000_000));
    }

    [Test]
    public void WithEmbeddings_TooLittleForAPart_LeavesItOut()
    {
        using var one = ones(1, 3);
        var page = new TrainingReport { Title = "one" }.WithEmbeddings(one, new ReportSamples([0])).ToHtml();
        Assert.That(Regex.Matches(page, "<section id=\"(\\w+)").Select(match => match.Groups[1].Value), Is.Empty);

        using var same = rand(6, 3);
        var oneClass = new TrainingReport { Title = "one class" }.WithEmbeddings(same, new ReportSamples([4, 4, 4, 4, 4, 4]), new ReportOptions { Tsne = new() { Iterations = 5 } });
        Assert.That(oneClass.Verification, Is.Null, "no pair is of two classes");
        Assert.That(Regex.Matches(oneClass.ToHtml(), "<section id=\"([\\w-]+)").Select(match => match.Groups[1].Value), Is.EqualTo(new[] { "figures", "verification", "map-section", "confusion", "worst" }));
    }

    // One held-out image a class: no image can have its like nearest, which says nothing about the network.
    [Test]
    public void WithEmbeddings_EveryImageTheOnlyOneOfItsClass_HasNoShareOfRightNeighbours()
    {
        using var rows = rand(5, 3);
        var report = new TrainingReport { Title = "lone" }.WithEmbeddings(rows, new ReportSamples([0, 1, 2, 3, 4]), new ReportOptions { Tsne = new() { Iterations = 5 } });
        Assert.That((report.Confusion, report.Distances, report.Verification), Is.EqualTo(((ClassConfusion?)null, (DistanceHistogram?)null, (VerificationScores?)null)));
        Assert.That(Regex.Matches(report.ToHtml(), "<section id=\"([\\w-]+)").Select(match => match.Groups[1].Value), Is.EqualTo(new[] { "map-section", "worst" }));
        var pair = new TrainingReport { Title = "pair" }.WithEmbeddings(rows, new ReportSamples([0, 1, 2, 3, 3]), new ReportOptions { Tsne = new() { Iterations = 5 } });
        Assert.That(pair.Confusion?.ImageCount, Is.EqualTo(5), "one pair of a class is enough");
    }

    [Test]
    public void ToHtml_FindingsThatNobodyLookedFor_AreNotCalledNone()
    {
        Assert.That(new TrainingReport { Title = "t" }.ToHtml(), Does.Not.Contain("id=\"findings\""));
        Assert.That(new TrainingReport { Title = "t", Findings = [] }.ToHtml(), Does.Contain("Nothing that was looked for is wrong."));
    }

    [Test]
    public void ToHtml_ImagesThatCannotBeRead_AreCountedAndTheRestIsThere()
    {
        var report = Made.Value with { Samples = ReportSamples.Of(new Unreadable(SampleReport.Images())) };
        var page = report.ToHtml();
        var unread = report.Map!.Rows.Concat(report.WorstPairs!.NearestDifferent.Concat(report.WorstPairs.FarthestSame).SelectMany(pair => new[] { pair.First, pair.Second })).Distinct().Count(row => row % 3 == 0);
        var counted = int.Parse(Regex.Match(page, "id=\"unreadable\">(\\d+) images").Groups[1].Value);
        Assert.That(counted, Is.InRange(unread, unread + 10), "and the samples of confused classes");
        Assert.That(page, Does.Contain("no picture"));
    }

    [Test]
    public void WithEmbeddings_OtherNumberOfSamples_SaysBoth()
    {
        using var rows = rand(4, 2);
        var error = Assert.Throws<ArgumentException>(() => new TrainingReport { Title = "t" }.WithEmbeddings(rows, new ReportSamples([0, 1])));
        Assert.That(error!.Message, Does.StartWith("Expected 4 samples, one per row, got 2."));
        Assert.That(error.ParamName, Is.EqualTo("samples"));
    }

    [Test]
    public void WithEmbeddings_Cancelled_Stops_AndReportsWhatItDoes()
    {
        using var rows = DigitRows.Pixels(60);
        var seen = new List<ReportProgress>();
        _ = new TrainingReport { Title = "t" }.WithEmbeddings(rows, ReportSamples.Of(SampleReport.Images(60)), new ReportOptions { Tsne = new() { Iterations = 100 } }, new Collector<ReportProgress>(seen));
        Assert.That(seen.Select(progress => progress.Work).Distinct(), Is.SupersetOf(new[] { "verification", "distances", "worst pairs", "PCA", "t-SNE" }));
        Assert.That(seen.Select(progress => progress.Done), Is.All.InRange(0.0, 1.0));
        Assert.Throws<OperationCanceledException>(() => new TrainingReport { Title = "t" }.WithEmbeddings(rows, ReportSamples.Of(SampleReport.Images(60)), cancellationToken: new CancellationToken(true)));
    }

    [Test]
    public void WithEmbeddings_LeavesNoTensorAlive()
    {
        using var rows = DigitRows.Pixels(40);
        var options = new ReportOptions { Tsne = new() { Iterations = 3 }, Bootstrap = new() { Resamples = 10 } };
        Assert.That(LeakCheck.LeftAlive(() => new TrainingReport { Title = "t" }.WithEmbeddings(rows, ReportSamples.Of(SampleReport.Images(40)), options)), Is.Zero);
    }

    [Test]
    public void ToHtml_MapOfRowsThatAreNoSamples_IsRefused()
    {
        var report = Made.Value with { Samples = ReportSamples.Of(SampleReport.Images(100)) };
        Assert.That(Assert.Throws<ArgumentException>(() => report.ToHtml())!.Message, Does.StartWith("Expected a map of 100 samples, got row "));
    }

    [Test]
    public void Title_Empty_IsRefused()
        => Assert.That(Assert.Throws<ArgumentException>(() => _ = new TrainingReport { Title = " " })!.ParamName, Is.EqualTo("Title"));

    /// <summary>Every third image is damaged.</summary>
    private sealed class Unreadable(ISampleSource inner) : ISampleSource
    {
        public int Count => inner.Count;

        public IReadOnlyList<int> Labels => inner.Labels;

        public ImageShape Shape => inner.Shape;

        public string NameOf(int index) => inner.NameOf(index);

        public void ReadInto(int index, Span<float> target)
        {
            if (index % 3 == 0)
                throw new InvalidDataException($"'{NameOf(index)}' is damaged.");
            inner.ReadInto(index, target);
        }
    }
}
