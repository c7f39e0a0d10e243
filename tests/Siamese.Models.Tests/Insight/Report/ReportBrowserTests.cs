using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using TorchSharp.Siamese.Data.Imaging;
using TorchSharp.Siamese.Models.Insight.Report;
using TorchSharp.Siamese.Models.Tests.Insight.Projection;
using TorchSharp.Siamese.TestSupport;

namespace TorchSharp.Siamese.Models.Tests.Insight.Report;

/// <summary>The page in a real browser.</summary>
public class ReportBrowserTests
{
    private readonly TemporaryFolder _folder = new();
    private Browser? _browser;
    private string _path = "";

    [OneTimeSetUp]
    public void MakeReport()
    {
        _browser = Browser.Start();
        _path = _folder.File("report with space & more.html");
        SampleReport.Make().Save(_path);
        if (Environment.GetEnvironmentVariable("SIAMESE_KEEP_REPORT") is { Length: > 0 } kept)
            File.Copy(_path, kept, overwrite: true);
    }

    [OneTimeTearDown]
    public void CloseBrowser()
    {
        _browser?.Dispose();
        _folder.Dispose();
    }

    [TestCase(1280, false)]
    [TestCase(400, true)]
    public async Task Page_Opened_ComplainsOfNothingAndAsksForNothing(int width, bool dark)
    {
        using var page = await _browser!.OpenAsync(_path, width, 900, dark);
        await HoverOverEveryChart(page);
        Assert.That(page.Complaints, Is.Empty);
        Assert.That(page.Requests, Is.EqualTo(new[] { new Uri(_path).AbsoluteUri }), "only the file itself is asked for");
        Assert.That(await page.TextAsync("document.title"), Is.EqualTo("Digits & " + SampleReport.Hostile), "no script but the page's own has run");
        Assert.That(await page.NumberAsync("document.documentElement.scrollWidth"), Is.LessThanOrEqualTo(width), "nothing sticks out to the side");
    }

    [Test]
    public async Task Page_Opened_HasEveryPart()
    {
        using var page = await _browser!.OpenAsync(_path);
        foreach (var id in new[] { "findings", "figures", "curves", "verification", "map-section", "confusion", "worst", "run" })
        {
            Assert.That(await page.NumberAsync($"document.querySelectorAll('main > section#{id}').length"), Is.EqualTo(1), id);
            Assert.That(await page.NumberAsync($"document.querySelectorAll('nav a[href=\"#{id}\"]').length"), Is.EqualTo(1), id);
            Assert.That(await page.NumberAsync($"document.getElementById('{id}').getBoundingClientRect().height"), Is.GreaterThan(50), id);
        }
        Assert.That(await page.NumberAsync("document.querySelectorAll('.finding').length"), Is.EqualTo(2));
        Assert.That(await page.TextAsync("document.querySelector('.finding .severity').textContent"), Is.EqualTo("Warning"), "the first to mend comes first, as it was given");
        Assert.That(await page.NumberAsync("document.querySelectorAll('#curves figure.chart').length"), Is.EqualTo(3));
        Assert.That(await page.NumberAsync("document.querySelectorAll('#verification figure.chart').length"), Is.EqualTo(3));
        Assert.That(await page.NumberAsync("document.querySelectorAll('#roc circle.dot').length"), Is.EqualTo(2), "equal errors and the kept threshold");
        Assert.That(await page.NumberAsync("document.querySelectorAll('.matrix tbody tr').length"), Is.EqualTo(10));
        Assert.That(await page.NumberAsync("document.querySelectorAll('#class-list li').length"), Is.EqualTo(10));
        Assert.That(await page.NumberAsync("document.querySelectorAll('.pairs.different li').length"), Is.EqualTo(6));
        Assert.That(await page.NumberAsync("[...document.querySelectorAll('.pairs img')].filter(i => i.complete && i.naturalWidth === 8).length"), Is.EqualTo(24));
        Assert.That(await page.NumberAsync("document.querySelectorAll('svg[role=img]').length"), Is.EqualTo(6));
        Assert.That(await page.NumberAsync("[...document.querySelectorAll('svg[role=img]')].filter(s => s.getAttribute('aria-labelledby').split(' ').every(id => document.getElementById(id).textContent.length > 2)).length"), Is.EqualTo(6));
        Assert.That(await page.NumberAsync("document.querySelectorAll('img:not([alt])').length"), Is.Zero);
        Assert.That(await page.NumberAsync("document.querySelectorAll('h1').length"), Is.EqualTo(1));
        Assert.That(await page.TextAsync("document.querySelector('h1').textContent"), Is.EqualTo("Digits & " + SampleReport.Hostile));
    }

