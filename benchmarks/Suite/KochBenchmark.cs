using TorchSharp.Siamese.Benchmarks.Running;
using TorchSharp.Siamese.Models.Encoders;
using TorchSharp.Siamese.Models.Heads;
using TorchSharp.Siamese.Models.Losses;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Benchmarks.Suite;

/// <summary>A training step of Koch's network on pairs, the same on both sides, on any device.</summary>
internal sealed class KochBenchmark : IBenchmark
{
    public string Name => "koch";

    public string Description => "training step of Koch's network: pairs of 105x105 images, weighted L1, Adam; on --device";

    public IReadOnlyList<BenchmarkRow> Run(BenchmarkSettings settings, CancellationToken cancellationToken)
    {
        var onGpu = settings.Device != "cpu";
        var (pairs, calls) = settings.Quick ? (1, 1) : onGpu ? (128, 20) : (8, 2);
        using var peer = new PeerProcess("koch.py", settings, "--device", settings.Device, "--pairs", $"{pairs}", "--calls", $"{calls}");
        var device = new Device(settings.Device);
        using var encoder = new KochEncoder(seed: 1);
        using var head = new WeightedL1Head(KochEncoder.EmbeddingSize, seed: 2);
        encoder.to(device);
        head.to(device);
        using var criterion = new PairVerificationLoss();
        using var optimizer = optim.Adam(encoder.parameters().Concat(head.parameters()), lr: 6e-5);
        using var images = rand(2 * pairs, 1, KochEncoder.ImageSize, KochEncoder.ImageSize, device: device);
        using var same = arange(pairs, dtype: ScalarType.Int64, device: device).remainder(2).eq(0);
        var (ours, theirs) = Rounds.Alternate(
            settings.Quick ? 1 : 5, () => Rounds.PerCall(() => Step(encoder, head, criterion, optimizer, images, same, pairs), calls), peer.Seconds, cancellationToken);
        return [BenchmarkRow.LessIsBetter(Name, $"Koch's network, step of {pairs} pairs on {settings.Device}, against {peer.Title}", ours * 1e3, theirs * 1e3, "ms")];
    }

    private static float Step(
        KochEncoder encoder, WeightedL1Head head, PairVerificationLoss criterion, optim.Optimizer optimizer, Tensor images, Tensor same, int pairs)
    {
        using var scope = NewDisposeScope();
        optimizer.zero_grad();
        var embeddings = encoder.call(images);
        var loss = criterion.call(head.call(embeddings.narrow(0, 0, pairs), embeddings.narrow(0, pairs, pairs)), same);
        loss.backward();
        optimizer.step();
        return loss.item<float>();      // waits for the device
    }
}
