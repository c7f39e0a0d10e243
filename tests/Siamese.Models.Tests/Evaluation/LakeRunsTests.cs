using TorchSharp.Siamese.Data.Sources;
using TorchSharp.Siamese.Models.Evaluation;
using TorchSharp.Siamese.TestSupport;

namespace TorchSharp.Siamese.Models.Tests.Evaluation;

public class LakeRunsTests
{
    // The demonstration that comes with Omniglot prints an average error of 38.8 % for this distance.
    [Test]
    public async Task Evaluate_ModifiedHausdorffDistance_GivesTheErrorOfOmniglotsOwnDemo()
    {
        using var runs = await OmniglotRuns.OpenAsync(SharedData.Folder("omniglot"));
        var ink = new (double X, double Y)[runs.Count][];
        for (var i = 0; i < ink.Length; i++)
            ink[i] = ModifiedHausdorff.Ink(runs, i);
        var result = EpisodeEvaluator.Evaluate(
            LakeRuns.Episodes(runs), (query, support) => ModifiedHausdorff.Between(ink[query], ink[support]), LakeRuns.Protocol + "; modified Hausdorff distance");
        await TestContext.Out.WriteLineAsync(result.ToString());
        Assert.That(result.Queries, Is.EqualTo(400));
        Assert.That(result.Error, Is.EqualTo(0.3875).Within(1e-12));      // 155 of 400
    }
}
