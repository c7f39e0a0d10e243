using TorchSharp.Siamese.Models.Insight.Report;
using TorchSharp.Siamese.TestSupport;

namespace TorchSharp.Siamese.Models.Tests.Insight.Report;

public class ReportFileTests
{
    private static readonly TrainingReport Report = new() { Title = "A report" };

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public void Save_MakesTheFoldersAndReplacesTheFile()
    {
        var path = _folder.File("new/folders/report.html");
        Report.Save(path);
        (Report with { Title = "Another" }).Save(path);
        Assert.That(File.ReadAllText(path), Is.EqualTo((Report with { Title = "Another" }).ToHtml()));
        Assert.That(Directory.GetFiles(Path.GetDirectoryName(path)!), Is.EqualTo(new[] { path }), "nothing else is left");
    }

    [Test]
    public void Save_IntoAFolderThatIsAFile_SaysSo_AndTouchesNothing()
    {
        var file = _folder.Write("file", [1, 2, 3]);
        var error = Assert.Throws<IOException>(() => Report.Save(Path.Combine(file, "report.html")));
        Assert.That(error!.Message, Does.StartWith($"The report needs a file that can be written, got '{file}/report.html': "));
        Assert.That(File.ReadAllBytes(file), Is.EqualTo(new byte[] { 1, 2, 3 }));
    }

    [Test]
    public void Save_OntoAFolder_SaysSo()
        => Assert.That(Assert.Throws<IOException>(() => Report.Save(_folder.Path))!.Message, Is.EqualTo($"The report needs a file to write, got the folder '{_folder.Path}'."));

    [Test]
    public void Save_IntoAFolderThatNobodyMayWrite_SaysSo()
    {
        if (!Directory.Exists("/proc/self"))
            Assert.Ignore("Needs /proc, a folder that not even root may write.");
        var error = Assert.Throws<IOException>(() => Report.Save("/proc/self/report.html"));
        Assert.That(error!.Message, Does.StartWith("The report needs a file that can be written, got '/proc/self/report.html': "));
    }

    [Test]
    public void Save_OntoADevice_SaysSo()
        => Assert.That(Assert.Throws<IOException>(() => Report.Save("/dev/some-device"))!.Message, Is.EqualTo("The report needs a file to write, got the device '/dev/some-device'."));

    [Test]
    public void Save_OntoALink_WritesTheFileBehindIt()
    {
        var (path, link) = (_folder.Write("report.html", [1]), _folder.File("link.html"));
        File.CreateSymbolicLink(link, path);
        Report.Save(link);
        Assert.That(new FileInfo(link).LinkTarget, Is.EqualTo(path));
        Assert.That(File.ReadAllText(path), Is.EqualTo(Report.ToHtml()));
    }

    [Test]
    public void Write_FailsHalfWay_TheOldReportSurvives()
    {
        var path = _folder.File("report.html");
        Report.Save(path);
        var before = File.ReadAllText(path);
        Assert.Throws<IOException>(() => ReportFile.Write(path, stream =>
        {
            stream.Write("<!DOCTYPE html><p>half"u8);
            stream.Flush();
            throw new IOException("No space left on device");
        }));
        Assert.That(File.ReadAllText(path), Is.EqualTo(before));
        Assert.That(Directory.GetFiles(_folder.Path), Is.EqualTo(new[] { path }), "the half file is gone");
    }

    [Test]
    public void Save_Cancelled_TouchesNothing()
    {
        var path = _folder.File("report.html");
        Assert.Throws<OperationCanceledException>(() => SampleReport.Make(40, 20).Save(path, new CancellationToken(true)));
        Assert.That(Directory.GetFiles(_folder.Path), Is.Empty);
    }
}
