namespace TorchSharp.Siamese.Data.Loading;

/// <summary>A batch could not be made; says where in the epoch, at which sample and in doing what.</summary>
public sealed class SampleLoadException : Exception
{
    /// <summary>An exception that names no place.</summary>
    public SampleLoadException()
    {
    }

    /// <param name="message">What happened.</param>
    public SampleLoadException(string message)
        : base(message)
    {
    }

    /// <param name="message">What happened.</param>
    /// <param name="innerException">The exception of the source, sampler or augmentation.</param>
    public SampleLoadException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    internal SampleLoadException(LoadPlace place, Exception cause)
        : base($"Batch {place.Batch} of epoch {place.Epoch} failed while {place.Stage.ToString().ToLowerInvariant()}"
            + (place.Sample is { } sample ? $" sample {sample}" : "") + (place.SampleName is { } name ? $" ('{name}')" : "")
            + $": {cause.Message}", cause)
    {
        Epoch = place.Epoch;
        Batch = place.Batch;
        SampleIndex = place.Sample;
        SampleName = place.SampleName;
        Stage = place.Stage;
    }

    /// <summary>The epoch.</summary>
    public int Epoch { get; }

    /// <summary>Number of the batch in its epoch, from 0.</summary>
    public int Batch { get; }

    /// <summary>The sample, as the source numbers it; null where the failure is not that of one sample.</summary>
    public int? SampleIndex { get; }

    /// <summary>Where the sample comes from, such as its path; null where there is no such sample.</summary>
    public string? SampleName { get; }

    /// <summary>What was being done.</summary>
    public LoadStage Stage { get; }
}
