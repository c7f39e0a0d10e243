namespace TorchSharp.Siamese.Data.Loading;

/// <summary>Where a loader is, kept up to date while it works so that a failure can say it. For one thread.</summary>
internal sealed class LoadPlace
{
    public int Epoch { get; set; }

    public int Batch { get; set; }

    public LoadStage Stage { get; set; }

    /// <summary>The sample at work; null where it is not the work of one sample.</summary>
    public int? Sample { get; set; }

    /// <summary>Its name, where it is a sample of the source.</summary>
    public string? SampleName { get; set; }

    public void Enter(LoadStage stage) => (Stage, Sample, SampleName) = (stage, null, null);
}
