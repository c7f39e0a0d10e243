using TorchSharp.Modules;
using TorchSharp.Siamese.Data.Datasets;
using TorchSharp.Siamese.Data.Imaging;
using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Loading;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Tuples;
using TorchSharp.Siamese.TestSupport;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Tests.Datasets;

public class TupletDatasetFromDirectoryTests
{
    private static readonly int[] Sizes = [5, 4, 3, 6];                     // images 0-4, 5-8, 9-11, 12-17
    private static readonly TupletDirectoryOptions Small = new() { ImageSize = (3, 2), BatchSize = 4 };
    private ImageDirectory _images = null!;

    [SetUp]
    public void SetUp() => _images = new ImageDirectory(Sizes);

    [TearDown]
    public void TearDown() => _images.Dispose();

    [Test]
    public async Task Open_DirectoryAndBatchSizeAlone_GivesTriplets()
    {
        var dataset = await TupletDatasetFromDirectory.OpenAsync(_images.Path, 8);
        Assert.That(dataset.ClassNames, Is.EqualTo(new[] { "a", "b", "c", "d" }));
        Assert.That(dataset.BatchesPerEpoch, Is.EqualTo(3));
        var shapes = new List<string>();
        foreach (var batch in dataset)
        {
            using (batch)
            {
                shapes.Add(Shape(batch.Images));
                Assert.That(Numbers(batch), Has.All.Matches<int[]>(t => ClassOf(t[0]) == ClassOf(t[1]) && t[0] != t[1] && ClassOf(t[0]) != ClassOf(t[2])));
                Assert.That(batch.Labels!.dtype, Is.EqualTo(ScalarType.Int32));
                Assert.That(batch.Labels.data<int>().ToArray().Chunk(2), Has.All.EqualTo(new[] { 1, 0 }));
            }
        }

        Assert.That(shapes, Is.EqualTo(new[] { "[8, 3, 256, 256, 3]", "[8, 3, 256, 256, 3]", "[2, 3, 256, 256, 3]" }));
    }

    [TestCase(2, null, null)]
    [TestCase(3, null, null)]
    [TestCase(5, null, null)]
    [TestCase(6, 2, null)]
    [TestCase(6, null, 2)]
    public async Task Epoch_AnyLearningSize_LabelsSayWhoSharesTheClass(int size, int? positives, int? negatives)
    {
        var dataset = await Open(Small with { LearningSize = size, Positives = positives, Negatives = negatives, LabelMode = LabelMode.Binary });
        Assert.That(dataset.LearningSize, Is.EqualTo(size));
        var tuples = 0;
        foreach (var batch in dataset.Epoch(0))
        {
            using (batch)
            {
                Assert.That(Shape(batch.Images), Is.EqualTo($"[{batch.Images.shape[0]}, {size}, 3, 2, 3]"));
                var labels = batch.Labels!.data<float>().ToArray().Chunk(size - 1).ToArray();
                foreach (var (tuple, same) in Numbers(batch).Zip(labels))
                {
                    Assert.That(same, Is.EqualTo(tuple[1..].Select(other => ClassOf(other) == ClassOf(tuple[0]) ? 1f : 0f)));
                    Assert.That(tuple, Is.Unique);
                    if (size > 2)
                        Assert.That(same.Sum(), Is.EqualTo(positives ?? (negatives is null ? 1 : size - 1 - negatives)));
                    tuples++;
                }
            }
        }

        Assert.That(tuples, Is.EqualTo(Sizes.Sum()));
    }

    [Test]
    public async Task Epoch_ChannelsFirst_IsTheSameTurned()
    {
        var last = await Open(Small);
        var first = await Open(Small with { DataFormat = DataFormat.ChannelsFirst });
        using var x = last.Epoch(3).First();
        using var y = first.Epoch(3).First();
        Assert.That(Shape(y.Images), Is.EqualTo("[4, 3, 3, 3, 2]"));
        Assert.That(y.Images.permute(0, 1, 3, 4, 2).contiguous().data<float>().ToArray(), Is.EqualTo(x.Images.data<float>().ToArray()));
        Assert.That(x.Images.is_contiguous() && y.Images.is_contiguous(), Is.True);
    }

