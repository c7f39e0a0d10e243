namespace TorchSharp.Siamese.Models.Training;

/// <summary>Training can't go on: the loss is no number any more, or batch after batch held nothing to learn from.</summary>
public sealed class TrainingStoppedException : InvalidOperationException
{
    /// <param name="message">What happened, in which batch, and what to try.</param>
    /// <param name="epoch">Epoch of the batch, from 0.</param>
    /// <param name="batch">Index of the batch in its epoch, from 0.</param>
    public TrainingStoppedException(string message, int epoch, int batch)
        : base(message)
    {
        Epoch = epoch;
        Batch = batch;
    }

    /// <summary>Epoch of the batch, from 0.</summary>
    public int Epoch { get; }

    /// <summary>Index of the batch in its epoch, from 0.</summary>
    public int Batch { get; }
}
