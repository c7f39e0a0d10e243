using TorchSharp.Siamese.Data.Sources;
using TorchSharp.Siamese.TestSupport;

namespace TorchSharp.Siamese.Data.Tests.Sources;

public class ImageFileListTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new TemporaryFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void Of_Files_KeepsOrderAndRepeatsAndReadsTheirBytes()
    {
        var (one, two) = (_folder.File("one.png"), _folder.File("two.jpg"));
        File.WriteAllBytes(one, [1, 2, 3]);
        File.WriteAllBytes(two, [4]);
        var files = ImageFileList.Of(two, one, two);
        Assert.That(Enumerable.Range(0, files.Count).Select(files.NameOf), Is.EqualTo(new[] { two, one, two }));
        Assert.That(files.Labels, Is.EqualTo(new[] { 0, 0, 0 }));
        Assert.That(files.ClassNames, Is.Empty);
        using (var bytes = files.ReadBytes(1))
            Assert.That(bytes.Span.ToArray(), Is.EqualTo(new byte[] { 1, 2, 3 }));
        Assert.That(files.Report.Found, Is.EqualTo(3));
        Assert.That(() => files.NameOf(3), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void Fingerprint_ChangesWithOrderAndContent()
    {
        var (one, two) = (_folder.File("one.png"), _folder.File("two.png"));
        File.WriteAllBytes(one, [1, 2, 3]);
        File.WriteAllBytes(two, [4]);
        var first = ImageFileList.Of(one, two).Fingerprint;
        Assert.That(ImageFileList.Of(one, two).Fingerprint, Is.EqualTo(first));
        Assert.That(ImageFileList.Of(two, one).Fingerprint, Is.Not.EqualTo(first));
        File.WriteAllBytes(two, [4, 5]);
        Assert.That(ImageFileList.Of(one, two).Fingerprint, Is.Not.EqualTo(first));
    }

    [Test]
    public void Of_MissingFileFolderOrNothing_IsNamed()
    {
        var missing = _folder.File("missing.png");
        Assert.That(() => ImageFileList.Of(missing), Throws.InstanceOf<FileNotFoundException>().With.Message.EqualTo($"Needs an image at '{missing}', found nothing."));
        Assert.That(() => ImageFileList.Of(_folder.Path), Throws.InstanceOf<FileNotFoundException>().With.Message.EqualTo($"Needs an image at '{_folder.Path}', found a folder."));
        Assert.That(() => ImageFileList.Of(), Throws.ArgumentException.With.Message.StartsWith("Needs at least 1 path and none that is empty, got []."));
        Assert.That(() => ImageFileList.Of(""), Throws.ArgumentException);
    }
}