    [Test]
    public async Task Map_PointedAt_ShowsThatImageItsClassAndItsNeighbours()
    {
        using var page = await _browser!.OpenAsync(_path);
        await Find(page);
        var row = int.Parse(Regex.Match(await page.TextAsync("document.querySelector('#map-card .names').textContent"), @"\[(\d+)\]").Groups[1].Value);
        var label = DigitRows.Labels(SampleReport.Count)[row];
        Assert.That(await page.TextAsync("document.querySelector('#map-card strong').textContent"), Is.EqualTo(SampleReport.ClassName(label) ?? $"{label}"));
        Assert.That(await page.NumberAsync("document.querySelectorAll('#map-card .near canvas').length"), Is.EqualTo(5));

        // The picture is that digit: its pixels of 0 to 16 as brightness.
        var shown = (await page.EvaluateAsync(
            "[...document.querySelector('#map-card .picture').getContext('2d').getImageData(0, 0, 8, 8).data].filter((_, i) => i % 4 === 0)"))!.AsArray().Select(value => (double)value!).ToArray();
        var expected = DigitRows.Bytes(SampleReport.Count).Skip(row * 64).Take(64).Select(pixel => pixel * 255 / 16.0);
        Assert.That(shown, Is.EqualTo(expected).Within(1));

        await page.MoveAsync(1, 1);
        Assert.That(await page.TextAsync("String(document.getElementById('map-card').hidden)"), Is.EqualTo("true"));
        Assert.That(page.Complaints, Is.Empty);
    }

    [Test]
    public async Task Map_OtherProjection_DrawsAnotherPicture()
    {
        using var page = await _browser!.OpenAsync(_path);
        const string Picture = "document.getElementById('map-canvas').toDataURL()";
        var tsne = await page.TextAsync(Picture);
        Assert.That(await page.TextAsync("document.getElementById('map-protocol').textContent"), Does.StartWith("t-SNE of 200 rows"));
        await page.EvaluateAsync("document.querySelectorAll('button.plane')[1].click()");
        var pca = await page.TextAsync(Picture);
        Assert.That(pca, Is.Not.EqualTo(tsne));
        Assert.That(await page.TextAsync("document.getElementById('map-protocol').textContent"), Does.StartWith("first two principal components of 200 rows"));
        Assert.That(await page.TextAsync("document.querySelector('button.plane[aria-pressed=true]').textContent"), Is.EqualTo("PCA"));
        await page.EvaluateAsync("document.querySelectorAll('button.plane')[0].click()");
        Assert.That(await page.TextAsync(Picture), Is.EqualTo(tsne));

        await page.EvaluateAsync("document.getElementById('map-pictures').click()");
        await Frame(page);
        Assert.That(await page.TextAsync(Picture), Is.Not.EqualTo(tsne), "pictures in place of points");
        await page.EvaluateAsync("document.getElementById('zoom-in').click()");
        await Frame(page);
        Assert.That(page.Complaints, Is.Empty);
    }

    [Test]
    public async Task Map_AClassChosen_PointsOnlyAtItsImages_AndTheFilterFindsIt()
    {
        using var page = await _browser!.OpenAsync(_path);
        await page.EvaluateAsync("{ const f = document.getElementById('class-filter'); f.value = 'SCRIPT'; f.dispatchEvent(new Event('input')); }");
        Assert.That(await page.TextAsync("[...document.querySelectorAll('#class-list li:not([hidden]) .name')].map(n => n.textContent).join('|')"), Is.EqualTo(SampleReport.ClassName(3)));
        await page.EvaluateAsync("document.querySelector('#class-list li:not([hidden]) button').click()");
        await Find(page);
        Assert.That(await page.TextAsync("document.querySelector('#map-card strong').textContent"), Is.EqualTo(SampleReport.ClassName(3)));
        await page.EvaluateAsync("document.getElementById('class-all').click()");
        Assert.That(await page.NumberAsync("document.querySelectorAll('#class-list [aria-pressed=true]').length"), Is.Zero);
    }

    [Test]
    public async Task Map_ArrowKeys_GoFromImageToImage()
    {
        using var page = await _browser!.OpenAsync(_path);
        await page.EvaluateAsync("document.getElementById('map-canvas').focus()");
        var seen = new HashSet<double>();
        foreach (var key in new[] { "ArrowRight", "ArrowLeft", "ArrowLeft", "ArrowUp", "ArrowDown", "ArrowDown" })
        {
            await page.KeyAsync(key);
            seen.Add(await page.NumberAsync("Number(document.getElementById('map-canvas').dataset.shown)"));
            Assert.That(await page.TextAsync("document.querySelector('#map-card strong').textContent"), Is.Not.Empty);
        }
        Assert.That(seen, Has.Count.GreaterThanOrEqualTo(4));
        await page.KeyAsync("Escape");
        Assert.That(await page.TextAsync("String(document.getElementById('map-card').hidden)"), Is.EqualTo("true"));
    }

