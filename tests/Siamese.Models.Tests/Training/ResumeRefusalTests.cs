using System.Text;
using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.Models.Encoders;
using TorchSharp.Siamese.Models.Losses;
using TorchSharp.Siamese.Models.Training;
using TorchSharp.Siamese.TestSupport;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Tests.Training;

/// <summary>A checkpoint of something else is refused, and the message says what is different.</summary>
public class ResumeRefusalTests
{
    private TemporaryFolder _folder = null!;

    private string Path => _folder.File("run.ckpt");

    [SetUp]
    public void Train()
    {
        _folder = new TemporaryFolder();
        using var training = new SmallTraining();
        using var trainer = Make(training);
        trainer.Run();
    }

    [TearDown]
    public void DropFolder() => _folder.Dispose();

    [Test]
    public void Resume_SameParts_IsAtTheEnd()
    {
        using var training = new SmallTraining(start: 5);
        using var trainer = Make(training);
        trainer.Resume(Path);
        Assert.That(trainer.Step, Is.EqualTo(6));
        Assert.That(Assert.Throws<InvalidOperationException>(() => trainer.Resume(Path))!.Message, Does.StartWith("Needs a training that has not begun, got one after 6 steps"));
    }

    [TestCase("margin", "needs a checkpoint of a training with the same options, got another: 'losses[0].loss.margin' is 0.3 there and 0.4 here; 'losses[0].loss.selection_margin' is 0.3 there and 0.4 here.")]
    [TestCase("miner", "'losses[0].miner' is BatchHardMiner there and SemiHardMiner here; 'losses[0].miner.Distance' is nothing there and LpDistance here")]
    [TestCase("weight", "'losses[0].weight' is 1 there and 0.5 here")]
    [TestCase("clip", "'clipNorm' is none there and 1 here")]
    [TestCase("run", "'run.seed' is nothing there and 4 here")]
    [TestCase("optimizer", "'optimizer' is Adam there and SGD here")]
    [TestCase("scheduler", "'scheduler' is StepLR, EveryStep there and none here")]
    [TestCase("schedule", "after 6 steps of the scheduler the rates are 0.0025 of initially 0.01 here, and 0.00015625 of initially 0.01 there")]
    [TestCase("decay", "got others: the learning rate is 0.00015625 of initially 0.01 in both, another option differs, such as momentum, betas, weight decay")]
    [TestCase("order", "'optimizer.parameters' is 6, from conv.weight to embed.bias, order ")]
    [TestCase("data", "needs a checkpoint of the same data, got another image 0: of mean ")]
    [TestCase("sampler", "Needs a state of the same options: these are [4 x 2, seed 4, ")]
    [TestCase("encoder", "needs a checkpoint of the same encoder, got another: 'conv.weight' is Float32 [4, 1, 3, 3] there and nothing here; ")]
    public void Resume_OneThingDiffers_IsNamed(string different, string message)
    {
        using var training = new SmallTraining(noise: different == "data" ? 2 : 1);
        using var trainer = Make(training, different);
        var error = Assert.Throws<InvalidDataException>(() => trainer.Resume(Path));
        Assert.That(error!.Message, Does.StartWith($"'{Path}': ").And.Contain(message));
    }

    [Test]
    public void Resume_DamagedFile_IsRefusedAndNothingChanges()
    {
        var bytes = File.ReadAllBytes(Path);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(Path, bytes);
        using var training = new SmallTraining(start: 5);
        var before = SmallTraining.Bits(training.Encoder);
        using var trainer = Make(training);
        Assert.That(Assert.Throws<InvalidDataException>(() => trainer.Resume(Path))!.Message, Does.Contain("the checkpoint is damaged: the checksum of section '"));
        Assert.That(SmallTraining.Bits(training.Encoder), Is.EqualTo(before));
    }

    [Test]
    public void Resume_ModelFile_IsRefused()
    {
        new CheckpointWriter("model").Save(_folder.File("model"));
        using var training = new SmallTraining();
        using var trainer = Make(training);
        Assert.That(
            Assert.Throws<InvalidDataException>(() => trainer.Resume(_folder.File("model")))!.Message,
            Is.EqualTo($"'{_folder.File("model")}': needs a file of kind 'training', got one of kind 'model'."));
    }

    [Test]
    public void LoadEncoder_OtherArchitecture_IsNamedAndNothingChanges()
    {
        using var other = nn.Sequential(("conv", nn.Conv2d(1, 4, 5)));
        var before = SmallTraining.Bits(other);
        var error = Assert.Throws<InvalidDataException>(() => TrainingCheckpoint.LoadEncoder(Path, other));
        Assert.That(error!.Message, Does.Contain("'conv.weight' is Float32 [4, 1, 3, 3] there and Float32 [4, 1, 5, 5] here").And.EndWith(" more."));
        Assert.That(SmallTraining.Bits(other), Is.EqualTo(before));
    }

