using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Loading;
using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Sources;
using TorchSharp.Siamese.Models.Encoders;
using TorchSharp.Siamese.Models.Evaluation;
using TorchSharp.Siamese.Models.Losses;
using TorchSharp.Siamese.Models.Training;
using static TorchSharp.torch;

// 400 images: ten pictures, each seen forty times through noise.
manual_seed(1);
using var labels = arange(400, dtype: ScalarType.Int64) % 10;
using var pictures = randn(10, 1, 16, 16);
using var images = pictures[labels] + 2 * randn(400, 1, 16, 16);
var source = InMemorySamples.From(images, labels);
var sampler = new MPerClassSampler(ClassIndex.From([.. source.Labels]), new MPerClassOptions { ClassesPerBatch = 10, SamplesPerClass = 4, Seed = 1 });
var loader = new BatchLoader(source, sampler);
const int Epochs = 10;

// The loop by hand.
using var first = NewNetwork();
using (var loss = new TripletMarginLoss(margin: 0.2))
using (var optimizer = optim.Adam(first.parameters()))
{
    var miner = new BatchHardMiner();
    for (var epoch = 0; epoch < Epochs; epoch++)
    {
        foreach (var batch in loader.Epoch(epoch))
        {
            using var owned = batch;
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            var embeddings = first.call(batch.Images);
            loss.call(embeddings, batch.Labels, miner.Mine(embeddings, batch.Labels)).backward();
            optimizer.step();
        }
    }
}

// The trainer: the same steps, and what a long training needs besides.
var checkpoint = Path.Combine(Path.GetTempPath(), $"training-sample-{Environment.ProcessId}.ckpt");
using var second = NewNetwork();
using (var loss = new TripletMarginLoss(margin: 0.2))
using (var optimizer = optim.Adam(second.parameters()))
using (var trainer = new SiameseTrainer(second, [new TrainingLoss(loss, new BatchHardMiner())], optimizer, loader, Options(second, Epochs)))
{
    var result = trainer.Run();
    Console.WriteLine($"{result.End}: {result.Steps} steps, precision@1 above 0.9: {result.BestMetric > 0.9}");
}
Console.WriteLine($"the same weights as by hand: {Same(first, second)}");

// Another process, another day: the parts made anew, and on from the checkpoint. Half of the epochs here were trained above.
using var third = NewNetwork();
using (var loss = new TripletMarginLoss(margin: 0.2))
using (var optimizer = optim.Adam(third.parameters()))
using (var trainer = new SiameseTrainer(third, [new TrainingLoss(loss, new BatchHardMiner())], optimizer, loader, Options(third, 2 * Epochs)))
{
    trainer.Resume(checkpoint);
    Console.WriteLine($"going on after step {trainer.Step}, until step {trainer.Run().Steps}");
}
File.Delete(checkpoint);

SiameseTrainerOptions Options(SiameseNetwork network, int epochs) => new()
{
    Epochs = epochs,
    Evaluate = _ => new Dictionary<string, double> { ["precision@1"] = KnnEvaluator.Evaluate(network.call(images), labels).Accuracy },
    EvaluateEveryEpochs = 5,
    Watch = new WatchedMetric("precision@1"),
    CheckpointPath = checkpoint,
};

static SiameseNetwork NewNetwork()
{
    manual_seed(2);
    return new SiameseNetwork(new ConvEncoder(ConvEncoderOptions.Strided(height: 16, width: 16)));
}

static bool Same(nn.Module left, nn.Module right)
{
    using var scope = NewDisposeScope();
    return left.parameters().Zip(right.parameters()).All(pair => pair.First.eq(pair.Second).all().item<bool>());
}
