namespace TorchSharp.Siamese.Models.Training;

/// <summary>Is told what happens in a training: logs, monitors, curves and reports are observers.</summary>
/// <remarks>
/// Everything is called on the training's thread, in order, and takes training time. What an observer throws ends the training.
/// Implement what is needed; the rest does nothing. An observer with a state of its own that should survive a restart is an
/// <see cref="ICheckpointed"/> as well.
/// </remarks>
public interface ITrainingObserver
{
    /// <summary>The training begins or goes on; before its first step.</summary>
    /// <param name="start">Where it begins. After a restart an observer may have noted later steps than that: they come again.</param>
    void OnStart(TrainingStart start)
    {
    }

    /// <summary>The optimiser has made a step.</summary>
    /// <param name="taken">Its figures, and tensors that are only borrowed for the call.</param>
    void OnStep(TrainingStep taken)
    {
    }

    /// <summary>The network was evaluated.</summary>
    /// <param name="evaluation">The metrics.</param>
    void OnEvaluation(TrainingEvaluation evaluation)
    {
    }

    /// <summary>An epoch is over.</summary>
    /// <param name="epoch">Its means.</param>
    void OnEpochEnd(TrainingEpoch epoch)
    {
    }

    /// <summary>A checkpoint is about to be written: what was noted up to here should be on the disk before it is.</summary>
    /// <param name="steps">Steps done. A training that goes on from this checkpoint starts there.</param>
    void OnCheckpoint(long steps)
    {
    }

    /// <summary>The training can't go on: the step that is told of was not made, and the error is thrown next.</summary>
    /// <param name="stopped">Why, and in which batch.</param>
    void OnStopped(TrainingStoppedException stopped)
    {
    }
}
