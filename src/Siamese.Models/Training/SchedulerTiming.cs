namespace TorchSharp.Siamese.Models.Training;

/// <summary>When a scheduler of learning rates makes its step.</summary>
public enum SchedulerTiming
{
    /// <summary>After every step of the optimiser.</summary>
    EveryStep,

    /// <summary>After every epoch.</summary>
    EveryEpoch,

    /// <summary>After every evaluation, with the value of the watched metric: <c>ReduceLROnPlateau</c>.</summary>
    EveryEvaluation,
}
