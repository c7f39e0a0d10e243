using TorchSharp.Siamese.Data.Labels;

namespace TorchSharp.Siamese.Data.Datasets;

/// <summary>What <see cref="TupletDatasetFromDirectory"/> refuses before it looks at a file: the conditions of Keras, and those of tuples.</summary>
internal static class DirectoryCheck
{
    private const string Argument = "options";
    private const int LargestSide = 65_535;
    private const int LongestImage = int.MaxValue / sizeof(float);

    internal static void Options(TupletDirectoryOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        KerasArguments(options);
        Split(options);
        Tuples(options);
    }

    /// <summary>Refuses what the classes found do not allow.</summary>
    internal static void Classes(TupletDirectoryOptions options, int count)
    {
        if (options.LearningSize == 1 && options.LabelMode == LabelMode.Binary && count != 2 && options.Labels != DirectoryLabels.None)
            throw Refused($"Needs exactly 2 classes for LabelMode.Binary, got {count}.");
    }

    internal static ArgumentException Refused(string message) => new(message, Argument);

    private static void KerasArguments(TupletDirectoryOptions options)
    {
        if (options.Labels is null)
            throw Refused("Needs Labels: DirectoryLabels.Inferred, None or a list of numbers, got null.");
        if (options.Labels != DirectoryLabels.Inferred && options.ClassNames is not null)
            throw Refused($"Needs ClassNames only where Labels are inferred, got {options.ClassNames.Count} of them beside {options.Labels}.");
        Defined(options.LabelMode, nameof(options.LabelMode));
        Defined(options.ColorMode, nameof(options.ColorMode));
        Defined(options.Interpolation, nameof(options.Interpolation));
        Defined(options.DataFormat, nameof(options.DataFormat));
        if (options.BatchSize < 1)
            throw Refused($"Needs a BatchSize of 1 or more, or null for no batches, got {options.BatchSize}.");
        if (options.ImageSize is not { Height: >= 1 and <= LargestSide, Width: >= 1 and <= LargestSide })
            throw Refused($"Needs an ImageSize of 1 to {LargestSide} in both directions, got {options.ImageSize}.");
        if ((long)options.ImageSize.Height * options.ImageSize.Width > LongestImage / (int)options.ColorMode)
            throw Refused($"Needs an ImageSize of at most {LongestImage} values over all channels, got {options.ImageSize} in {options.ColorMode}.");
        if (options.CropToAspectRatio && options.PadToAspectRatio)
            throw Refused("Needs one of CropToAspectRatio and PadToAspectRatio at most, got both.");
    }

    private static void Split(TupletDirectoryOptions options)
    {
        var split = options.ValidationSplit ?? 0;
        if (split != 0 && !(split > 0 && split < 1))
            throw Refused($"Needs a ValidationSplit above 0 and below 1, got {split}.");
        if (options.Subset is { } subset)
            Defined(subset, nameof(options.Subset));
        if (split != 0 != options.Subset is not null)
        {
            throw Refused(split != 0
                ? $"Needs a Subset where there is a ValidationSplit, got a split of {split} and no subset."
                : $"Needs a ValidationSplit where there is a Subset, got the subset {options.Subset} and no split.");
        }

        if (split != 0 && options.Shuffle && options.Seed is null)
            throw Refused("Needs a Seed to split shuffled files, so that training and validation cannot overlap, got none (Shuffle = false needs none).");
        Defined(options.SplitBy, nameof(options.SplitBy));
        if (options.SplitBy == SplitBy.Group != options.GroupOf is not null)
            throw Refused($"Needs GroupOf for SplitBy.Group, and only there, got {(options.GroupOf is null ? "none" : "one")} for SplitBy.{options.SplitBy}.");
        if (options.SplitBy != SplitBy.Sample && options.Labels == DirectoryLabels.None)
            throw Refused($"Needs Labels for SplitBy.{options.SplitBy}, got none.");
    }

    private static void Tuples(TupletDirectoryOptions options)
    {
        Defined(options.NegativeChoice, nameof(options.NegativeChoice));
        Defined(options.Anchors, nameof(options.Anchors));
        Defined(options.Lone, nameof(options.Lone));
        Defined(options.WhenExhausted, nameof(options.WhenExhausted));
        if (options.Loading is null)
            throw Refused("Needs Loading, got null.");
        var size = options.LearningSize;
        if (size < 1)
            throw Refused($"Needs a LearningSize of 1 (single images) or more, got {size}.");
        if (size > 1 && options.Labels == DirectoryLabels.None)
            throw Refused($"Needs Labels to make tuples of {size}, got none; LearningSize = 1 gives single images.");
        if (size < 3 && (options.Positives ?? options.Negatives) is not null)
            throw Refused($"Needs a LearningSize of 3 or more for Positives and Negatives, got {size}; the Ratio is for pairs.");
        if (size != 2 && options.Ratio != (1, 1))
            throw Refused($"Needs a LearningSize of 2 for a Ratio, got {size}; Positives and Negatives are for larger tuples.");
        if (size == 2 && (options.Ratio.Positive < 1 || options.Ratio.Negative < 1))
            throw Refused($"Needs a Ratio of 1 or more to 1 or more, got {options.Ratio.Positive} to {options.Ratio.Negative}.");
        if (size == 1 && options.EpochLength is not null)
            throw Refused($"Needs a LearningSize of 2 or more for an EpochLength, got 1, of which an epoch has each image once.");
        if (size < 3)
            return;
        var (positives, negatives) = Roles(options);
        if (positives < 1 || negatives < 1 || positives + negatives != size - 1)
            throw Refused($"Needs 1 or more Positives and Negatives that make up a tuple of {size} with the anchor, got {positives} and {negatives}.");
    }

    /// <summary>Positives and negatives of a tuple of 3 or more.</summary>
    internal static (int Positives, int Negatives) Roles(TupletDirectoryOptions options)
    {
        var positives = options.Positives ?? (options.Negatives is { } given ? options.LearningSize - 1 - given : 1);
        return (positives, options.Negatives ?? (options.LearningSize - 1 - positives));
    }

    private static void Defined<T>(T value, string name)
        where T : struct, Enum
    {
        if (!Enum.IsDefined(value))
            throw Refused($"Needs {name} to be {string.Join(" or ", Enum.GetNames<T>())}, got {value}.");
    }
}
