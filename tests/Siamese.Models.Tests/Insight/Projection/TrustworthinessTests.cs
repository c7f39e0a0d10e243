using TorchSharp.Siamese.Models.Insight.Projection;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Tests.Insight.Projection;

public class TrustworthinessTests
{
    // Rows at 0, 1, 2, 4, 7 on a line; the picture swaps rows 1 and 4. With k = 1 the shown neighbours (and their true ranks) are
    // row 0: 4 (4th), row 1 at 7: 3 (3rd: 0 and 2 are nearer), row 2: 4 (4th), row 3 at 4: 2 (1st), row 4 at 1: 0 (4th: 3, 2, 1 are nearer),
    // beyond by 3 + 2 + 3 + 0 + 3 = 11, so 1 - 2 x 11 / (5 x 1 x (10 - 3 - 1)) = 1 - 22 / 30.
    [Test]
    public void Of_TwoPlacesSwapped_IsTheValueWorkedByHand()
    {
        using var rows = tensor(new[,] { { 0f }, { 1f }, { 2f }, { 4f }, { 7f } });
        float[] shown = [0, 7, 2, 4, 1];
        var projection = new PlaneProjection("test", "by hand", [.. shown.Select(x => new PlanePoint(x, 0))]);
        Assert.That(Trustworthiness.Of(rows, projection, 1), Is.EqualTo(1 - 22.0 / 30).Within(1e-12));
    }

    [Test]
    public void Of_ThePlaneItself_IsOne()
    {
        using var rows = tensor(new[,] { { 0f, 1f }, { 1f, 5f }, { 2f, 2f }, { 4f, 9f }, { 7f, 7f }, { 3f, 0f }, { 8f, 1f } });
        var copy = rows.data<float>().ToArray();
        var projection = new PlaneProjection("test", "itself", [.. copy.Chunk(2).Select(p => new PlanePoint(p[0], p[1]))]);
        Assert.That(Trustworthiness.Of(rows, projection, 3), Is.EqualTo(1));
    }

    [Test]
    public void Of_RandomPlaces_IsAboutOneHalf()
    {
        const int Count = 400;
        using var rows = DigitRows.Pixels(Count);
        var random = new Data.Sampling.CounterRandom(5);
        var projection = new PlaneProjection("test", "random", [.. Enumerable.Range(0, Count).Select(i => new PlanePoint((float)random.Unit(2 * (ulong)i), (float)random.Unit(2 * (ulong)i + 1)))]);
        Assert.That(Trustworthiness.Of(rows, projection), Is.InRange(0.45, 0.55));
    }

    [Test]
    public void Of_AnotherNumberOfPointsOrTooManyNeighbours_IsRefused()
    {
        using var rows = zeros(5, 2);
        var projection = new PlaneProjection("test", "none", new PlanePoint[4]);
        Assert.That(Assert.Throws<ArgumentException>(() => Trustworthiness.Of(rows, projection))!.Message, Does.StartWith("Expected a point per row, 5, got 4."));
        var five = new PlaneProjection("test", "none", new PlanePoint[5]);
        Assert.That(Assert.Throws<ArgumentOutOfRangeException>(() => Trustworthiness.Of(rows, five, 3))!.Message, Does.StartWith("Expected 1 to 2, got 3."));
    }

    [Test]
    public void Projection_OfAPointThatIsNotFinite_NamesTheRow()
    {
        var error = Assert.Throws<ArgumentException>(() => _ = new PlaneProjection("test", "bad", [default, new PlanePoint(0, float.NaN)]));
        Assert.That(error!.Message, Does.Contain("for row 1."));
    }
}
