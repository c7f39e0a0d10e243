using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Models.Insight;
using TorchSharp.Siamese.Models.Losses;
using TorchSharp.Siamese.Models.Training;
using static TorchSharp.torch;

// Made-up points around ten places, and one label in twelve wrong.
var random = new CounterRandom(1);
int[] truth = [.. Enumerable.Range(0, 400).Select(i => i % 10)];
int[] labels = [.. truth.Select((place, i) => i % 12 == 5 ? (place + 1 + i / 12 % 9) % 10 : place)];
var numbers = truth.SelectMany((place, i) => Enumerable.Range(0, 16).Select(d =>
    random.Fork((ulong)place).Unit((ulong)d) + 0.5 * random.Fork((ulong)(1000 + i)).Unit((ulong)d) - 0.75)).ToArray();
using var points = tensor(numbers, [400, 16]);
using var classes = tensor(labels.Select(label => (long)label).ToArray());

// A loop of one's own tells the monitor about each step; SiameseTrainer does it for its observers.
using var network = nn.Linear(16, 8, dtype: ScalarType.Float64);
using var loss = new TripletMarginLoss(margin: 3);
using var optimizer = optim.SGD(network.parameters(), 0.1);
using var monitor = new TrainingMonitor(new TrainingMonitorOptions { Loss = loss });
for (var step = 1; step <= 20; step++)
{
    using var scope = NewDisposeScope();
    var embeddings = network.call(points);
    var priced = loss.Evaluate(new LossBatch(embeddings) { Labels = classes });
    optimizer.zero_grad();
    priced.Loss.backward();
    optimizer.step();
    monitor.OnStep(new TrainingStep
    {
        Step = step,
        Epoch = step - 1,
        Batch = 0,
        Loss = priced.Loss.item<double>(),
        Losses = [],
        TupleCount = priced.TupleCount,
        ActiveCount = priced.ActiveCount,
        LearningRate = 0.1,
        ImageCount = 400,
        TotalImageCount = 400 * step,
        Elapsed = TimeSpan.Zero,
        Embeddings = embeddings.detach(),
        Labels = classes,
        Ids = classes,
    });
}
Console.WriteLine($"During training:\n{string.Join("\n", monitor.Findings)}\n");

// Afterwards: the embeddings (here the points themselves) with their labels.
var diagnosis = EmbeddingDiagnosis.Run(points, labels, new DiagnosisOptions { ClassName = label => $"place {label}" });
Console.WriteLine($"Afterwards:\n{diagnosis}\n");
var wrong = labels.Where((label, i) => label != truth[i]).Count();
var first = diagnosis.Labels.Ranked.Take(wrong).ToList();
Console.WriteLine($"{wrong} labels are wrong; of the first {wrong} suspicious ones {first.Count(label => label.Label != truth[label.Index])} are, {first.Count(label => label.Suggested == truth[label.Index])} with the right suggestion.");
Console.WriteLine($"nearest of two classes: rows {string.Join(", ", diagnosis.WorstPairs.NearestDifferent.Take(3).Select(pair => $"{pair.First} and {pair.Second}"))}");
