using TorchSharp.Siamese.Data.Imaging;

namespace TorchSharp.Siamese.Data.Datasets;

/// <summary>Values of options from the texts that Keras and its scripts use for them, in either case.</summary>
public static class KerasNames
{
    private static readonly Dictionary<string, Interpolation> Interpolations = new(StringComparer.OrdinalIgnoreCase)
    {
        ["bilinear"] = Interpolation.Bilinear, ["nearest"] = Interpolation.Nearest, ["bicubic"] = Interpolation.Bicubic,
        ["area"] = Interpolation.Area, ["lanczos3"] = Interpolation.Lanczos3, ["lanczos5"] = Interpolation.Lanczos5,
        ["gaussian"] = Interpolation.Gaussian, ["mitchellcubic"] = Interpolation.MitchellCubic,
    };

    private static readonly Dictionary<string, ColorMode> ColorModes = new(StringComparer.OrdinalIgnoreCase)
    {
        ["rgb"] = ColorMode.Rgb, ["rgba"] = ColorMode.Rgba, ["grayscale"] = ColorMode.Grayscale,
    };

    private static readonly Dictionary<string, LabelMode> LabelModes = new(StringComparer.OrdinalIgnoreCase)
    {
        ["int"] = LabelMode.Int, ["binary"] = LabelMode.Binary, ["categorical"] = LabelMode.Categorical, ["none"] = LabelMode.None,
    };

    private static readonly Dictionary<string, DirectorySubset> Subsets = new(StringComparer.OrdinalIgnoreCase)
    {
        ["training"] = DirectorySubset.Training, ["validation"] = DirectorySubset.Validation, ["both"] = DirectorySubset.Both,
    };

    private static readonly Dictionary<string, DataFormat> DataFormats = new(StringComparer.OrdinalIgnoreCase)
    {
        ["channels_last"] = DataFormat.ChannelsLast, ["channels_first"] = DataFormat.ChannelsFirst,
    };

    /// <summary>bilinear, nearest, bicubic, area, lanczos3, lanczos5, gaussian or mitchellcubic.</summary>
    /// <param name="interpolation">The text.</param>
    /// <exception cref="ArgumentException">Another text.</exception>
    public static Interpolation ParseInterpolation(string interpolation) => Find(Interpolations, interpolation, nameof(interpolation));

    /// <summary>rgb, rgba or grayscale.</summary>
    /// <param name="colorMode">The text.</param>
    /// <exception cref="ArgumentException">Another text.</exception>
    public static ColorMode ParseColorMode(string colorMode) => Find(ColorModes, colorMode, nameof(colorMode));

    /// <summary>int, binary, categorical or none.</summary>
    /// <param name="labelMode">The text.</param>
    /// <exception cref="ArgumentException">Another text.</exception>
    public static LabelMode ParseLabelMode(string labelMode) => Find(LabelModes, labelMode, nameof(labelMode));

    /// <summary>training, validation or both.</summary>
    /// <param name="subset">The text.</param>
    /// <exception cref="ArgumentException">Another text.</exception>
    public static DirectorySubset ParseSubset(string subset) => Find(Subsets, subset, nameof(subset));

    /// <summary>channels_last or channels_first.</summary>
    /// <param name="dataFormat">The text.</param>
    /// <exception cref="ArgumentException">Another text.</exception>
    public static DataFormat ParseDataFormat(string dataFormat) => Find(DataFormats, dataFormat, nameof(dataFormat));

    private static T Find<T>(Dictionary<string, T> values, string text, string argument)
    {
        ArgumentNullException.ThrowIfNull(text, argument);
        return values.TryGetValue(text, out var value)
            ? value
            : throw new ArgumentException($"Needs one of {string.Join(", ", values.Keys)}, got '{text}'.", argument);
    }
}
