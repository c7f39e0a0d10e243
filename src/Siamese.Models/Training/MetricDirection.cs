namespace TorchSharp.Siamese.Models.Training;

/// <summary>Which values of a metric are better.</summary>
public enum MetricDirection
{
    /// <summary>Higher ones, as of an accuracy.</summary>
    Higher,

    /// <summary>Lower ones, as of an error rate.</summary>
    Lower,
}
