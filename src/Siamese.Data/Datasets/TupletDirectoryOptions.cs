using TorchSharp.Siamese.Data.Imaging;
using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Loading;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Sources;
using TorchSharp.Siamese.Data.Tuples;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Datasets;

/// <summary>
/// How <see cref="TupletDatasetFromDirectory"/> makes tuples of a directory's images. The first part are the arguments of
/// Keras' <c>image_dataset_from_directory</c>, in its order, with its meanings and defaults. Checked where they are used.
/// </summary>
public sealed record TupletDirectoryOptions
{
    /// <summary>Where labels come from. By default the folders in the directory are the classes.</summary>
    public DirectoryLabels Labels { get; init; } = DirectoryLabels.Inferred;

    /// <summary>What labels look like. Whole numbers by default; without <see cref="Labels"/> there are none.</summary>
    public LabelMode LabelMode { get; init; } = LabelMode.Int;

    /// <summary>The classes, any of the folders, in the order that numbers them. By default all, by code point. Only for inferred labels.</summary>
    public IReadOnlyList<string>? ClassNames { get; init; }

    /// <summary>Channels. Red, green, blue by default.</summary>
    public ColorMode ColorMode { get; init; } = ColorMode.Rgb;

    /// <summary>Tuples (or single images) in a batch, 1 or more; the last of an epoch may have fewer. 32 by default; null for no batches, one at a time.</summary>
    public int? BatchSize { get; init; } = 32;

    /// <summary>Size to which every image is brought. 256 x 256 by default.</summary>
    public ImageSize ImageSize { get; init; } = 256;

    /// <summary>
    /// Whether files are shuffled before a split, and whether each epoch has another order or other tuples. True by default;
    /// else every epoch is the same.
    /// </summary>
    public bool Shuffle { get; init; } = true;

    /// <summary>Decides everything random. By default 0, but a split of shuffled files needs one, so that its sides cannot overlap.</summary>
    public uint? Seed { get; init; }

    /// <summary>Share held out, above 0 and below 1. Null (or 0, as in Keras) for no split, as by default.</summary>
    public double? ValidationSplit { get; init; }

    /// <summary>Which side of the split; needed where there is one, else not allowed.</summary>
    public DirectorySubset? Subset { get; init; }

    /// <summary>How images are resized. Bilinear by default.</summary>
    public Interpolation Interpolation { get; init; } = Interpolation.Bilinear;

    /// <summary>Whether links to folders inside a class are followed. Not by default.</summary>
    public bool FollowLinks { get; init; }

    /// <summary>Whether images of another aspect ratio are cut to it, in the middle, instead of stretched. Not by default.</summary>
    public bool CropToAspectRatio { get; init; }

    /// <summary>Whether images of another aspect ratio get a black border instead of being stretched. Not by default.</summary>
    public bool PadToAspectRatio { get; init; }

    /// <summary>Where the channels stand in <see cref="LabelledImages"/>. Last by default; TorchSharp's layers take them first.</summary>
    public DataFormat DataFormat { get; init; } = DataFormat.ChannelsLast;

    /// <summary>Told how many images were found and are used, a sentence each, such as <c>Console.WriteLine</c>. Nobody by default.</summary>
    public Action<string>? Messages { get; init; }

    /// <summary>
    /// L, images in a tuple: 1 for single images, 2 for pairs, 3 for triplets, more for tuplets. 3 by default.
    /// </summary>
    public int LearningSize { get; init; } = 3;

    /// <summary>Positives in a tuple of 3 or more, 1 or more. By default all but the negatives where those are given, else 1.</summary>
    public int? Positives { get; init; }

    /// <summary>Negatives in a tuple of 3 or more, 1 or more. By default the rest: L - 1 less the positives.</summary>
    public int? Negatives { get; init; }

    /// <summary>Positive pairs to negative pairs, where L is 2. One to one by default.</summary>
    public (int Positive, int Negative) Ratio { get; init; } = (1, 1);

    /// <summary>
    /// What a split deals as a whole. By default single files, as Keras does it, file by file the same for the same seed;
    /// whole classes are what one-shot learning asks for.
    /// </summary>
    public SplitBy SplitBy { get; init; } = SplitBy.Sample;

    /// <summary>Names the group of a file, given its path below the directory with slashes. Needed for SplitBy.Group, else not allowed.</summary>
    public Func<string, string>? GroupOf { get; init; }

    /// <summary>Tuples in an epoch, 1 or more, where L is 2 or more. By default as many as there are images.</summary>
    public long? EpochLength { get; init; }

    /// <summary>What gets equal shares among the tuples. Each tuple by default.</summary>
    public AnchorBalance Anchors { get; init; } = AnchorBalance.Tuple;

    /// <summary>How often each class is the anchor's, for <see cref="AnchorBalance.Class"/>. Equally often by default.</summary>
    public IReadOnlyList<double>? ClassWeights { get; init; }

    /// <summary>Whether the negatives of a tuple may share a class. By default they may.</summary>
    public NegativeChoice NegativeChoice { get; init; } = NegativeChoice.AnyClass;

    /// <summary>
    /// What becomes of classes of one image: by default they give negatives only. As its own positive such an image needs an
    /// augmentation in <see cref="Loading"/>, which changes it in another way for each place.
    /// </summary>
    public LoneSamples Lone { get; init; } = LoneSamples.NegativesOnly;

    /// <summary>What happens once all tuples have come. By default they come again in another order.</summary>
    public ExhaustionPolicy WhenExhausted { get; init; } = ExhaustionPolicy.Reshuffle;

    /// <summary>How names of images end. By default those of Keras; <see cref="ImageEndings.All"/> has more.</summary>
    public IReadOnlyList<string> Endings { get; init; } = ImageEndings.Default;

    /// <summary>Whether the kernel grows where an image shrinks. Not by default, as in Keras.</summary>
    public bool Antialias { get; init; }

    /// <summary>Whether photos are turned as their Exif orientation says. True by default; Keras leaves them as they are stored.</summary>
    public bool Orient { get; init; } = true;

    /// <summary>
    /// Keeps decoded images, in memory or in a file, so that each is decoded once; its pixels are then rounded to whole numbers.
    /// None by default.
    /// </summary>
    public ImageCacheOptions? Cache { get; init; }

    /// <summary>Where batches go. The CPU by default.</summary>
    public Device? Device { get; init; }

    /// <summary>Workers, prefetch, augmentation, what to do about images that cannot be read.</summary>
    public LoaderOptions Loading { get; init; } = new();
}
