namespace TorchSharp.Siamese.Data.Imaging;

/// <summary>What <see cref="RandomErasing"/> erases, and with what.</summary>
public sealed record RandomErasingOptions
{
    /// <summary>How likely an image is changed; 0 to 1. 0.5 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not 0 to 1.</exception>
    public double Probability { get; init => field = Check.Between(value, 0, 1, nameof(Probability)); } = 0.5;

    /// <summary>The box's share of the image's area, above 0 and at most 1. 0.02 to 0.33 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside of that, or Min above Max.</exception>
    public ValueRange Area { get; init => field = value.Within(1e-6, 1, nameof(Area)); } = new(0.02, 0.33);

    /// <summary>Width by height of the box, 0.001 to 1000; drawn evenly by its logarithm. 0.3 to 3.3 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside of that, or Min above Max.</exception>
    public ValueRange Ratio { get; init => field = value.Within(1e-3, 1e3, nameof(Ratio)); } = new(0.3, 3.3);

    /// <summary>What the box is filled with, in the values of the batch. Finite; 0 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not finite.</exception>
    public double Fill { get; init => field = Check.Finite(value, nameof(Fill)); }

    /// <summary>Deviation of normal noise around <see cref="Fill"/>, drawn for every value; 0 or more. 0 by default: one plain box.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative or not finite.</exception>
    public double NoiseDeviation
    {
        get;
        init => field = Check.Between(value, 0, float.MaxValue, nameof(NoiseDeviation));
    }
}
