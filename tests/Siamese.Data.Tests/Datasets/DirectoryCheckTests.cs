using TorchSharp.Siamese.Data.Datasets;
using TorchSharp.Siamese.Data.Imaging;
using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Sources;
using TorchSharp.Siamese.Data.Tuples;

namespace TorchSharp.Siamese.Data.Tests.Datasets;

public class DirectoryCheckTests
{
    private static readonly TupletDirectoryOptions Plain = new() { ImageSize = 2 };
    private static readonly TupletDirectoryOptions Single = new() { ImageSize = 2, LearningSize = 1 };
    private ImageDirectory _images = null!;

    [SetUp]
    public void SetUp() => _images = new ImageDirectory(2, 3, 1);

    [TearDown]
    public void TearDown() => _images.Dispose();

    // The conditions under which Keras' function raises an error, in its order.
    private static IEnumerable<TestCaseData> KerasConditions()
    {
        var labels = DirectoryLabels.Of([1, 2, 3, 1, 2, 3]);
        yield return Case(Plain with { Labels = null! }, "Needs Labels: DirectoryLabels.Inferred, None or a list of numbers, got null.");
        yield return Case(Plain with { Labels = labels, ClassNames = ["a"] }, "Needs ClassNames only where Labels are inferred, got 1 of them beside 6 labels.");
        yield return Case(Single with { Labels = DirectoryLabels.None, ClassNames = ["a"] }, "Needs ClassNames only where Labels are inferred, got 1 of them beside None.");
        yield return Case(Single with { LabelMode = LabelMode.None, ClassNames = ["a"] }, "Needs ClassNames only where Labels are inferred, got 1 of them beside None.");
        yield return Case(Plain with { ClassNames = ["a", "x"] }, "Needs ClassNames among the 3 class folders of");
        yield return Case(Plain with { Labels = DirectoryLabels.Of([1, 2]) }, "Needs as many Labels as there are images in");
        yield return Case(Plain with { LabelMode = (LabelMode)8 }, "Needs LabelMode to be Int or Binary or Categorical or None, got 8.");
        yield return Case(Plain with { ColorMode = (ColorMode)2 }, "Needs ColorMode to be Grayscale or Rgb or Rgba, got 2.");
        yield return Case(Plain with { ImageSize = (0, 5) }, "Needs an ImageSize of 1 to 65535 in both directions, got 0 x 5.");
        yield return Case(Plain with { ImageSize = (5, 70_000) }, "Needs an ImageSize of 1 to 65535 in both directions, got 5 x 70000.");
        yield return Case(Plain with { Interpolation = (Interpolation)99 }, "Needs Interpolation to be Bilinear or Nearest or Bicubic or Area or Lanczos3");
        yield return Case(Plain with { DataFormat = (DataFormat)3 }, "Needs DataFormat to be ChannelsLast or ChannelsFirst, got 3.");
        yield return Case(Plain with { BatchSize = 0 }, "Needs a BatchSize of 1 or more, or null for no batches, got 0.");
        yield return Case(Plain with { ValidationSplit = 1 }, "Needs a ValidationSplit above 0 and below 1, got 1.");
        yield return Case(Plain with { ValidationSplit = -0.1 }, "Needs a ValidationSplit above 0 and below 1, got -0.1.");
        yield return Case(Plain with { ValidationSplit = double.NaN }, "Needs a ValidationSplit above 0 and below 1, got NaN.");
        yield return Case(Plain with { Subset = DirectorySubset.Training }, "Needs a ValidationSplit where there is a Subset, got the subset Training and no split.");
        yield return Case(Plain with { Subset = DirectorySubset.Training, ValidationSplit = 0 }, "Needs a ValidationSplit where there is a Subset");
        yield return Case(Plain with { ValidationSplit = 0.2 }, "Needs a Subset where there is a ValidationSplit, got a split of 0.2 and no subset.");
        yield return Case(Plain with { ValidationSplit = 0.2, Subset = (DirectorySubset)7 }, "Needs Subset to be Training or Validation or Both, got 7.");
        yield return Case(Plain with { ValidationSplit = 0.2, Subset = DirectorySubset.Training }, "Needs a Seed to split shuffled files");
        yield return Case(Single with { LabelMode = LabelMode.Binary }, "Needs exactly 2 classes for LabelMode.Binary, got 3.");
        yield return Case(
            Single with { ValidationSplit = 0.1, Subset = DirectorySubset.Validation, Seed = 1 },
            "Needs a ValidationSplit that leaves an image on each side, got 0.1, which holds out 0 of 6.");
        yield return Case(Plain with { CropToAspectRatio = true, PadToAspectRatio = true }, "Needs one of CropToAspectRatio and PadToAspectRatio at most, got both.");
    }

