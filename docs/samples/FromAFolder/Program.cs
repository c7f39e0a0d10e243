using TorchSharp.Siamese.Data.Datasets;
using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Models.Encoders;
using TorchSharp.Siamese.Models.Losses;
using static TorchSharp.torch;

// A folder of images for each class. A quarter of the classes is held out: things the network never saw.
var (training, validation) = await TupletDatasetFromDirectory.OpenBothAsync(args[0], new()
{
    BatchSize = 32,
    ImageSize = (32, 32),
    ValidationSplit = 0.25,
    SplitBy = SplitBy.Class,
    Seed = 1,
    DataFormat = DataFormat.ChannelsFirst,
    EpochLength = 256,
    Messages = Console.WriteLine,
});

using var network = new SiameseNetwork(new ConvEncoder(ConvEncoderOptions.Strided(height: 32, width: 32, channels: 3)));
using var loss = new TripletMarginLoss(margin: 0.2);
using var optimizer = optim.Adam(network.parameters());
for (var epoch = 0; epoch < 4; epoch++)
{
    network.train();
    foreach (var batch in training.Tuplets!.Epoch(epoch))     // each image once; Anchor, Positive and Negative are rows of Images
    {
        using var scope = NewDisposeScope();
        using (batch)
        {
            var value = loss.call(network.call(batch.Images / 255), batch.Labels, batch.ToTriplets());
            optimizer.zero_grad();
            value.backward();
            optimizer.step();
        }
    }

    network.eval();
    var (right, count) = (0L, 0L);
    foreach (var batch in validation)                           // dense: images [B, 3, C, H, W], labels [B, 2]
    {
        using var scope = NewDisposeScope();
        using (batch)
        using (no_grad())
        {
            var images = batch.Images / 255;
            var (anchor, positive, negative) = (network.call(images[.., 0]), network.call(images[.., 1]), network.call(images[.., 2]));
            right += ((anchor - positive).norm(1) < (anchor - negative).norm(1)).sum().item<long>();
            count += images.shape[0];
        }
    }

    Console.WriteLine($"epoch {epoch}: in {right} of {count} held-out triplets the positive is nearer");
}