    [Test]
    public async Task Chart_PointedAt_TellsTheValueThere()
    {
        using var page = await _browser!.OpenAsync(_path);
        var box = (await page.EvaluateAsync("(() => { const s = document.querySelector('#curve-2 svg'); s.scrollIntoView({block: 'center', behavior: 'instant'}); const b = s.getBoundingClientRect(); return [b.left, b.top, b.width, b.height]; })()"))!.AsArray().Select(v => (double)v!).ToArray();
        await page.MoveAsync(box[0] + box[2] * 0.55, box[1] + box[3] / 2);
        var text = await page.TextAsync("document.querySelector('#curve-2 .tip').textContent");
        var match = Regex.Match(text, @"^every step: ([\d.e-]+) at (\d+)$");
        Assert.That(match.Success, text);
        var expected = 0.003 * Math.Sin(Math.PI * double.Parse(match.Groups[2].Value, System.Globalization.CultureInfo.InvariantCulture) / 400);
        Assert.That(double.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture), Is.EqualTo(expected).Within(1e-5));
    }

    [TestCase(1280, false)]
    [TestCase(1280, true)]
    [TestCase(400, false)]
    public async Task Page_Photographed_IsNotBlank(int width, bool dark)
    {
        using var page = await _browser!.OpenAsync(_path, width, 900, dark);
        var png = await page.ScreenshotAsync();
        using var image = ImageDecoder.Decode(png, new DecodeOptions { Color = ColorMode.Grayscale });
        var pixels = image.Pixels.ToArray().Select(value => (double)value).ToArray();
        var mean = pixels.Average();
        Assert.That(pixels.Average(value => (value - mean) * (value - mean)), Is.GreaterThan(50), "brightness varies");
        Assert.That(mean, dark ? Is.LessThan(90) : Is.GreaterThan(165), "paper is dark or light, as the reader likes it");

        // The map has coloured points: what is neither paper nor a shade of gray.
        Assert.That(await page.NumberAsync("(() => { const c = document.getElementById('map-canvas'); const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;"
            + "let n = 0; for (let i = 0; i < d.length; i += 4) if (d[i + 3] > 200 && Math.max(d[i], d[i + 1], d[i + 2]) - Math.min(d[i], d[i + 1], d[i + 2]) > 60) n++; return n; })()"), Is.GreaterThan(1_500));
    }

    [Test]
    public async Task Theme_Pressed_ChangesPaper()
    {
        using var page = await _browser!.OpenAsync(_path);
        var before = await page.TextAsync("getComputedStyle(document.body).backgroundColor");
        await page.EvaluateAsync("document.getElementById('theme').click()");
        Assert.That(await page.TextAsync("getComputedStyle(document.body).backgroundColor"), Is.Not.EqualTo(before));
        Assert.That(page.Complaints, Is.Empty);
    }

    [Test]
    public async Task Page_WithATitleOnly_OpensTooWithoutComplaint()
    {
        var path = _folder.File("bare.html");
        new TrainingReport { Title = "Bare" }.Save(path);
        using var page = await _browser!.OpenAsync(path);
        Assert.That(page.Complaints, Is.Empty);
        Assert.That(await page.NumberAsync("document.querySelectorAll('main > section').length"), Is.Zero);
        Assert.That(await page.TextAsync("document.querySelector('main').textContent.trim()"), Is.EqualTo("This report has a title only."));
    }

    private static Task<JsonNode?> Frame(BrowserPage page) => page.EvaluateAsync("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");

    // Goes over the map in steps of a point's reach until the card of an image is there.
    private static async Task Find(BrowserPage page)
    {
        var box = (await page.EvaluateAsync(
            "(() => { const c = document.getElementById('map-canvas'); c.scrollIntoView({block: 'center', behavior: 'instant'}); const b = c.getBoundingClientRect(); return [b.left, b.top, b.width, b.height]; })()"))!.AsArray().Select(v => (double)v!).ToArray();
        for (var y = box[1] + box[3] / 2; y < box[1] + box[3] - 10; y += 24)
        {
            for (var x = box[0] + 10; x < box[0] + box[2] - 10; x += 24)
            {
                await page.MoveAsync(x, y);
                if (await page.TextAsync("String(document.getElementById('map-card').hidden)") == "false")
                    return;
            }
        }
        Assert.Fail("No image was shown, wherever the mouse was.");
    }

    private static async Task HoverOverEveryChart(BrowserPage page)
    {
        var count = (int)await page.NumberAsync("document.querySelectorAll('figure.chart').length");
        for (var i = 0; i < count; i++)
        {
            var box = (await page.EvaluateAsync($"(() => {{ const s = document.querySelectorAll('figure.chart svg')[{i}]; s.scrollIntoView({{block: 'center', behavior: 'instant'}}); const b = s.getBoundingClientRect(); return [b.left + b.width / 2, b.top + b.height / 2]; }})()"))!.AsArray();
            await page.MoveAsync((double)box[0]!, (double)box[1]!);
            Assert.That(await page.NumberAsync($"document.querySelectorAll('figure.chart .tip')[{i}].textContent.length"), Is.GreaterThan(5), $"chart {i}");
        }
    }
}
