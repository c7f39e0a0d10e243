using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using TorchSharp.Siamese.Data.Sources;
using TorchSharp.Siamese.TestSupport;

namespace TorchSharp.Siamese.Data.Tests.Sources;

public class MnistDownloadTests
{
    private const string First = "https://first.example/mnist/";
    private const string Second = "https://second.example/files/";

    private static readonly string[] Names =
    [
        "train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz", "t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz",
    ];

    private TemporaryFolder _folder = null!;
    private Dictionary<string, byte[]> _files = null!;
    private MnistVariant _variant = null!;

    [SetUp]
    public void SetUp()
    {
        _folder = new TemporaryFolder();
        _files = Names.ToDictionary(name => name, name => Noise(name.Length * 10_000));
        _variant = new MnistVariant("fake", [new(First), new(Second)], [.. Names.Select(name => Md5(_files[name]))]);
    }

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public async Task Ensure_EmptyFolder_FetchesAllFourFromTheFirstMirror()
    {
        using var mirrors = new FakeMirrors(Serve);
        await Ensure(mirrors);
        AssertComplete();
        Assert.That(mirrors.Requests, Is.EqualTo(Names.Select(name => First + name)));
        Assert.That(mirrors.IsDisposed, Is.False);
    }

    [Test]
    public async Task Ensure_FolderThatIsMissing_IsMade()
    {
        using var mirrors = new FakeMirrors(Serve);
        await Ensure(mirrors, Path.Combine(_folder.Path, "a", "b"));
        Assert.That(Directory.GetFiles(Path.Combine(_folder.Path, "a", "b")), Has.Length.EqualTo(4));
    }

    [Test]
    public async Task Ensure_Twice_AsksNobodyTheSecondTime()
    {
        using var mirrors = new FakeMirrors(Serve);
        await Ensure(mirrors);
        await Ensure(mirrors);
        Assert.That(mirrors.Requests, Has.Count.EqualTo(4));
    }

    [Test]
    public async Task Ensure_OneFileDamaged_FetchesThatOneAgain()
    {
        using var mirrors = new FakeMirrors(Serve);
        await Ensure(mirrors);
        _folder.Write(Names[2], [1, 2, 3]);
        await Ensure(mirrors);
        AssertComplete();
        Assert.That(mirrors.Requests.Skip(4), Is.EqualTo(new[] { First + Names[2] }));
    }

    [Test]
    public async Task Ensure_WithProgress_ReportsEachFileUpToItsLength()
    {
        var reports = new List<FileProgress>();
        using var mirrors = new FakeMirrors(Serve);
        await MnistDownload.EnsureAsync(_folder.Path, Options(mirrors), new Collector<FileProgress>(reports));
        foreach (var name in Names)
        {
            var ofFile = reports.Where(report => report.File == First + name).ToArray();
            Assert.That(ofFile.Select(report => report.Bytes), Is.Ordered.And.Unique);
            Assert.That(ofFile[^1].Bytes, Is.EqualTo(_files[name].Length));
            Assert.That(ofFile, Is.All.Matches<FileProgress>(report => report.TotalBytes == _files[name].Length));
        }
    }

    [Test]
    public async Task Ensure_FirstMirrorLacksTheFiles_UsesTheSecond()
    {
        using var mirrors = new FakeMirrors(address => address.AbsoluteUri.StartsWith(First, StringComparison.Ordinal) ? null : Serve(address));
        await Ensure(mirrors);
        AssertComplete();
    }

    [Test]
    public async Task Ensure_FirstMirrorSendsOtherBytes_UsesTheSecond()
    {
        using var mirrors = new FakeMirrors(address => address.AbsoluteUri.StartsWith(First, StringComparison.Ordinal)
            ? new ByteArrayContent(Noise(500)) : Serve(address));
        await Ensure(mirrors);
        AssertComplete();
    }

    [Test]
    public async Task Ensure_FirstMirrorBreaksOff_UsesTheSecond()
    {
        using var mirrors = Faulty(_ => throw new IOException("connection reset"));
        await Ensure(mirrors);
        AssertComplete();
    }

    [Test]
    public async Task Ensure_FirstMirrorEndsEarly_UsesTheSecond()
    {
        using var mirrors = Faulty(_ => Task.CompletedTask);
        await Ensure(mirrors);
        AssertComplete();
    }

    [Test]
    public async Task Ensure_FirstMirrorStalls_UsesTheSecond()
    {
        using var mirrors = Faulty(token => Task.Delay(Timeout.Infinite, token));
        await MnistDownload.EnsureAsync(_folder.Path, Options(mirrors) with { StallTimeout = TimeSpan.FromMilliseconds(50) });
        AssertComplete();
    }

    [Test]
    public void Ensure_NoMirrorHasIt_NamesEveryAttemptAndWhatToDo()
    {
        using var mirrors = new FakeMirrors(address =>
            address.AbsoluteUri.StartsWith(First, StringComparison.Ordinal) ? null : new ByteArrayContent([1, 2, 3]));
        _folder.Write(Names[0], [9]);
        var error = Assert.ThrowsAsync<DownloadException>(() => Ensure(mirrors));
        Assert.That(error!.Message, Does.Contain($"Could not get '{Names[0]}' into '{_folder.Path}'"));
        Assert.That(error.Message, Does.Contain($"{_folder.File(Names[0])}: needs MD5 {Md5(_files[Names[0]])}, came {Md5([9])}"));
        Assert.That(error.Message, Does.Contain($"{First}{Names[0]}: answered 404"));
        Assert.That(error.Message, Does.Contain($"{Second}{Names[0]}: needs MD5 {Md5(_files[Names[0]])}, came {Md5([1, 2, 3])}"));
        Assert.That(error.Message, Does.Contain("name the folder that holds them"));
        Assert.That(File.ReadAllBytes(_folder.File(Names[0])), Is.EqualTo(new byte[] { 9 }), "the old file stays");
        Assert.That(Directory.GetFiles(_folder.Path), Has.Length.EqualTo(1));
    }

