using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Loading;
using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Tests.Loading;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Tests.Mining;

/// <summary>A run that is stopped and gone on with by new objects, from nothing but saved states, mines the tuples of the run that was not.</summary>
public class MinerResumeTests
{
    private const int Samples = 40;
    private const int Epochs = 3;

    private static readonly ClassIndex Classes = ClassIndex.From([.. Enumerable.Range(0, Samples).Select(i => i % 7)]);

    [Test]
    public void Run_StoppedAfterEveryBatch_MinesTheTuplesOfTheWholeRun()
    {
        var whole = new List<string>();
        Go(Loader(), Schedule(), int.MaxValue, whole);
        Assert.That(whole, Has.Count.GreaterThan(10));
        Assert.That(whole.Select(line => line.Split(':')[0]).Distinct().Count(), Is.EqualTo(3), "the schedule has to move in the run");
        for (var stop = 0; stop <= whole.Count; stop++)
        {
            var mined = new List<string>();
            var (loader, schedule) = (Loader(), Schedule());
            Go(loader, schedule, stop, mined);
            var (position, stage) = (loader.state_dict().ToJson(), schedule.State.ToJson());
            var (again, goingOn) = (Loader(), Schedule());
            again.load_state_dict(LoaderState.FromJson(position));
            goingOn.Load(MinerScheduleState.FromJson(stage));
            Go(again, goingOn, int.MaxValue, mined);
            Assert.That(mined, Is.EqualTo(whole), $"stopped after {stop}");
        }
    }

    [Test]
    public void Run_AnyNumberOfWorkers_MinesTheSameTuples()
    {
        List<string> one = [], three = [];
        Go(Loader(workers: 0), Schedule(), int.MaxValue, one);
        Go(Loader(workers: 3), Schedule(), int.MaxValue, three);
        Assert.That(three, Is.EqualTo(one));
    }

    private static void Go(BatchLoader loader, MinerSchedule schedule, int batches, List<string> mined)
    {
        if (batches == 0)
            return;
        foreach (var batch in loader.Run(Epochs))
        {
            using var scope = NewDisposeScope();
            using (batch)
            {
                var pixels = batch.Images.reshape(batch.Count, -1);
                var embeddings = cat([(pixels * 0.37).sin(), (pixels * 0.11).cos()], 1)[.., ..8];   // any function of the images
                var tuples = schedule.At(batch.Epoch, batch.Number).Mine(embeddings, batch.Labels).ToPairs();
                var columns = new[] { tuples.PositiveAnchors, tuples.Positives, tuples.NegativeAnchors, tuples.Negatives }.Select(Text);
                mined.Add($"{schedule.Stage}: {string.Join(" | ", columns)}");
                schedule.Record(100, Math.Max(0, 80 - (7 * batch.Number) - (10 * batch.Epoch)));
            }
            if (--batches == 0)
                return;
        }
    }

    // By share of active tuples, by epoch; each stage draws.
    private static MinerSchedule Schedule() => new(
        [
            new MinerStage(new DistanceWeightedMiner(farthest: 2, seed: 11)) { UntilActiveShare = 0.7 },
            new MinerStage(new UniformHistogramMiner(5, 3, 3, seed: 12)) { UntilEpoch = 2 },
            new MinerStage(new FalseNegativeGuard(new DistanceWeightedMiner(farthest: 2, seed: 13), tooNear: 0.05)),
        ], window: 3);

    private static BatchLoader Loader(int workers = 1) => new(
        new FakeSource(Samples), new MPerClassSampler(Classes, new MPerClassOptions { ClassesPerBatch = 3, SamplesPerClass = 2, Seed = 2 }), null,
        new LoaderOptions { Workers = workers, Seed = 5 });

    private static string Text(Tensor column) => string.Join(' ', column.data<long>().ToArray());
}
