using TorchSharp.Modules;
using TorchSharp.Siamese.Benchmarks.Running;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Siamese.Benchmarks.Suite;

/// <summary>A classifier's training step, operator for operator the same on both sides.</summary>
internal sealed class CnnBenchmark : IBenchmark
{
    private const int Images = 64;

    public string Name => "cnn";

    public string Description => "small CNN step: batch norm, 64 images, cross-entropy, Adam";

    public IReadOnlyList<BenchmarkRow> Run(BenchmarkSettings settings, CancellationToken cancellationToken)
    {
        using var peer = new PeerProcess("cnn.py", settings);
        using var network = Sequential([.. Block(1, 32), .. Block(32, 64), Flatten(), Linear(3136, 10)]);
        using var optimizer = optim.Adam(network.parameters(), lr: 1e-3);
        using var images = rand(Images, 1, 28, 28);
        using var labels = arange(Images, dtype: ScalarType.Int64).remainder(10);
        var calls = settings.Quick ? 10 : 60;
        var (ours, theirs) = Rounds.Alternate(
            settings.Quick ? 2 : 5,
            () => Rounds.PerCall(() => Step(network, optimizer, images, labels), calls),
            peer.Seconds,
            cancellationToken);
        return [BenchmarkRow.LessIsBetter(Name, $"CNN training step, {Images} images, against {peer.Title}", ours * 1e3, theirs * 1e3, "ms")];
    }

    private static Module<Tensor, Tensor>[] Block(long inputs, long outputs)
        => [Conv2d(inputs, outputs, 3, padding: 1), BatchNorm2d(outputs), ReLU(), MaxPool2d(2)];

    private static float Step(Sequential network, optim.Optimizer optimizer, Tensor images, Tensor labels)
    {
        using var scope = NewDisposeScope();
        optimizer.zero_grad();
        var loss = functional.cross_entropy(network.call(images), labels);
        loss.backward();
        optimizer.step();
        return loss.item<float>();
    }
}