    private static IEnumerable<TestCaseData> ConditionsOfTuples()
    {
        yield return Case(Plain with { LearningSize = 0 }, "Needs a LearningSize of 1 (single images) or more, got 0.");
        yield return Case(Plain with { Labels = DirectoryLabels.None }, "Needs Labels to make tuples of 3, got none; LearningSize = 1 gives single images.");
        yield return Case(Plain with { LearningSize = 2, Negatives = 1 }, "Needs a LearningSize of 3 or more for Positives and Negatives, got 2");
        yield return Case(Plain with { Ratio = (1, 2) }, "Needs a LearningSize of 2 for a Ratio, got 3");
        yield return Case(Plain with { LearningSize = 2, Ratio = (0, 2) }, "Needs a Ratio of 1 or more to 1 or more, got 0 to 2.");
        yield return Case(Plain with { Positives = 2 }, "Needs 1 or more Positives and Negatives that make up a tuple of 3 with the anchor, got 2 and 0.");
        yield return Case(Plain with { LearningSize = 5, Positives = 2, Negatives = 1 }, "Needs 1 or more Positives and Negatives that make up a tuple of 5");
        yield return Case(Single with { EpochLength = 5 }, "Needs a LearningSize of 2 or more for an EpochLength, got 1");
        yield return Case(Plain with { EpochLength = 0 }, "Needs EpochLength of at least 1, got 0.");
        yield return Case(Plain with { ImageSize = 20_000 }, "Needs an ImageSize of at most 536870911 values over all channels, got 20000 x 20000 in Rgb.");
        yield return Case(Plain with { LearningSize = 8, Positives = 6 }, "Needs enough images that tuples of 8 can be made of: Needs a class of at least 7 samples");
        yield return Case(Plain with { ClassNames = ["c", "b"], SplitBy = SplitBy.Class, ValidationSplit = 0.5, Subset = DirectorySubset.Training, Seed = 1 }, "Needs training images that tuples of 3 can be made of: ");
        yield return Case(Plain with { SplitBy = SplitBy.Group }, "Needs GroupOf for SplitBy.Group, and only there, got none for SplitBy.Group.");
        yield return Case(Plain with { GroupOf = path => path }, "Needs GroupOf for SplitBy.Group, and only there, got one for SplitBy.Sample.");
        yield return Case(Single with { Labels = DirectoryLabels.None, SplitBy = SplitBy.Class }, "Needs Labels for SplitBy.Class, got none.");
        yield return Case(
            Plain with { SplitBy = SplitBy.StratifiedSample, ValidationSplit = 0.2, Subset = DirectorySubset.Training, Seed = 1 },
            "Needs a split by StratifiedSample that can be made: Needs every class on both sides");
        yield return Case(Plain with { Anchors = (AnchorBalance)9 }, "Needs Anchors to be Tuple or Class or Instance, got 9.");
        yield return Case(Plain with { Lone = (LoneSamples)9 }, "Needs Lone to be NegativesOnly or OwnPositive, got 9.");
        yield return Case(Plain with { NegativeChoice = (NegativeChoice)9 }, "Needs NegativeChoice to be ");
        yield return Case(Plain with { WhenExhausted = (ExhaustionPolicy)9 }, "Needs WhenExhausted to be Reshuffle or Throw, got 9.");
        yield return Case(Plain with { Loading = null! }, "Needs Loading, got null.");
        yield return Case(Plain with { Endings = [] }, "Needs at least one ending");
    }

    [TestCaseSource(nameof(KerasConditions))]
    [TestCaseSource(nameof(ConditionsOfTuples))]
    public void Open_OptionsThatCannotBe_NameWhatIsNeededAndWhatCame(TupletDirectoryOptions options, string message)
    {
        var error = Assert.ThrowsAsync<ArgumentException>(() => TupletDatasetFromDirectory.OpenAsync(_images.Path, options));
        Assert.That(error!.ParamName, Is.EqualTo("options"));
        Assert.That(error.Message, Does.StartWith(message));
        Assert.That(error.Message.Split("(Parameter '"), Has.Length.EqualTo(2), "once, though errors lie in each other");
    }

