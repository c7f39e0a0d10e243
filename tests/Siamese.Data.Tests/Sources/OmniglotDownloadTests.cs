using System.Security.Cryptography;
using TorchSharp.Siamese.Data.Sources;
using TorchSharp.Siamese.TestSupport;

namespace TorchSharp.Siamese.Data.Tests.Sources;

public class OmniglotDownloadTests
{
    private static readonly Uri First = new("https://first.example/python/");
    private static readonly Uri Second = new("https://second.example/");
    private static readonly byte[] Images = [.. Enumerable.Range(0, 100_000).Select(i => (byte)(i * 7 % 251))];
    private static readonly byte[] Runs = [1, 2, 3];

    private static readonly (string Folder, string Name, string Md5)[] Files =
        [("", "images.zip", Md5(Images)), ("one-shot/", "runs.zip", Md5(Runs))];

    [Test]
    public void Files_Published_AreThreeArchivesWithTheirSums()
    {
        Assert.That(OmniglotDownload.FileNames, Is.EqualTo((string[])["images_background.zip", "images_evaluation.zip", "all_runs.zip"]));
        Assert.That(OmniglotDownload.Files.Select(file => file.Md5), Is.EqualTo(
            (string[])["68d2efa1b9178cc56df9314c21c6e718", "6b91aef0f799c5bb55b94e3f2daec811", "e8996daecdf12afeeb4a53a179f06b19"]));
    }

    [Test]
    public async Task Ensure_SecondMirror_GivesWhatTheFirstLacksAndTheRunsLieDeeper()
    {
        using var folder = new TemporaryFolder();
        using var web = new FakeMirrors(address => address.AbsolutePath switch
        {
            "/images.zip" => new ByteArrayContent(Images),
            "/python/one-shot/runs.zip" => new ByteArrayContent(Runs),
            _ => null,
        });
        await OmniglotDownload.EnsureAsync(folder.Path, [First, Second], Files, web, null, CancellationToken.None);
        Assert.That(web.Requests, Is.EqualTo((string[])[$"{First}images.zip", $"{Second}images.zip", $"{First}one-shot/runs.zip"]));
        Assert.That(File.ReadAllBytes(Path.Combine(folder.Path, "images.zip")), Is.EqualTo(Images));
        Assert.That(File.ReadAllBytes(Path.Combine(folder.Path, "runs.zip")), Is.EqualTo(Runs));
        Assert.That(Directory.GetFiles(folder.Path), Has.Length.EqualTo(2));
    }

    [Test]
    public void Ensure_ArchiveWithAnotherSum_IsRefusedAndLeavesNothing()
    {
        using var folder = new TemporaryFolder();
        using var web = new FakeMirrors(_ => new ByteArrayContent(Runs));
        Assert.That(
            () => OmniglotDownload.EnsureAsync(folder.Path, [First], Files, web, null, CancellationToken.None),
            Throws.TypeOf<DownloadException>().With.Message.Contains($"needs MD5 {Md5(Images)}, came {Md5(Runs)}"));
        Assert.That(Directory.GetFiles(folder.Path), Is.Empty);
    }

    [Test]
    public void Ensure_NoMirror_IsRefused()
        => Assert.That(() => OmniglotDownload.EnsureAsync("folder", []), Throws.ArgumentException.With.Property("ParamName").EqualTo("mirrors"));

    private static string Md5(byte[] bytes) => Convert.ToHexStringLower(MD5.HashData(bytes));
}
