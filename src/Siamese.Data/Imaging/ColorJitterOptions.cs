namespace TorchSharp.Siamese.Data.Imaging;

/// <summary>Ranges from which <see cref="ColorJitter"/> draws. Each is off by default: set the ones wanted.</summary>
public sealed record ColorJitterOptions
{
    /// <summary>Factor of the brightness, 0 (black) or more. 1 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside of 0 to 1000, or Min above Max.</exception>
    public ValueRange Brightness { get; init => field = value.Within(0, 1000, nameof(Brightness)); } = ValueRange.Only(1);

    /// <summary>Factor of the contrast, 0 (mean gray everywhere) or more. 1 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside of 0 to 1000, or Min above Max.</exception>
    public ValueRange Contrast { get; init => field = value.Within(0, 1000, nameof(Contrast)); } = ValueRange.Only(1);

    /// <summary>Factor of the saturation, 0 (gray picture) or more. 1 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside of 0 to 1000, or Min above Max.</exception>
    public ValueRange Saturation { get; init => field = value.Within(0, 1000, nameof(Saturation)); } = ValueRange.Only(1);

    /// <summary>Turn of the hue, as a share of the colour circle: -0.5 to 0.5. 0 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside of that, or Min above Max.</exception>
    public ValueRange Hue { get; init => field = value.Within(-0.5, 0.5, nameof(Hue)); }

    /// <summary>The values of black and white in the batch; results are kept between them. 0 and 1 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Min is not below Max, or not finite.</exception>
    public ValueRange Values { get; init => field = value.BlackToWhite(nameof(Values)); } = new(0, 1);

    /// <summary>How likely an image is changed; 0 to 1. 1 by default.</summary>
    /// <remarks>Chen et al. 2020 (SimCLR) use 0.8.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">Not 0 to 1.</exception>
    public double Probability { get; init => field = Check.Between(value, 0, 1, nameof(Probability)); } = 1;

    /// <summary>Ranges around no change: factors from <c>max(0, 1 - x)</c> to <c>1 + x</c>, the hue from <c>-hue</c> to <c>hue</c>.</summary>
    /// <param name="brightness">0 or more.</param>
    /// <param name="contrast">0 or more.</param>
    /// <param name="saturation">0 or more.</param>
    /// <param name="hue">0 to 0.5.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside of that.</exception>
    public static ColorJitterOptions Around(double brightness = 0, double contrast = 0, double saturation = 0, double hue = 0)
    {
        static ValueRange Factors(double size, string name) =>
            new(Math.Max(0, 1 - Check.Between(size, 0, 999, name)), 1 + size);

        return new ColorJitterOptions
        {
            Brightness = Factors(brightness, nameof(brightness)),
            Contrast = Factors(contrast, nameof(contrast)),
            Saturation = Factors(saturation, nameof(saturation)),
            Hue = ValueRange.PlusMinus(Check.Between(hue, 0, 0.5)),
        };
    }
}
