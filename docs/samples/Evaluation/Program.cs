using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Models.Evaluation;
using static TorchSharp.torch;

// Made-up embeddings of 40 characters in 4 alphabets, each drawn by 10 people: a place for every character, and noise.
var random = new CounterRandom(1);
int[] characters = [.. Enumerable.Range(0, 400).Select(i => i / 10)];
var numbers = characters.SelectMany((c, i) => Enumerable.Range(0, 16).Select(d =>
    random.Fork((ulong)c).Unit((ulong)d) + 0.7 * random.Fork((ulong)(1000 + i)).Unit((ulong)d) - 0.85)).ToArray();
using var all = tensor(numbers, [400, 16]);
using var labels = tensor(characters.Select(c => (long)c).ToArray());

// A threshold is chosen on the first two alphabets, kept, and judged on the other two.
using var validation = all.narrow(0, 0, 200);
using var test = all.narrow(0, 200, 200);
using var validationLabels = labels.narrow(0, 0, 200);
using var testLabels = labels.narrow(0, 200, 200);
var threshold = VerificationThreshold.FromJson(VerificationThreshold.ChooseOn(PairScorer.All(validation, validationLabels)).ToJson());
var scores = PairScorer.All(test, testLabels);
Console.WriteLine($"threshold: {threshold}");
Console.WriteLine($"on other alphabets: accuracy {100 * threshold.On(scores).Accuracy:0.00} %, {threshold.On(scores)}");
Console.WriteLine(VerificationMetrics.From(scores));
foreach (var rate in new[] { 0.1, 0.01, 0.001 })
    Console.WriteLine($"  {scores.AtFalseAcceptRate(rate)}");
var intervals = VerificationIntervals.Of(scores, new BootstrapOptions { Resamples = 100 }, threshold);
Console.WriteLine($"  EER {intervals.EqualErrorRate} ({intervals.Protocol})");

// Retrieval: every image against all others.
var retrieval = RetrievalEvaluator.Evaluate(test, testLabels);
Console.WriteLine(retrieval);
Console.WriteLine($"  recall@1 {100 * retrieval.RecallAt(1):0.00} %, recall@5 {100 * retrieval.RecallAt(5):0.00} %");

// Few-shot episodes: over all characters, and inside one alphabet with support and queries by different people.
var (byCharacter, byAlphabet, byDrawer) = (ClassIndex.From(characters), ClassIndex.From(characters.Select(c => c / 10)), ClassIndex.From(characters.Select((_, i) => i % 10)));
foreach (var sampler in new[]
{
    new EpisodeSampler(byCharacter, new EpisodeOptions { Ways = 10 }),
    new EpisodeSampler(byCharacter, new EpisodeOptions { Ways = 10 }, byAlphabet, byDrawer),
})
    Console.WriteLine(EpisodeEvaluator.Evaluate(sampler.Take(500), all, sampler.Protocol));

// A gallery of one image a character, kept in a file and searched.
var path = Path.GetTempFileName();
using (var made = new GalleryIndex(16, type: ScalarType.Float64))
{
    using var firsts = all[TensorIndex.Slice(0, 400, 10)];
    made.Add([.. Enumerable.Range(0, 40).Select(c => $"character {c}")], firsts);
    made.Save(path);
}
using var gallery = GalleryIndex.Load(path);
File.Delete(path);
using var query = all.narrow(0, 75, 1);
Console.WriteLine($"{gallery}; image 5 of character 7 finds {string.Join(", ", gallery.Search(query, 3)[0].Select(hit => $"{hit.Name} at {hit.Score:0.000}"))}");
Console.WriteLine($"  same as {string.Join(", ", new MatchFinder(threshold).In(query, gallery)[0].Select(hit => hit.Name))}");
