using TorchSharp.Interop;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>What batch and instance normalisation have in common: scale and shift, and the running statistics.</summary>
public abstract class NormBase : nn.Module<Tensor, Tensor>
{
    private static readonly Op OpAddInPlace = new("add_", "Scalar");
    private static readonly Op OpItem = new("item");

    public NormBase(long num_features, double eps, double? momentum, bool affine, bool track_running_stats, Device? device, ScalarType? dtype,
        string name)
        : base(name)
    {
        (this.num_features, this.eps, this.momentum) = (num_features, eps, momentum);
        (this.affine, this.track_running_stats) = (affine, track_running_stats);
        if (affine)
        {
            weight = nn.Empty([num_features], dtype, device);
            bias = nn.Empty([num_features], dtype, device);
        }
        if (track_running_stats)
        {
            running_mean = nn.Zeros([num_features], dtype, device);
            running_var = nn.Ones([num_features], dtype, device);
            num_batches_tracked = nn.Zeros([], dtype ?? ScalarType.Int64, device);
        }
        reset_parameters();
    }

    [field: ComponentName(Name = nameof(weight))]
    public Parameter weight { get; set => Hold(ref field!, value, nameof(weight)); } = null!;

    [field: ComponentName(Name = nameof(bias))]
    public Parameter? bias { get; set => Hold(ref field, value, nameof(bias)); }

    [field: ComponentName(Name = nameof(running_mean))]
    public Tensor? running_mean { get; set => Hold(ref field, value, nameof(running_mean)); }

    [field: ComponentName(Name = nameof(running_var))]
    public Tensor? running_var { get; set => Hold(ref field, value, nameof(running_var)); }

    [field: ComponentName(Name = nameof(num_batches_tracked))]
    public Tensor? num_batches_tracked { get; set => Hold(ref field, value, nameof(num_batches_tracked)); }

    public long num_features { get; private set; }
    public double eps { get; set; }
    public double? momentum { get; set; }
    public bool affine { get; private set; }
    public bool track_running_stats { get; private set; }

    public void reset_running_stats()
    {
        if (!track_running_stats) return;
        nn.init.zeros_(running_mean!);
        nn.init.ones_(running_var!);
        nn.init.zeros_(num_batches_tracked!);
    }

    public void reset_parameters()
    {
        reset_running_stats();
        if (!affine) return;
        nn.init.ones_(weight);
        nn.init.zeros_(bias!);
    }

    protected abstract void ValidateInputDimensions(Tensor input);

    /// <summary>Counts one more batch.</summary>
    /// <returns>The weight of this batch in the running statistics: the momentum, or without one 1 / batches, their plain average.</returns>
    private protected double CountBatch()
    {
        if (num_batches_tracked is null) return momentum ?? 0;
        OpAddInPlace.Run(num_batches_tracked, 1);
        if (momentum is { } fixedWeight) return fixedWeight;
        var count = OpItem.CallValue(num_batches_tracked);
        return 1 / (count.Tag == Tag.Double ? count.Double : count.Int);
    }
}
