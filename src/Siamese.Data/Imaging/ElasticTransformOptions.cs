namespace TorchSharp.Siamese.Data.Imaging;

/// <summary>How <see cref="ElasticTransform"/> warps.</summary>
public sealed record ElasticTransformOptions
{
    /// <summary>Strength: what the smoothed noise of -1 to 1 is multiplied with to give pixels. 0 to 10000; 34 by default.</summary>
    /// <remarks>34 with a <see cref="Sigma"/> of 4 are the values that Simard et al. 2003 found best for 29 x 29 digits.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">Outside of that, or Min above Max.</exception>
    public ValueRange Alpha { get; init => field = value.Within(0, 10000, nameof(Alpha)); } = ValueRange.Only(34);

    /// <summary>Smoothness: deviation in pixels of the Gaussian that smooths the noise. 0.1 to 60; 4 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside of that, or Min above Max.</exception>
    public ValueRange Sigma { get; init => field = value.Within(0.1, 60, nameof(Sigma)); } = ValueRange.Only(4);

    /// <summary>What lies outside of the image, in the values of the batch. Finite; 0 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not finite.</exception>
    public float Fill { get; init => field = (float)Check.Finite(value, nameof(Fill)); }

    /// <summary>How likely an image is changed; 0 to 1. 1 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not 0 to 1.</exception>
    public double Probability { get; init => field = Check.Between(value, 0, 1, nameof(Probability)); } = 1;
}
