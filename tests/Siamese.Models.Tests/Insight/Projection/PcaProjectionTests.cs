using TorchSharp.Siamese.Models.Insight.Projection;
using TorchSharp.Siamese.TestSupport;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Tests.Insight.Projection;

public class PcaProjectionTests
{
    // Centred: (-2,0), (2,0), (0,-1), (0,1). The variances are 8/4 along x and 2/4 along y, 80 % and 20 %.
    [Test]
    public void Of_ACross_IsTheCrossTurnedSoThatItsLongArmComesFirst()
    {
        using var rows = tensor(new[,] { { 1f, 3f }, { 5f, 3f }, { 3f, 2f }, { 3f, 4f } });
        var projection = PcaProjection.Of(rows);
        float[][] expected = [[-2, 0], [2, 0], [0, -1], [0, 1]];
        for (var i = 0; i < 4; i++)
        {
            Assert.That(projection.Points[i].X, Is.EqualTo(expected[i][0]).Within(1e-6), $"x of row {i}");
            Assert.That(projection.Points[i].Y, Is.EqualTo(expected[i][1]).Within(1e-6), $"y of row {i}");
        }
        Assert.That(projection.Protocol, Does.Contain("80.0 % and 20.0 % of the variance"));
    }

    // A plane in five dimensions, spanned by two directions at a right angle: all distances are kept, whatever the rotation.
    [Test]
    public void Of_RowsThatLieOnAPlane_KeepsEveryDistance()
    {
        using var scope = NewDisposeScope();
        double[] a = [0.5, 0.5, 0.5, 0.5, 0], b = [0.5, -0.5, 0.5, -0.5, 0];
        double[][] places = [[0, 0], [3, 1], [-1, 4], [2.5, -2], [7, 7], [-6, 1]];
        var rows = tensor(places.SelectMany(p => a.Zip(b, (u, v) => 2 + p[0] * u + p[1] * v)).ToArray(), [6, 5]);
        var points = PcaProjection.Of(rows).Points;
        for (var i = 0; i < 6; i++)
        {
            for (var j = 0; j < i; j++)
            {
                var truth = double.Hypot(places[i][0] - places[j][0], places[i][1] - places[j][1]);
                Assert.That(double.Hypot(points[i].X - points[j].X, points[i].Y - points[j].Y), Is.EqualTo(truth).Within(1e-5), $"rows {i} and {j}");
            }
        }
    }

    [Test]
    public void Of_Digits_HasUncorrelatedCoordinatesThatVaryAsTheProtocolSays()
    {
        using var rows = DigitRows.Pixels(1797);
        var projection = PcaProjection.Of(rows);
        var (xs, ys) = (projection.Points.Select(p => (double)p.X).ToArray(), projection.Points.Select(p => (double)p.Y).ToArray());
        var pixels = DigitRows.Bytes(1797);
        var total = Enumerable.Range(0, 64).Sum(d =>
        {
            var column = Enumerable.Range(0, 1797).Select(i => (double)pixels[i * 64 + d]).ToArray();
            var mean = column.Average();
            return column.Sum(v => (v - mean) * (v - mean));
        });
        Assert.That(xs.Zip(ys, (x, y) => x * y).Sum() / total, Is.Zero.Within(1e-6));
        var text = FormattableString.Invariant($"{100 * xs.Sum(x => x * x) / total:0.0} % and {100 * ys.Sum(y => y * y) / total:0.0} %");
        Assert.That(projection.Protocol, Does.Contain(text));
        Assert.That(xs.Sum(x => x * x), Is.GreaterThan(ys.Sum(y => y * y)));
    }

    [Test]
    public void Of_TheSameRowsInAnotherOrder_GivesTheSamePlaces()
    {
        using var scope = NewDisposeScope();
        var rows = DigitRows.Pixels(200);
        var there = PcaProjection.Of(rows).Points;
        var back = PcaProjection.Of(rows.flip(0)).Points;
        for (var i = 0; i < 200; i++)
        {
            Assert.That(back[199 - i].X, Is.EqualTo(there[i].X).Within(1e-4));
            Assert.That(back[199 - i].Y, Is.EqualTo(there[i].Y).Within(1e-4));
        }
    }

    [TestCase(1, 5)]
    [TestCase(7, 1)]
    [TestCase(4, 3)]
    public void Of_EqualRows_LieInOnePoint(int count, int width)
    {
        using var rows = full([count, width], 3.5f);
        var projection = PcaProjection.Of(rows);
        Assert.That(projection.Points, Has.Count.EqualTo(count));
        Assert.That(projection.Points, Is.All.EqualTo(new PlanePoint(0, 0)));
    }

    [Test]
    public void Of_ANumberThatIsNone_NamesTheRow()
    {
        using var rows = tensor(new[,] { { 1f, 2f }, { float.NaN, 0f } });
        var error = Assert.Throws<ArgumentException>(() => PcaProjection.Of(rows));
        Assert.That(error!.Message, Does.StartWith("Expected finite embeddings, got NaN or infinity in row 1."));
        Assert.That(error.ParamName, Is.EqualTo("embeddings"));
    }

    [Test]
    public void Of_NoRows_IsRefused()
    {
        using var rows = zeros(0, 4);
        var error = Assert.Throws<ArgumentException>(() => PcaProjection.Of(rows));
        Assert.That(error!.Message, Does.StartWith("Expected at least one row and one column, got [0, 4]."));
    }

    [Test]
    public void Of_LeavesNoTensorAlive()
    {
        using var rows = DigitRows.Pixels(20);
        Assert.That(LeakCheck.LeftAlive(() => PcaProjection.Of(rows)), Is.Zero);
    }
}
