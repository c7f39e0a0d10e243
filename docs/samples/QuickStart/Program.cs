using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.Models.Encoders;
using TorchSharp.Siamese.Models.Evaluation;
using TorchSharp.Siamese.Models.Losses;
using static TorchSharp.torch;
using var pictures = randn(10, 1, 16, 16);                         // ten classes: a random picture each, seen through noise
using var network = new SiameseNetwork(new ConvEncoder(ConvEncoderOptions.Strided(height: 16, width: 16)));
using var loss = new TripletMarginLoss(margin: 0.2);
using var optimizer = optim.Adam(network.parameters());
for (var step = 1; step <= 100; step++)
{
    using var scope = NewDisposeScope();
    var labels = randint(0, 10, [64]);
    var embeddings = network.call(pictures[labels] + 2.5 * randn(64, 1, 16, 16));
    var hardest = new BatchHardMiner().Mine(embeddings, labels);   // farthest positive, nearest negative of each anchor
    var value = loss.call(embeddings, labels, hardest);
    optimizer.zero_grad(); value.backward(); optimizer.step();
    if (step % 20 == 0) Console.WriteLine($"step {step}: loss {value.item<float>():0.000}, 1-NN accuracy {KnnEvaluator.Evaluate(embeddings, labels).Accuracy:0 %}");
}