    [Test]
    public void Open_OneSideOrBoth_PointsToTheOtherMethod()
    {
        var options = Plain with { ValidationSplit = 0.5, Seed = 1, Subset = DirectorySubset.Both };
        var error = Assert.ThrowsAsync<ArgumentException>(() => TupletDatasetFromDirectory.OpenAsync(_images.Path, options));
        Assert.That(error!.Message, Does.StartWith("Needs the Subset Training or Validation here, got Both; OpenBothAsync gives both."));
        options = options with { Subset = DirectorySubset.Training };
        error = Assert.ThrowsAsync<ArgumentException>(() => TupletDatasetFromDirectory.OpenBothAsync(_images.Path, options));
        Assert.That(error!.Message, Does.StartWith("Needs the Subset Both, or none, here, got Training."));
    }

    [Test]
    public void Open_NoImages_SaysSo()
    {
        using var empty = new ImageDirectory();
        Directory.CreateDirectory(Path.Combine(empty.Path, "a"));
        var error = Assert.ThrowsAsync<InvalidDataException>(() => TupletDatasetFromDirectory.OpenAsync(empty.Path, 4));
        Assert.That(error!.Message, Does.Contain($"in the 1 class folders of '{empty.Path}', found none."));
        Assert.ThrowsAsync<DirectoryNotFoundException>(() => TupletDatasetFromDirectory.OpenAsync(Path.Combine(empty.Path, "none"), 4));
        Assert.That(Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => TupletDatasetFromDirectory.OpenAsync(empty.Path, 0))!.ParamName, Is.EqualTo("batchSize"));
    }

    [Test]
    public async Task Of_FilesWithLabelsOfTheirOwn_TakesNoOthers()
    {
        var files = await ImageFolder.OpenAsync(_images.Path);
        var error = Assert.ThrowsAsync<ArgumentException>(() => TupletDatasetFromDirectory.OpenAsync(files, Plain with { ClassNames = ["a"] }));
        Assert.That(error!.Message, Does.StartWith("Needs neither Labels nor ClassNames for files that have their own, got some"));
        var plain = await ImageFolder.OpenAsync(_images.Path, new() { ClassFolders = ClassFolders.None });
        error = Assert.ThrowsAsync<ArgumentException>(() => TupletDatasetFromDirectory.OpenAsync(plain, Plain));
        Assert.That(error!.Message, Does.StartWith("Needs files with classes to make tuples of 3, got some without."));
        Assert.That((await TupletDatasetFromDirectory.OpenAsync(plain, Single with { LabelMode = LabelMode.None })).FilePaths, Has.Count.EqualTo(6));
    }

    [TestCase("BILINEAR", Interpolation.Bilinear)]
    [TestCase("nearest", Interpolation.Nearest)]
    [TestCase("BiCubic", Interpolation.Bicubic)]
    [TestCase("area", Interpolation.Area)]
    [TestCase("Lanczos3", Interpolation.Lanczos3)]
    [TestCase("lanczos5", Interpolation.Lanczos5)]
    [TestCase("gaussian", Interpolation.Gaussian)]
    [TestCase("MitchellCubic", Interpolation.MitchellCubic)]
    public void ParseInterpolation_AnyCase_IsKnown(string text, Interpolation expected) =>
        Assert.That(KerasNames.ParseInterpolation(text), Is.EqualTo(expected));

    [Test]
    public void Parse_OtherOptions_KnowsTheTextsOfKeras()
    {
        Assert.That(KerasNames.ParseColorMode("grayscale"), Is.EqualTo(ColorMode.Grayscale));
        Assert.That(KerasNames.ParseLabelMode("categorical"), Is.EqualTo(LabelMode.Categorical));
        Assert.That(KerasNames.ParseSubset("both"), Is.EqualTo(DirectorySubset.Both));
        Assert.That(KerasNames.ParseDataFormat("channels_first"), Is.EqualTo(DataFormat.ChannelsFirst));
        var error = Assert.Throws<ArgumentException>(() => KerasNames.ParseInterpolation("cubic"));
        Assert.That(error!.ParamName, Is.EqualTo("interpolation"));
        Assert.That(error.Message, Does.StartWith(
            "Needs one of bilinear, nearest, bicubic, area, lanczos3, lanczos5, gaussian, mitchellcubic, got 'cubic'."));
        Assert.That(Assert.Throws<ArgumentException>(() => KerasNames.ParseSubset("test"))!.Message, Does.StartWith("Needs one of training, validation, both, got 'test'."));
        Assert.That(Assert.Throws<ArgumentNullException>(() => KerasNames.ParseColorMode(null!))!.ParamName, Is.EqualTo("colorMode"));
    }

    private static TestCaseData Case(TupletDirectoryOptions options, string message) => new TestCaseData(options, message).SetArgDisplayNames(message);
}
