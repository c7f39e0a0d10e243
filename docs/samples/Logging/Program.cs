using System.Diagnostics;
using TorchSharp.Siamese.Models.Encoders;
using TorchSharp.Siamese.Models.Evaluation;
using TorchSharp.Siamese.Models.Logging;
using TorchSharp.Siamese.Models.Losses;
using TorchSharp.Siamese.Models.Training;
using static TorchSharp.torch;

var run = Directory.CreateTempSubdirectory("logging-").FullName;
using var csv = new CsvLog(run);
using var json = new JsonLinesLog(Path.Combine(run, "log.jsonl"));
using var board = new TensorBoardLog(run, new TensorBoardLogOptions { HistogramsEvery = 10 });
ITrainingObserver[] observers = [csv, json, board];

using var pictures = randn(10, 1, 16, 16);
using var network = new ConvEncoder(ConvEncoderOptions.Strided(height: 16, width: 16));
using var loss = new TripletMarginLoss(margin: 0.2);
using var optimizer = optim.Adam(network.parameters());
const int Steps = 20, StepsPerEpoch = 10;

// A loop of your own tells the observers what happens; from where it goes on after a restart comes from your checkpoint.
Tell(observer => observer.OnStart(new TrainingStart { Step = 0, Epoch = 0, Batch = 0, TotalSteps = Steps }));
board.Writer.AddText("options", "margin 0.2, Adam", step: 0);
var watch = Stopwatch.StartNew();
for (var step = 1; step <= Steps; step++)
{
    using var scope = NewDisposeScope();
    var labels = randint(0, 10, [64]);
    var embeddings = network.call(pictures[labels] + 2 * randn(64, 1, 16, 16));
    var priced = loss.Evaluate(new LossBatch(embeddings) { Labels = labels });
    optimizer.zero_grad();
    priced.Loss.backward();
    optimizer.step();
    var value = priced.Loss.item<float>();
    var taken = new TrainingStep
    {
        Step = step,
        Epoch = (step - 1) / StepsPerEpoch,
        Batch = (step - 1) % StepsPerEpoch,
        Loss = value,
        Losses = [new TrainingLossFigures("triplet", value, priced.TupleCount, priced.ActiveCount)],
        TupleCount = priced.TupleCount,
        ActiveCount = priced.ActiveCount,
        LearningRate = 0.001,
        ImageCount = 64,
        TotalImageCount = 64 * step,
        Elapsed = watch.Elapsed,
        Embeddings = embeddings.detach(),
        Labels = labels,
        Ids = arange(64, ScalarType.Int64),
    };
    Tell(observer => observer.OnStep(taken));
    if (step % StepsPerEpoch != 0)
        continue;
    var figure = KnnEvaluator.Evaluate(taken.Embeddings, labels).PrecisionAt1;
    Tell(observer => observer.OnEvaluation(new TrainingEvaluation { Step = step, Epoch = taken.Epoch, Metrics = new Dictionary<string, double> { ["precision@1"] = figure } }));
}

// The embeddings of all pictures for TensorBoard's projector, with their class and what they look like.
using (no_grad())
{
    using var embeddings = network.call(pictures);
    using var looks = (pictures + 3) / 6;
    EmbeddingProjector.Write(run, embeddings, new EmbeddingProjectorOptions
    {
        Columns = [new ProjectorColumn("class", [.. Enumerable.Range(0, 10).Select(i => $"picture {i}")])],
        Images = looks,
    });
}

Tell(observer => ((IDisposable)observer).Dispose());
var steps = File.ReadAllLines(Path.Combine(run, "steps.csv"));
Console.WriteLine($"steps.csv: {steps.Length - 1} lines of {steps[0]}");
Console.WriteLine($"evaluations.csv: {File.ReadAllLines(Path.Combine(run, "evaluations.csv")).Length - 1} lines");
Console.WriteLine($"log.jsonl: {File.ReadAllLines(Path.Combine(run, "log.jsonl")).Length} lines");
Console.WriteLine($"event files: {Directory.GetFiles(run, "events.out.tfevents.*").Length}");
string[] parts = ["tensors.tsv", "metadata.tsv", "sprite.png", "projector_config.pbtxt"];
Console.WriteLine($"projector: {string.Join(", ", parts.Where(name => File.Exists(Path.Combine(run, name))))}");
Directory.Delete(run, recursive: true);

void Tell(Action<ITrainingObserver> what)
{
    foreach (var observer in observers)
        what(observer);
}