    [Test]
    public async Task Tuplets_AndDenseImages_AreTheSameTuples()
    {
        var dataset = await Open(Small);
        foreach (var (dense, tuplets) in dataset.Epoch(1).Zip(dataset.Tuplets!.Epoch(1)))
        {
            using (dense)
            using (tuplets)
            {
                using var copy = tuplets.DenseTuples(channelsLast: true);
                Assert.That(dense.Images.data<float>().ToArray(), Is.EqualTo(copy.data<float>().ToArray()));
                Assert.That((dense.Epoch, dense.Number), Is.EqualTo((tuplets.Epoch, tuplets.Number)));
                Assert.That(tuplets.Positives, Is.EqualTo(1));
            }
        }
    }

    [TestCase(LabelMode.Int, "[4, 2]", new float[] { 1, 0 })]
    [TestCase(LabelMode.Binary, "[4, 2]", new float[] { 1, 0 })]
    [TestCase(LabelMode.Categorical, "[4, 2, 2]", new float[] { 0, 1, 1, 0 })]
    public async Task Labels_OfTuples_FollowTheMode(LabelMode mode, string shape, float[] each)
    {
        var dataset = await Open(Small with { LabelMode = mode });
        using var batch = dataset.Epoch(0).First();
        Assert.That(Shape(batch.Labels!), Is.EqualTo(shape));
        Assert.That(batch.Labels!.dtype, Is.EqualTo(mode == LabelMode.Int ? ScalarType.Int32 : ScalarType.Float32));
        using var floats = batch.Labels.to(ScalarType.Float32);
        Assert.That(floats.data<float>().ToArray().Chunk(each.Length), Has.All.EqualTo(each));
        using var without = (await Open(Small with { LabelMode = LabelMode.None })).Epoch(0).First();
        Assert.That(without.Labels, Is.Null);
        Assert.That(without.Images.data<float>().ToArray(), Is.EqualTo(batch.Images.data<float>().ToArray()));
    }

    [Test]
    public async Task Epoch_WithoutBatches_GivesOneTupleAtATime()
    {
        var dataset = await Open(Small with { BatchSize = null });
        Assert.That(dataset.BatchesPerEpoch, Is.EqualTo(18));
        using var one = dataset.Epoch(0).First();
        var (images, labels) = one;
        Assert.That((Shape(images), Shape(labels!)), Is.EqualTo(("[3, 3, 2, 3]", "[2]")));
    }

    [Test]
    public async Task Ratio_OfPairs_IsKept()
    {
        var dataset = await Open(Small with { LearningSize = 2, Ratio = (1, 3), BatchSize = 8 });
        using var batch = dataset.Epoch(0).First();
        Assert.That(batch.Labels!.data<int>().ToArray().Sum(), Is.EqualTo(2));
    }

    [Test]
    public async Task PlanOptions_ReachThePlan()
    {
        var triplets = (TripletPlan)(await Open(Small with { Seed = 9, EpochLength = 7, Anchors = AnchorBalance.Class, ClassWeights = [1, 2, 0, 1] })).Plan!;
        Assert.That((triplets.Options.Seed, triplets.EpochLength, triplets.Options.Anchors, triplets.Options.ClassWeights![1]), Is.EqualTo((9UL, 7L, AnchorBalance.Class, 2.0)));
        var tuplets = (TupletPlan)(await Open(Small with { LearningSize = 5, NegativeChoice = NegativeChoice.DistinctClasses, WhenExhausted = ExhaustionPolicy.Throw })).Plan!;
        Assert.That((tuplets.Options.Choice, tuplets.Options.WhenExhausted), Is.EqualTo((NegativeChoice.DistinctClasses, ExhaustionPolicy.Throw)));
        var pairs = (PairPlan)(await Open(Small with { LearningSize = 2, Anchors = AnchorBalance.Instance })).Plan!;
        Assert.That(pairs.Options.Anchors, Is.EqualTo(AnchorBalance.Instance));
    }

