using TorchSharp.Siamese.Models.Insight;
using TorchSharp.Siamese.Models.Insight.Report;

namespace TorchSharp.Siamese.Examples.Host;

/// <summary>What is kept of a training for its report.</summary>
public sealed class RunRecord
{
    /// <summary>Its curves.</summary>
    public CurveRecorder Curves { get; } = new();

    /// <summary>What was thought wrong while it ran.</summary>
    public IReadOnlyList<Finding> Findings { get; set; } = [];

    /// <summary>The margin that was trained with; null where there is none.</summary>
    public LossMargin? Margin { get; set; }
}
