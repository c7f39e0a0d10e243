using TorchSharp.Modules;
using TorchSharp.Siamese.Benchmarks.Running;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Siamese.Benchmarks.Suite;

/// <summary>A siamese training step, operator for operator the same on both sides.</summary>
internal sealed class TwoTowerBenchmark : IBenchmark
{
    private const int Pairs = 64;

    public string Name => "two-tower";

    public string Description => "siamese CNN step: two towers, 64 pairs, contrastive loss, Adam";

    public IReadOnlyList<BenchmarkRow> Run(BenchmarkSettings settings, CancellationToken cancellationToken)
    {
        using var peer = new PeerProcess("two_tower.py", settings);
        using var tower = Sequential(
            Conv2d(1, 32, 3), ReLU(), MaxPool2d(2),
            Conv2d(32, 64, 3), ReLU(), MaxPool2d(2),
            Flatten(), Linear(1600, 128));
        using var optimizer = optim.Adam(tower.parameters(), lr: 1e-3);
        using Tensor left = rand(Pairs, 1, 28, 28), right = rand(Pairs, 1, 28, 28);
        using var same = arange(Pairs).remainder(2).eq(0);
        var calls = settings.Quick ? 10 : 60;
        var (ours, theirs) = Rounds.Alternate(
            settings.Quick ? 2 : 5,
            () => Rounds.PerCall(() => Step(tower, optimizer, left, right, same), calls),
            peer.Seconds,
            cancellationToken);
        return [BenchmarkRow.LessIsBetter(Name, $"two-tower CNN step, {Pairs} pairs, against {peer.Title}", ours * 1e3, theirs * 1e3, "ms")];
    }

    private static float Step(Sequential tower, optim.Optimizer optimizer, Tensor left, Tensor right, Tensor same)
    {
        using var scope = NewDisposeScope();
        optimizer.zero_grad();
        var squared = (tower.call(left) - tower.call(right)).square().sum(1);
        var push = (1.0 - (squared + 1e-12).sqrt()).clamp_min(0).square();
        var loss = where(same, squared, push).mean() * 0.5;
        loss.backward();
        optimizer.step();
        return loss.item<float>();
    }
}
