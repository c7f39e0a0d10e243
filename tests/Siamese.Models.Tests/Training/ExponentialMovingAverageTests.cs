using TorchSharp.Siamese.Models.Training;
using TorchSharp.Siamese.TestSupport;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Tests.Training;

public class ExponentialMovingAverageTests
{
    // Weight 1, then 2, 3, 4. Decay min(0.25, t / (t + 9)): 1/10, 2/11, 1/4.
    // 0.1·1 + 0.9·2 = 1.9; 2/11·1.9 + 9/11·3 = 30.8/11 = 2.8; 0.25·2.8 + 0.75·4 = 3.7.
    [Test]
    public void Update_ThreeSteps_MatchesHandComputedValues()
    {
        using var module = nn.Linear(1, 1, hasBias: false);
        Set(module, 1);
        using var average = new ExponentialMovingAverage(module, 0.25);
        foreach (var (value, expected) in new[] { (2f, 1.9f), (3f, 2.8f), (4f, 3.7f) })
        {
            Set(module, value);
            average.Update();
            using (average.Apply())
                Assert.That(module.weight!.item<float>(), Is.EqualTo(expected).Within(1e-6));
            Assert.That(module.weight!.item<float>(), Is.EqualTo(value));
        }
        Assert.That((average.Count, average.Decay), Is.EqualTo((3L, 0.25)));
    }

    [Test]
    public void Update_BatchNormalisation_AveragesStatisticsAndCopiesCounts()
    {
        using var module = nn.BatchNorm1d(2);
        using var average = new ExponentialMovingAverage(module, 0.5);
        using (var input = ones(4, 2))
            module.call(input).Dispose();      // running mean 0.1, one batch tracked
        average.Update();
        using var applied = average.Apply();
        Assert.That(module.running_mean!.data<float>().ToArray(), Is.EqualTo(new[] { 0.09f, 0.09f }).Within(1e-6));
        Assert.That(module.num_batches_tracked!.item<long>(), Is.EqualTo(1));
    }

    [Test]
    public void Update_AndApply_LeaveNoTensorAlive()
    {
        using var module = nn.Linear(3, 2);
        var average = new ExponentialMovingAverage(module);
        Assert.That(LeakCheck.LeftAlive(() =>
        {
            average.Update();
            using var applied = average.Apply();
        }), Is.Zero);
        Assert.That(LeakCheck.LeftAlive(average.Dispose), Is.EqualTo(-2));
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(double.NaN)]
    public void Constructor_DecayOutsideItsRange_IsNamed(double decay)
    {
        using var module = nn.Linear(1, 1);
        Assert.That(Assert.Throws<ArgumentOutOfRangeException>(() => _ = new ExponentialMovingAverage(module, decay))!.ParamName, Is.EqualTo("decay"));
    }

    private static void Set(Modules.Linear module, float value)
    {
        using var grad = no_grad();
        module.weight!.fill_(value);
    }
}
