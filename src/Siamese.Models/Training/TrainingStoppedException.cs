using TorchSharp.Siamese.Data.Sampling;

namespace TorchSharp.Siamese.Models.Training;

/// <summary>Training can't go on: a loss, an embedding or a gradient is no number any more, gradients explode, or batch after batch held nothing to learn from.</summary>
public sealed class TrainingStoppedException : InvalidOperationException
{
    /// <param name="message">What happened, in which batch, and what to try.</param>
    /// <param name="epoch">Epoch of the batch, from 0.</param>
    /// <param name="batch">Index of the batch in its epoch, from 0.</param>
    public TrainingStoppedException(string message, int epoch, int batch)
        : this(message, epoch, batch, null, null)
    {
    }

    internal TrainingStoppedException(string message, int epoch, int batch, BatchAudit? audit, string? auditText, Exception? inner = null)
        : base(message, inner)
        => (Epoch, Batch, Audit, AuditText) = (epoch, batch, audit, auditText);

    /// <summary>What kind of reason the message gives.</summary>
    public TrainingStopReason Reason { get; init; }

    /// <summary>Epoch of the batch, from 0.</summary>
    public int Epoch { get; }

    /// <summary>Index of the batch in its epoch, from 0.</summary>
    public int Batch { get; }

    /// <summary>Which samples, in which roles, made up the batch; null where whoever stopped did not know them.</summary>
    public BatchAudit? Audit { get; }

    /// <summary>The same in words, a line for each place of the batch with class and file; null where <see cref="Audit"/> is.</summary>
    public string? AuditText { get; }
}