    [TestCase(2)]
    [TestCase(3)]
    [TestCase(4)]
    public async Task Lone_OwnPositive_GivesOneImageTwoDrawsOfAugmentation(int size)
    {
        using var images = new ImageDirectory([1, 1, 1]);
        var options = Small with
        {
            LearningSize = size,
            Lone = LoneSamples.OwnPositive,
            Loading = new LoaderOptions { Augmentation = new GaussianNoise(new ValueRange(5, 10)) },
        };
        var dataset = await TupletDatasetFromDirectory.OpenAsync(images.Path, options);

        using var batch = dataset.Tuplets!.Epoch(0).First();
        using var scope = NewDisposeScope();

        var positive = batch.Same.data<bool>().ToArray().ToList().IndexOf(true);
        var (tuple, place) = Math.DivRem(positive, size - 1);
        var (anchor, own) = (batch.Tuples[tuple, 0].item<long>(), batch.Tuples[tuple, 1 + place].item<long>());
        Assert.That(batch.Ids[own].item<long>(), Is.EqualTo(batch.Ids[anchor].item<long>()));
        Assert.That(own, Is.Not.EqualTo(anchor));
        Assert.That((batch.Images[own] - batch.Images[anchor]).abs().max().item<float>(), Is.GreaterThan(1));
    }

    [Test]
    public async Task Enumerating_TwiceAndPartly_GoesOnEpochByEpoch()
    {
        var dataset = await Open(Small);
        var first = Passed(dataset);
        var second = Passed(dataset);
        Assert.That(first, Is.EqualTo(Passed(dataset.Epoch(0))));
        Assert.That(second, Is.EqualTo(Passed(dataset.Epoch(1))).And.Not.EqualTo(first));
        foreach (var batch in dataset.Epoch(2))
        {
            batch.Dispose();
            break;
        }

        Assert.That(Passed(dataset), Is.EqualTo(Passed((await Open(Small)).Epoch(2, 1))), "the rest of epoch 2");
    }

    [TestCase(0, 1)]
    [TestCase(1, 4)]
    [TestCase(2, 1)]
    [TestCase(8, 16)]
    public async Task Epochs_AnyNumberOfWorkers_AreTheSame(int workers, int prefetch)
    {
        var options = Small with { Seed = 5, Loading = new LoaderOptions { Augmentation = new RandomAffine(new RandomAffineOptions { Rotation = new(-20, 20) }) } };
        var expected = Pixels(await Open(options with { Loading = options.Loading with { Workers = 0 } }), 2);
        Assert.That(Pixels(await Open(options with { Loading = options.Loading with { Workers = workers, Prefetch = prefetch } }), 2), Is.EqualTo(expected));
    }

    [TestCase(1)]
    [TestCase(3)]
    public async Task State_LoadedElsewhere_GoesOnBitForBit(int size)
    {
        var options = Small with { LearningSize = size };
        var whole = await Open(options);
        var expected = Passed(whole.Epoch(0)).Concat(Passed(whole.Epoch(1))).ToList();

        var run = await Open(options);
        var came = new List<float>();
        foreach (var batch in run.Take(2))
        {
            using (batch)
                came.AddRange(batch.Images.data<float>().ToArray());
        }

        var resumed = await Open(options);
        resumed.load_state_dict(LoaderState.FromJson(run.state_dict().ToJson()));
        came.AddRange(Passed(resumed));
        came.AddRange(Passed(resumed));
        Assert.That(came, Is.EqualTo(expected));
        var other = await Open(options with { Seed = 1 });
        Assert.Throws<InvalidOperationException>(() => other.load_state_dict(run.state_dict()));
    }

    [Test]
    public async Task Shuffle_Off_RepeatsTheEpoch()
    {
        foreach (var size in new[] { 1, 2, 3 })
        {
            var dataset = await Open(Small with { LearningSize = size, Shuffle = false });
            Assert.That(Passed(dataset.Epoch(5)), Is.EqualTo(Passed(dataset.Epoch(0))));
            Assert.That(_images.Relative(dataset.FilePaths), Is.Ordered);
        }
    }

