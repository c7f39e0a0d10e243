using System.Text;
using TorchSharp.Siamese.TestSupport;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Local.Tests.NN;

public class CheckpointTests
{
    private static Modules.Linear Small()
    {
        var fc = Linear(2, 1);
        using var off = no_grad();
        fc.weight.copy_(tensor(new[,] { { 1.5f, -2f } }));
        fc.bias!.copy_(tensor(new[] { 0.25f }));
        return fc;
    }

    // Entries, then for each: length and bytes of the key, dtype (6 = Float32), rank, sizes, little-endian elements.
    private static readonly byte[] SmallBytes =
    [
        2,
        6, .. "weight"u8, 6, 2, 1, 2, 0, 0, 0xC0, 0x3F, 0, 0, 0, 0xC0,   // 1.5 = 0x3FC00000, -2 = 0xC0000000
        4, .. "bias"u8, 6, 1, 1, 0, 0, 0x80, 0x3E,                      // 0.25 = 0x3E800000
    ];

    private static byte[] Saved(Module module, IList<string>? skip = null)
    {
        using var stream = new MemoryStream();
        module.save(stream, skip);
        return stream.ToArray();
    }

    [Test]
    public void Save_TinyModule_WritesTheseBytes()
    {
        using var scope = NewDisposeScope();
        using var fc = Small();
        Assert.That(Saved(fc), Is.EqualTo(SmallBytes));
        byte[] onlyBias = [1, .. SmallBytes[20..]];
        Assert.That(Saved(fc, ["weight"]), Is.EqualTo(onlyBias));
    }

    [Test]
    public void Save_SizesPast127_TakeTwoBytes()
    {
        using var scope = NewDisposeScope();
        using var fc = Linear(300, 1, hasBias: false);
        var bytes = Saved(fc);
        byte[] head = [1, 6, .. "weight"u8, 6, 2, 1, 0xAC, 2];   // 300 = 0b10_0101100
        Assert.That(bytes[..13], Is.EqualTo(head));
        Assert.That(bytes, Has.Length.EqualTo(13 + 4 * 300));
    }

    [Test]
    public void Load_TheseBytes_SetsTheValues()
    {
        using var scope = NewDisposeScope();
        using var fc = Linear(2, 1);
        var weight = fc.weight;
        using var stream = new MemoryStream(SmallBytes);
        Assert.That(fc.load(stream), Is.SameAs(fc));
        Assert.That(fc.weight, Is.SameAs(weight));
        Values.Same(fc.weight, [1.5, -2]);
        Values.Same(fc.bias!, [0.25]);
        Assert.That(fc.weight.requires_grad);
    }

    [Test]
    public void SaveAndLoad_FileOfABatchNormedNetwork_KeepsStateIncludingCounts()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        using var source = Sequential(("conv", Conv2d(1, 3, 3)), ("norm", BatchNorm2d(3)));
        using var target = Sequential(("conv", Conv2d(1, 3, 3)), ("norm", BatchNorm2d(3)));
        source.call(randn(4, 1, 6, 6));
        source.save(folder.File("model.dat"));
        target.load(folder.File("model.dat"));
        foreach (var (key, value) in source.state_dict()) Values.Same(target.state_dict()[key], Values.Of(value));
        Assert.That(target.get_buffer("norm.num_batches_tracked")!.item<long>(), Is.EqualTo(1));
        source.eval();
        target.eval();
        var image = randn(2, 1, 6, 6);
        Values.Same(target.call(image), Values.Of(source.call(image)));
    }

    [Test]
    public void Load_MissingFile_NamesIt()
    {
        using var fc = Linear(2, 1);
        Assert.That(() => fc.load("no-such-file.dat"), Throws.InstanceOf<FileNotFoundException>().With.Message.Contains("no-such-file.dat"));
    }

    [Test]
    public void Load_OtherCountOfEntries_NamesBoth()
    {
        using var scope = NewDisposeScope();
        using var fc = Linear(2, 1, hasBias: false);
        Assert.That(() => fc.load(new MemoryStream(SmallBytes)),
            Throws.ArgumentException.With.Message.EqualTo("Mismatched state_dict sizes: expected 1, but found 2 entries."));
    }

    [Test]
    public void Load_UnknownKeyNotStrict_PassesOverItAndReportsIt()
    {
        using var scope = NewDisposeScope();
        using var fc = Linear(2, 1, hasBias: false);
        var loaded = new Dictionary<string, bool>();
        fc.load(new MemoryStream(SmallBytes), strict: false, loadedParameters: loaded);
        Values.Same(fc.weight, [1.5, -2]);
        Assert.That(loaded, Is.EqualTo(new Dictionary<string, bool> { ["weight"] = true, ["bias"] = false }));
    }

    [Test]
    public void Load_UnknownKeyStrict_NamesIt()
    {
        using var scope = NewDisposeScope();
        using var fc = Small();
        var bytes = SmallBytes.ToArray();
        "bios"u8.CopyTo(bytes.AsSpan(21));
        Assert.That(() => fc.load(new MemoryStream(bytes)), Throws.ArgumentException.With.Message.Contains("'bios'"));
    }

    [Test]
    public void Load_SkippedKey_KeepsItsValue()
    {
        using var scope = NewDisposeScope();
        using var fc = Linear(2, 1);
        var before = Values.Of(fc.weight);
        fc.load(new MemoryStream(SmallBytes), skip: ["weight"]);
        Values.Same(fc.weight, before);
        Values.Same(fc.bias!, [0.25]);
    }

    [Test]
    public void Load_OtherShapeOrDtype_IsRefused()
    {
        using var scope = NewDisposeScope();
        using var wider = Linear(3, 1);
        Assert.That(() => wider.load(new MemoryStream(SmallBytes)), Throws.ArgumentException.With.Message.Contains("shape"));
        using var twice = Linear(2, 1, dtype: ScalarType.Float64);
        Assert.That(() => twice.load(new MemoryStream(SmallBytes)), Throws.ArgumentException.With.Message.Contains("type"));
    }

    [Test]
    public void Load_TruncatedStream_SaysSo()
    {
        using var scope = NewDisposeScope();
        using var fc = Linear(2, 1);
        Assert.That(() => fc.load(new MemoryStream(SmallBytes[..^2])), Throws.InstanceOf<EndOfStreamException>());
    }

    [Test]
    public void SaveStateDict_SeveralModules_ShareOneStream()
    {
        using var scope = NewDisposeScope();
        using var first = Small();
        using var second = Small();
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        first.save(writer);
        second.save(writer);
        writer.Flush();
        Assert.That(stream.ToArray(), Is.EqualTo(SmallBytes.Concat(SmallBytes).ToArray()));
        stream.Position = 0;
        using var reader = new BinaryReader(stream);
        using var third = Linear(2, 1);
        third.load(reader);
        third.load(reader);
        Values.Same(third.weight, [1.5, -2]);
        Assert.That(stream.Position, Is.EqualTo(stream.Length));
    }

    [Test]
    public void SaveAndLoad_Module_LeaveNoTensorBehind()
    {
        using var fc = Small();
        using var warm = new MemoryStream(Saved(fc));
        fc.load(warm);
        Assert.That(LeakCheck.LeftAlive(() => fc.load(new MemoryStream(Saved(fc)))), Is.Zero);
    }
}
