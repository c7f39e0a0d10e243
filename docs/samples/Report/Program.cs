using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.Data.Sources;
using TorchSharp.Siamese.Models.Encoders;
using TorchSharp.Siamese.Models.Evaluation;
using TorchSharp.Siamese.Models.Insight.Report;
using TorchSharp.Siamese.Models.Losses;
using static TorchSharp.torch;

// Twelve kinds of picture, each seen through noise.
manual_seed(3);
string[] kinds = ["ant", "bee", "cat", "dog", "elk", "fox", "gnu", "hen", "ibis", "jay", "koi", "lynx"];
using var pictures = rand(kinds.Length, 3, 4, 4).repeat_interleave(6, dim: 2).repeat_interleave(6, dim: 3);
Tensor Seen(Tensor labels) => 0.35 * pictures[labels] + 0.65 * rand(labels.shape[0], 3, 24, 24);

using var network = new SiameseNetwork(new ConvEncoder(ConvEncoderOptions.Strided(height: 24, width: 24) with { Channels = 3 }));
using var loss = new TripletMarginLoss(margin: 0.2);
using var optimizer = optim.Adam(network.parameters(), lr: 1e-3);
var curves = new CurveRecorder();       // SiameseTrainer tells it everything; in a loop of one's own it is told by hand
for (var step = 1; step <= 120; step++)
{
    using var scope = NewDisposeScope();
    var labels = randint(0, kinds.Length, [48]);
    var embeddings = network.call(Seen(labels));
    var priced = loss.Evaluate(new LossBatch(embeddings) { Tuples = new BatchHardMiner().Mine(embeddings, labels) });
    optimizer.zero_grad();
    priced.Loss.backward();
    optimizer.step();
    curves.Add("loss", "every step", step, priced.Loss.item<float>());
    curves.Add("active tuples", "every step", step, (double)priced.ActiveCount / priced.TupleCount);
}

// Embeddings of pictures that it has not seen: one half to choose the threshold on, one half to report on.
network.eval();
using var grad = no_grad();
using var known = arange(0, 600) % kinds.Length;
using var shown = Seen(known);
using var rows = network.call(shown);
var source = InMemorySamples.From(shown.narrow(0, 300, 300), known.narrow(0, 300, 300));
var report = new TrainingReport
{
    Title = "Twelve animals",
    Subtitle = "Made-up pictures of 24 x 24 pixels, seen through noise",
    Options = [new("loss", "triplet margin 0.2, hardest of the batch"), new("optimiser", "Adam, 0.001"), new("steps", "120 of 48 pictures")],
    Protocol = ["Figures are of 300 pictures made after the training; the threshold was chosen on 300 others."],
    Curves = curves.Curves,
    Threshold = VerificationThreshold.ChooseOn(PairScorer.All(rows.narrow(0, 0, 300), known.narrow(0, 0, 300))),
}.WithEmbeddings(rows.narrow(0, 300, 300), ReportSamples.Of(source, label => kinds[label]), new ReportOptions { Distance = network.Metric });

var path = Path.GetFullPath(args.Length > 0 ? args[0] : "report.html");
report.Save(path);
Console.WriteLine($"Precision@1 {100 * report.Confusion!.Accuracy:0.0} %, {report.Map!.Projections[0]}");
Console.WriteLine($"Report saved to {path}");
