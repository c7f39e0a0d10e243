namespace TorchSharp.Siamese.Examples.Host;

/// <summary>The user stopped a training whose state is saved.</summary>
public sealed class StoppedAtCheckpointException : OperationCanceledException
{
    /// <param name="checkpoint">Where.</param>
    /// <param name="step">After how many steps.</param>
    /// <param name="inner">What stopped it.</param>
    public StoppedAtCheckpointException(FileInfo checkpoint, long step, OperationCanceledException inner)
        : base(FormattableString.Invariant($"Stopped after step {step:#,0}. --resume goes on from '{checkpoint?.FullName}'."), inner)
    {
    }
}
