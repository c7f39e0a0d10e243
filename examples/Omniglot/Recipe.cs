using TorchSharp.Modules;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Models.Encoders;
using TorchSharp.Siamese.Models.Losses;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Examples.Omniglot;

/// <summary>Everything that decides a training beside data and seed.</summary>
internal sealed record Recipe
{
    public int Side { get; init; } = 32;

    public int FirstChannels { get; init; } = 32;

    public IReadOnlyList<int> Stages { get; init; } = [1, 2, 2];

    public int EmbeddingSize { get; init; } = 256;

    public ComputePrecision Precision { get; init; }

    public int Ways { get; init; } = 8;

    public int GroupsPerBatch { get; init; } = 4;

    public int ClassesPerGroup { get; init; } = 16;

    public int SamplesPerClass { get; init; } = 4;

    public int BatchSize => GroupsPerBatch * ClassesPerGroup * SamplesPerClass;

    public double Temperature { get; init; } = 0.1;

    public double LearningRate { get; init; } = 6e-3;

    public double WeightDecay { get; init; } = 0.02;

    public double WarmUp { get; init; } = 0.05;

    public WarpOptions Warp { get; init; } = new();

    public ResidualEncoder Network(ulong seed) => new(
        new ResidualEncoderOptions
        {
            Channels = 1,
            Height = Side,
            Width = Side,
            Stem = ResidualStem.Strided,
            Stages = Stages,
            FirstChannels = FirstChannels,
            AverageShortcut = true,
            Pooling = GlobalPooling.Flatten,
            EmbeddingSize = EmbeddingSize,
            Neck = true,
            Normalize = true,
            Precision = Precision,
        },
        seed);

    public HierarchicalBatchSampler Sampler(TurnedCharacters images, ulong seed) => new(
        images.ByCharacter, images.ByAlphabet, new HierarchicalOptions
        {
            GroupsPerBatch = GroupsPerBatch,
            ClassesPerGroup = ClassesPerGroup,
            SamplesPerClass = SamplesPerClass,
            Seed = seed,
        });

    public SupConLoss Loss() => new(Temperature);

    /// <summary>AdamW; weights that scale or move a channel are not pulled towards 0.</summary>
    public optim.Optimizer Optimizer(nn.Module network)
    {
        var parameters = network.parameters().Where(p => p.requires_grad).ToArray();
        AdamW.ParamGroup[] groups =
        [
            new(parameters.Where(p => p.dim() > 1), new AdamW.Options { weight_decay = WeightDecay }),
            new(parameters.Where(p => p.dim() <= 1), new AdamW.Options { weight_decay = 0 }),
        ];
        return optim.AdamW(groups, LearningRate);
    }

    /// <summary>Share of the learning rate at a step: up in a line, then down along a half cosine.</summary>
    public double Rate(long step, long steps)
    {
        var up = WarmUp * steps;
        return step < up
            ? (step + 1) / (up + 1)
            : 0.5 * (1 + Math.Cos(Math.PI * (step - up) / Math.Max(1, steps - up)));
    }
}
