namespace TorchSharp.Siamese.Data.Imaging;

/// <summary>Ranges from which <see cref="RandomAffine"/> draws. Each is off by default: set the ones wanted.</summary>
public sealed record RandomAffineOptions
{
    private const double MaxShear = 44;   // at 45 degrees in both directions an image becomes a line
    private const double MinScale = 0.01;
    private const double MaxScale = 100;

    /// <summary>Degrees, -360 to 360; positive turns clockwise as seen. 0 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside that, or Min above Max.</exception>
    public ValueRange Rotation { get; init => field = value.Within(-360, 360, nameof(Rotation)); }

    /// <summary>Degrees by which upright lines lean over, -44 to 44: x moves by y times the tangent. 0 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside that, or Min above Max.</exception>
    public ValueRange ShearX { get; init => field = value.Within(-MaxShear, MaxShear, nameof(ShearX)); }

    /// <summary>Degrees by which level lines slope, -44 to 44: y moves by x times the tangent. 0 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside that, or Min above Max.</exception>
    public ValueRange ShearY { get; init => field = value.Within(-MaxShear, MaxShear, nameof(ShearY)); }

    /// <summary>Factor of width, and of height too where <see cref="ScaleY"/> is not set; 0.01 to 100, above 1 enlarges. 1 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside that, or Min above Max.</exception>
    public ValueRange Scale { get; init => field = value.Within(MinScale, MaxScale, nameof(Scale)); } = ValueRange.Only(1);

    /// <summary>Factor of height, drawn on its own; 0.01 to 100. By default null: the one drawn for <see cref="Scale"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside that, or Min above Max.</exception>
    public ValueRange? ScaleY { get; init => field = value?.Within(MinScale, MaxScale, nameof(ScaleY)); }

    /// <summary>Share of the width by which the image moves right, -1 to 1. 0 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside that, or Min above Max.</exception>
    public ValueRange TranslationX { get; init => field = value.Within(-1, 1, nameof(TranslationX)); }

    /// <summary>Share of the height by which the image moves down, -1 to 1. 0 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside that, or Min above Max.</exception>
    public ValueRange TranslationY { get; init => field = value.Within(-1, 1, nameof(TranslationY)); }

    /// <summary>How likely each of the seven is used at all, each decided on its own; 0 to 1. 1 by default.</summary>
    /// <remarks>Koch, Zemel and Salakhutdinov 2015 use 0.5.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">Not 0 to 1.</exception>
    public double ComponentProbability
    {
        get;
        init => field = value is >= 0 and <= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(ComponentProbability), value, $"Needs 0 to 1, got {value}.");
    } = 1;

    /// <summary>What lies outside of the image, in the values of the batch. 0 by default.</summary>
    /// <remarks>For a normalised image the background is <see cref="Sources.InMemoryImages.ValueOf"/> of its byte.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">Not finite.</exception>
    public float Fill
    {
        get;
        init => field = float.IsFinite(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Fill), value, $"Needs a finite number, got {value}.");
    }
}
