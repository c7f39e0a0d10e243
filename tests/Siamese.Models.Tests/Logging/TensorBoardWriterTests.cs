using TorchSharp.Siamese.Data.Imaging;
using TorchSharp.Siamese.Models.Logging;
using TorchSharp.Siamese.TestSupport;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Tests.Logging;

public class TensorBoardWriterTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new TemporaryFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void Create_File_BeginsWithItsVersionAndAStart()
    {
        var events = Written(_ => { }, startsAt: 7);
        Assert.That(events, Has.Count.EqualTo(2));
        Assert.That(events[0].Text(3), Is.EqualTo("brain.Event:2"));
        Assert.That((events[1].Int(2), events[1].Message(7).Int(1)), Is.EqualTo((7L, 1L)));      // SessionLog.START
    }

    [Test]
    public void AddScalar_Event_HasTimeStepTagAndFloat()
    {
        var value = Written(writer => writer.AddScalar("train/loss", 0.1, 300))[2];
        Assert.That(value.Numbers, Is.EqualTo(new[] { 1, 2, 5 }));
        Assert.That(value.Double(1), Is.EqualTo(1234567890.25).Within(1e-6));
        Assert.That(value.Int(2), Is.EqualTo(300));
        var summary = value.Message(5).Message(1);
        Assert.That((summary.Text(1), summary.Float(2)), Is.EqualTo(("train/loss", 0.1f)));
    }

    // 0 to 30 in 30 buckets of width one: a number on an edge belongs to the bucket above, the greatest to the last.
    [Test]
    public void AddHistogram_Numbers_AreCountedInThirtyBuckets()
    {
        var histogram = Written(writer => writer.AddHistogram("h", [0f, 0.5f, 1f, 29f, 30f, float.NaN, float.PositiveInfinity], 1))[2].Message(5).Message(1).Message(5);
        Assert.That(Enumerable.Range(1, 5).Select(histogram.Double), Is.EqualTo(new[] { 0, 30, 5, 60.5, 0.25 + 1 + (29 * 29) + 900 }));
        Assert.That(histogram.Doubles(6), Is.EqualTo(Enumerable.Range(1, 30).Select(i => (double)i)).Within(1e-12));
        Assert.That(histogram.Doubles(7), Is.EqualTo(Enumerable.Range(0, 30).Select(i => i is 0 or 29 ? 2d : i == 1 ? 1d : 0d)));
    }

    [Test]
    public void AddHistogram_OfATensor_IsThatOfItsNumbers()
    {
        using var values = arange(6, ScalarType.Float64).view(2, 3).t();
        var histogram = Written(writer => writer.AddHistogram("h", values, 1))[2].Message(5).Message(1).Message(5);
        Assert.That((histogram.Double(1), histogram.Double(2), histogram.Double(3), histogram.Double(4)), Is.EqualTo((0d, 5d, 6d, 15d)));
    }

    [Test]
    public void AddHistogram_OneValueOnly_IsOneBucket()
    {
        var histogram = Written(writer => writer.AddHistogram("h", [2.5f, 2.5f], 1))[2].Message(5).Message(1).Message(5);
        Assert.That((histogram.Doubles(6), histogram.Doubles(7)), Is.EqualTo((new[] { 2.5 }, new[] { 2d })));
    }

    [Test]
    public void AddHistogram_NothingFinite_IsNotWritten() =>
        Assert.That(Written(writer => writer.AddHistogram("h", [float.NaN], 1)), Has.Count.EqualTo(2));

    [Test]
    public void AddImage_Pixels_ArePng()
    {
        byte[] pixels = [.. Enumerable.Range(0, 5 * 3 * 3).Select(i => (byte)(5 * i))];
        var image = Written(writer => writer.AddImage("i", pixels, 5, 3, ColorMode.Rgb, 1))[2].Message(5).Message(1).Message(4);
        Assert.That((image.Int(1), image.Int(2), image.Int(3)), Is.EqualTo((3L, 5L, 3L)));       // height, width, channels
        using var decoded = ImageDecoder.Decode(image.Bytes(4));
        Assert.That(decoded.Pixels.ToArray(), Is.EqualTo(pixels));
    }

    [Test]
    public void AddImage_OfATensor_PutsTheChannelsSideBySide([Values] bool bytes)
    {
        using var scope = NewDisposeScope();
        var image = tensor(new float[] { 0, 51, 102, 255, 10, 20, 30, 40, 1, 2, 3, 4 }).view(3, 2, 2);
        var given = bytes ? image.to(ScalarType.Byte) : image / 255;
        var file = Written(writer => writer.AddImage("i", given, 1))[2].Message(5).Message(1).Message(4);
        using var decoded = ImageDecoder.Decode(file.Bytes(4));
        Assert.That(decoded.Pixels.ToArray(), Is.EqualTo(new byte[] { 0, 10, 1, 51, 20, 2, 102, 30, 3, 255, 40, 4 }));
    }

    [Test]
    public void AddText_Event_IsATensorOfStringsForTheTextPlugin()
    {
        var value = Written(writer => writer.AddText("options", "margin 0.2", 0))[2].Message(5).Message(1);
        Assert.That(value.Message(9).Message(1).Text(1), Is.EqualTo("text"));
        Assert.That((value.Message(8).Int(1), value.Message(8).Text(8)), Is.EqualTo((7L, "margin 0.2")));
    }

    [Test]
    public void Create_NextToOlderFiles_IsReadAfterThem()
    {
        var names = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            TensorBoardWriter.Create(_folder.Path, time: new FixedClock()).Dispose();
            names.Add(Directory.GetFiles(_folder.Path).Select(Path.GetFileName).Except(names).Single()!);
        }
        Assert.That(names, Is.EqualTo(names.Order(StringComparer.Ordinal)));
        Assert.That(names[0], Does.StartWith("events.out.tfevents.1234567890."));
    }

    [Test]
    public void Add_BadArgument_IsNamed()
    {
        using var writer = TensorBoardWriter.Create(_folder.Path);
        Assert.That(Assert.Throws<ArgumentException>(() => writer.AddScalar(" ", 1, 1))!.ParamName, Is.EqualTo("tag"));
        Assert.That(Assert.Throws<ArgumentOutOfRangeException>(() => writer.AddScalar("a", 1, -1))!.ParamName, Is.EqualTo("step"));
        using var flat = zeros(4, 4);
        Assert.That(Assert.Throws<ArgumentException>(() => writer.AddImage("a", flat, 1))!.Message, Does.StartWith("Expected an image [C, H, W], got [4, 4]."));
        using var two = zeros(2, 4, 4);
        Assert.That(Assert.Throws<ArgumentException>(() => writer.AddImage("a", two, 1))!.Message, Does.StartWith("Expected images of 1, 3 or 4 channels, [N, C, H, W], got [1, 2, 4, 4]."));
        writer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => writer.AddScalar("a", 1, 1));
    }

    [Test]
    public void AddHistogramAndImage_LeaveNoTensor()
    {
        using var image = ones(3, 4, 4);
        using var writer = TensorBoardWriter.Create(_folder.Path);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        writer.AddHistogram("h", image, 1);
        writer.AddImage("i", image, 1);
        Assert.That(DisposeScopeManager.Statistics.ThreadTotalLiveCount, Is.EqualTo(before));
    }

    private List<ProtoFields> Written(Action<TensorBoardWriter> write, long startsAt = 0)
    {
        using (var writer = TensorBoardWriter.Create(_folder.Path, startsAt, new FixedClock()))
            write(writer);
        return EventRecords.Read(Directory.GetFiles(_folder.Path).Single());
    }

    private sealed class FixedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(1234567890250);
    }
}
