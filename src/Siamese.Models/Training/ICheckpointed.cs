namespace TorchSharp.Siamese.Models.Training;

/// <summary>Has a state that belongs into a checkpoint: an observer that counts, a miner or a plan that remembers.</summary>
public interface ICheckpointed
{
    /// <summary>Names the state within a checkpoint; the same in every run, and of no other part of the training.</summary>
    string CheckpointName { get; }

    /// <summary>Writes the state.</summary>
    /// <param name="stream">Write only; not to be closed.</param>
    void SaveState(Stream stream);

    /// <summary>Takes over a state.</summary>
    /// <param name="stream">Holds what <see cref="SaveState"/> wrote, and nothing more.</param>
    /// <exception cref="InvalidDataException">The state is not of such an object.</exception>
    void LoadState(Stream stream);
}