    [Test]
    public void Ensure_CancelledInTheMiddle_LeavesNoHalfFile()
    {
        using var cancel = new CancellationTokenSource();
        using var mirrors = Faulty(async token =>
        {
            await cancel.CancelAsync();
            token.ThrowIfCancellationRequested();
        });
        Assert.CatchAsync<OperationCanceledException>(
            () => MnistDownload.EnsureAsync(_folder.Path, Options(mirrors), null, cancel.Token));
        Assert.That(Directory.GetFiles(_folder.Path), Is.Empty);
        Assert.That(mirrors.Requests, Has.Count.EqualTo(1), "cancelling is no reason to try another mirror");
    }

    [Test]
    public void Ensure_FolderIsAFile_Throws()
    {
        using var mirrors = new FakeMirrors(Serve);
        var path = _folder.Write("file", [1]);
        Assert.That(() => Ensure(mirrors, path), Throws.InstanceOf<IOException>().With.Message.Contains(path));
    }

    [Test]
    public void Ensure_NoMirrors_NamesTheArgument()
    {
        using var mirrors = new FakeMirrors(Serve);
        var error = Assert.ThrowsAsync<ArgumentException>(
            () => MnistDownload.EnsureAsync(_folder.Path, Options(mirrors) with { Mirrors = [] }));
        Assert.That(error!.ParamName, Is.EqualTo("options"));
    }

    [Test]
    public void StallTimeout_Zero_IsRefused() =>
        Assert.That(
            Assert.Throws<ArgumentOutOfRangeException>(() => _ = new MnistDownloadOptions { StallTimeout = TimeSpan.Zero })!.ParamName,
            Is.EqualTo("StallTimeout"));

    // The one test through real sockets: a server on this machine.
    [Test]
    public async Task Ensure_FromARealServer_FetchesAllFour()
    {
        using var listener = new HttpListener();
        var address = $"http://127.0.0.1:{FreePort()}/data/";
        listener.Prefixes.Add(address);
        listener.Start();
        var server = Task.Run(async () =>
        {
            for (var i = 0; i < Names.Length; i++)
            {
                var context = await listener.GetContextAsync();
                await context.Response.OutputStream.WriteAsync(_files[Path.GetFileName(context.Request.Url!.AbsolutePath)]);
                context.Response.Close();
            }
        });
        using var handler = new SocketsHttpHandler { UseProxy = false };
        await MnistDownload.EnsureAsync(
            _folder.Path, new MnistDownloadOptions { Variant = _variant, Mirrors = [new(address)], Handler = handler });
        await server;
        AssertComplete();
    }

    [Test]
    public void Variants_NameFourFilesWithSumsAndMirrorsThatEndInASlash()
    {
        foreach (var variant in new[] { MnistVariant.Mnist, MnistVariant.FashionMnist, MnistVariant.Kmnist })
        {
            Assert.That(variant.Files.Select(file => file.Name), Is.EqualTo(Names));
            Assert.That(variant.Files.Select(file => file.Md5), Is.Unique.And.All.Matches("^[0-9a-f]{32}$"));
            Assert.That(variant.Mirrors, Is.Not.Empty.And.All.Matches<Uri>(mirror => mirror.AbsoluteUri.EndsWith('/')));
        }
    }

    [Test]
    public void Mnist_SumsAreThoseOfTheRealFiles()
    {
        var folder = SharedData.Folder("mnist");
        foreach (var (name, md5) in MnistVariant.Mnist.Files)
            Assert.That(Md5(File.ReadAllBytes(Path.Combine(folder, name))), Is.EqualTo(md5), name);
    }

    [Test]
    public void DefaultFolder_IsRootedAndEndsWithTheVariant()
    {
        var folder = MnistDownload.DefaultFolder(MnistVariant.Kmnist);
        Assert.That(Path.IsPathRooted(folder), Is.True);
        Assert.That(folder, Does.EndWith(Path.Combine("torchsharp-siamese", "kmnist")));
    }

    private static byte[] Noise(int length)
    {
        var noise = new byte[length];
        new Random(length).NextBytes(noise);
        return noise;
    }

    private static string Md5(byte[] content) => Convert.ToHexStringLower(MD5.HashData(content));

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private ByteArrayContent Serve(Uri address) => new(_files[Path.GetFileName(address.AbsolutePath)]);

    // The first mirror sends half of each file and then does something else; the second one works.
    private FakeMirrors Faulty(Func<CancellationToken, Task> then) => new(address =>
    {
        var content = _files[Path.GetFileName(address.AbsolutePath)];
        return address.AbsoluteUri.StartsWith(First, StringComparison.Ordinal)
            ? new StreamContent(new FaultyStream(content[..(content.Length / 2)], then))
            : Serve(address);
    });

    private MnistDownloadOptions Options(FakeMirrors mirrors) => new() { Variant = _variant, Handler = mirrors };

    private Task Ensure(FakeMirrors mirrors, string? folder = null) => MnistDownload.EnsureAsync(folder ?? _folder.Path, Options(mirrors));

    private void AssertComplete()
    {
        Assert.That(Directory.GetFiles(_folder.Path).Select(Path.GetFileName), Is.EquivalentTo(Names));
        foreach (var name in Names)
            Assert.That(File.ReadAllBytes(_folder.File(name)), Is.EqualTo(_files[name]), name);
    }
}