    // Both have weights of the same sizes.
    [Test]
    public void Resume_EncoderWithAnotherOption_IsNamed()
    {
        using var training = new SmallTraining();
        SiameseTrainer Of(bool normalize)
        {
            var encoder = new ConvEncoder(new ConvEncoderOptions
            {
                Height = SmallTraining.Side,
                Width = SmallTraining.Side,
                Blocks = [new ConvBlock(4)],
                EmbeddingSize = SmallTraining.Width,
                Normalize = normalize,
            });
            var optimizer = training.Own(optim.Adam(encoder.parameters(), 0.01));
            return training.Own(new SiameseTrainer(
                training.Own(new SiameseNetwork(encoder)), [new TrainingLoss(training.Own(new SupConLoss()))], optimizer, training.Loader(), new SiameseTrainerOptions { Epochs = 1, CheckpointPath = Path }));
        }
        Of(normalize: true).Run();
        var error = Assert.Throws<InvalidDataException>(() => Of(normalize: false).Resume(Path));
        Assert.That(error!.Message, Is.EqualTo(
            $"'{Path}': needs a checkpoint of a training with the same options, got another: 'encoder.Normalize' is true there and false here."));
    }

    // A training may be made longer; the scheduler here does not know how long it was to be.
    [Test]
    public void Resume_MoreEpochs_GoesOn()
    {
        using var training = new SmallTraining();
        using var trainer = Make(training, epochs: 2);
        trainer.Resume(Path);
        Assert.That(trainer.Run().Steps, Is.EqualTo(12));
        using var whole = new SmallTraining();
        using var atOnce = Make(whole, epochs: 2);
        atOnce.Run();
        Assert.That(SmallTraining.Bits(training.Encoder), Is.EqualTo(SmallTraining.Bits(whole.Encoder)));
    }

    [Test]
    public void Resume_ObserverWithAState_GetsItBack()
    {
        using var training = new SmallTraining();
        using (var first = Make(training, counter: new Counter()))
            first.Run();
        var counter = new Counter();
        using var second = new SmallTraining();
        using var trainer = Make(second, epochs: 2, counter: counter);
        trainer.Resume(Path);
        trainer.Run();
        Assert.That(counter.Steps, Is.EqualTo(12));
        using var third = new SmallTraining();
        using var without = Make(third);
        using (var file = CheckpointFile.Open(Path))
            Assert.That(Encoding.UTF8.GetString(file.ReadAll("own:counter")), Is.EqualTo("12"));
        without.Resume(Path);      // a state that nobody wants is no error
    }

    private SiameseTrainer Make(SmallTraining training, string different = "", int epochs = 1, Counter? counter = null)
    {
        var encoder = different == "encoder"
            ? training.Own(nn.Sequential(nn.Flatten(), nn.Linear(36, SmallTraining.Width)))
            : training.Encoder;
        optim.Optimizer optimizer = different == "optimizer"
            ? training.Own(optim.SGD(encoder.parameters(), 0.01))
            : training.Own(optim.Adam(different == "order" ? encoder.parameters().Reverse() : encoder.parameters(), 0.01, weight_decay: different == "decay" ? 0.1 : 0));
        IMiner miner = different == "miner" ? new SemiHardMiner() : new BatchHardMiner();
        var loss = new TrainingLoss(training.Own(new TripletMarginLoss(different == "margin" ? 0.4 : 0.3)), miner) { Weight = different == "weight" ? 0.5 : 1 };
        return new SiameseTrainer(encoder, [loss], optimizer, training.Loader(seed: different == "sampler" ? 4u : 3u), new SiameseTrainerOptions
        {
            Epochs = epochs,
            CheckpointPath = Path,
            ClipNorm = different == "clip" ? 1 : null,
            RunOptions = different == "run" ? new Dictionary<string, string> { ["seed"] = "4" } : new Dictionary<string, string>(),
            Observers = counter is null ? [] : [counter],
            Scheduler = different switch
            {
                "scheduler" => null,
                "schedule" => optim.lr_scheduler.StepLR(optimizer, 3, 0.5),
                _ => optim.lr_scheduler.StepLR(optimizer, 1, 0.5),
            },
        });
    }

    private sealed class Counter : ITrainingObserver, ICheckpointed
    {
        public int Steps { get; private set; }

        public string CheckpointName => "counter";

        public void OnStep(TrainingStep taken) => Steps++;

        public void SaveState(Stream stream) => stream.Write(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{Steps}")));

        public void LoadState(Stream stream)
        {
            using var reader = new StreamReader(stream);
            Steps = int.Parse(reader.ReadToEnd(), System.Globalization.CultureInfo.InvariantCulture);
        }
    }
}