    [Test]
    public async Task Epoch_LeavesNothingAliveButWhatItGives()
    {
        var dataset = await Open(Small with { Loading = new LoaderOptions { Workers = 0 } });
        Passed(dataset);
        Assert.That(LeakCheck.LeftAlive(() => Passed(dataset)), Is.Zero);
        LabelledImages? batch = null;
        Assert.That(LeakCheck.LeftAlive(() => batch = dataset.Epoch(0).First()), Is.EqualTo(2));
        using (NewDisposeScope())
            Assert.That(LeakCheck.LeftAlive(() => batch!.Dispose()), Is.EqualTo(-2));
        batch!.Dispose();
    }

    // The images are whole numbers after all: only the rounding of the resizing goes.
    [Test]
    public async Task Cache_SharedByBothSides_ServesUntilBothAreDisposed()
    {
        var options = Small with { ValidationSplit = 0.5, SplitBy = SplitBy.StratifiedSample, Seed = 2 };
        var plain = await TupletDatasetFromDirectory.OpenBothAsync(_images.Path, options);
        var cached = await TupletDatasetFromDirectory.OpenBothAsync(_images.Path, options with { Cache = new() });
        Assert.That(Passed(cached.Training.Epoch(0)), Is.EqualTo(Passed(plain.Training.Epoch(0))).Within(1e-4));
        for (var i = 0; i < 5; i++)
            _images.Write($"a/{i:000}.png", []);                     // class a is in the cache, as far as it was read
        Assert.Throws<SampleLoadException>(() => Passed(plain.Training.Epoch(0)));
        cached.Validation.Dispose();
        cached.Validation.Dispose();
        Assert.That(Passed(cached.Training.Epoch(0)), Has.Count.GreaterThan(100));
        cached.Training.Dispose();
        Assert.That(() => Passed(cached.Training.Epoch(0)), Throws.Exception);
        plain.Training.Dispose();
    }

    [Test]
    public async Task ToTorchDataset_InTorchSharpsLoader_GivesTheTuplesOfThePlan()
    {
        var dataset = await Open(Small);
        using var torchDataset = dataset.ToTorchDataset();
        using var loader = new DataLoader(torchDataset, 18, shuffle: false);
        using var whole = (await Open(Small with { BatchSize = 18, DataFormat = DataFormat.ChannelsFirst })).Epoch(0).First();
        var batches = 0;
        foreach (var batch in loader)
        {
            Assert.That(batch["images"].data<float>().ToArray(), Is.EqualTo(whole.Images.data<float>().ToArray()));
            batches++;
        }

        Assert.That(batches, Is.EqualTo(1));
        using var singles = (await Open(Small with { LearningSize = 1 })).ToTorchDataset();
        Assert.That(singles.Count, Is.EqualTo(18));
    }

    private static string Shape(Tensor tensor) => $"[{string.Join(", ", tensor.shape)}]";

    private static int ClassOf(int image) => image switch { < 5 => 0, < 9 => 1, < 12 => 2, _ => 3 };

    // The colour of each image, which is its number, whatever the size; [B][L].
    private static int[][] Numbers(LabelledImages batch)
    {
        var size = (int)batch.Images.shape[1];
        var values = batch.Images.data<float>().ToArray().Chunk((int)(batch.Images.numel() / (batch.Images.shape[0] * size))).ToArray();
        Assert.That(values, Has.All.Matches<float[]>(image => image.Max() - image.Min() < 1e-4));
        return [.. values.Select(image => (int)Math.Round(image[0])).Chunk(size)];
    }

    private static List<float> Passed(IEnumerable<LabelledImages> batches)
    {
        var values = new List<float>();
        foreach (var batch in batches)
        {
            using (batch)
                values.AddRange(batch.Images.data<float>().ToArray());
        }

        return values;
    }

    private static List<float> Pixels(TupletDatasetFromDirectory dataset, int epochs) =>
        [.. Enumerable.Range(0, epochs).SelectMany(epoch => Passed(dataset.Epoch(epoch)))];

    private Task<TupletDatasetFromDirectory> Open(TupletDirectoryOptions options) => TupletDatasetFromDirectory.OpenAsync(_images.Path, options);
}
