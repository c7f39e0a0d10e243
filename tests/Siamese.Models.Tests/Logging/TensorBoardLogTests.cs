using TorchSharp.Siamese.Models.Logging;
using TorchSharp.Siamese.TestSupport;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Tests.Logging;

public class TensorBoardLogTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new TemporaryFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void OnStep_Scalars_AreThoseOfTheStep()
    {
        using (var log = new TensorBoardLog(_folder.Path))
        {
            log.OnStart(PlayedTraining.Start(0));
            PlayedTraining.Tell(log, 1);
            PlayedTraining.Tell(log, 2, lossCount: 2);
        }
        var values = Scalars();
        Assert.That(values[("train/loss", 2)], Is.EqualTo(0.5f));
        Assert.That(values[("train/loss/triplet", 2)], Is.EqualTo(1f));
        Assert.That(values, Does.Not.ContainKey(("train/loss/triplet", 1L)));
        Assert.That(values[("train/tuples", 2)], Is.EqualTo(20f));
        Assert.That(values[("train/active_share", 2)], Is.EqualTo(0.1f));
        Assert.That(values[("train/gradient_norm", 1)], Is.EqualTo(2.5f));
        Assert.That(values, Does.Not.ContainKey(("train/gradient_norm", 2L)));
        Assert.That(values[("train/learning_rate", 2)], Is.EqualTo(0.001f));
        Assert.That(values[("train/images_per_second", 2)], Is.EqualTo(4f));     // 8 images in 2 seconds
    }

    [Test]
    public void OnEvaluation_AndOnEpochEnd_WriteTheirFigures()
    {
        using (var log = new TensorBoardLog(_folder.Path))
        {
            log.OnEvaluation(PlayedTraining.Evaluation(3));
            log.OnEpochEnd(PlayedTraining.Epoch(4));
        }
        Assert.That(Scalars(), Is.EquivalentTo(new Dictionary<(string, long), float>
        {
            [("evaluation/precision@1", 3)] = 0.53f,
            [("evaluation/eer", 3)] = 0.25f,
            [("epoch/mean_loss", 4)] = 1,
            [("epoch/idle_batches", 4)] = 1,
        }));
    }

    // Rows (3, 4) and (0, 2): norms 5 and 2.
    [Test]
    public void OnStep_Histograms_AreOfEmbeddingsParametersAndGradients()
    {
        using var network = nn.Linear(2, 1, hasBias: false);
        using var input = ones(1, 2);
        using (var output = network.call(input))
            output.backward();
        using (var log = new TensorBoardLog(_folder.Path, new() { HistogramsEvery = 2, ScalarsEvery = 5, Network = network }))
        {
            PlayedTraining.Tell(log, 1);
            PlayedTraining.Tell(log, 2);
        }
        Assert.That(Scalars(), Is.Empty);
        var histograms = Values().ToDictionary(value => value.Value.Text(1), value => value.Value.Message(5));
        Assert.That(histograms.Keys, Is.EquivalentTo(new[] { "embeddings/values", "embeddings/norms", "parameters/weight", "gradients/weight" }));
        Assert.That((histograms["embeddings/norms"].Double(1), histograms["embeddings/norms"].Double(2)), Is.EqualTo((2d, 5d)));
        Assert.That((histograms["gradients/weight"].Double(1), histograms["gradients/weight"].Double(3)), Is.EqualTo((1d, 2d)));
    }

    [Test]
    public void OnStart_AfterARestart_VoidsLaterStepsOnly()
    {
        using (var log = new TensorBoardLog(_folder.Path))
        {
            log.OnStart(PlayedTraining.Start(0));
            PlayedTraining.Tell(log, 1);
        }
        using (var log = new TensorBoardLog(_folder.Path))
            log.OnStart(PlayedTraining.Start(12));
        var files = Directory.GetFiles(_folder.Path).Order(StringComparer.Ordinal).ToList();
        Assert.That(files, Has.Count.EqualTo(2));
        Assert.That(EventRecords.Read(files[0])[1].Int(2), Is.Zero);
        Assert.That(EventRecords.Read(files[1])[1].Int(2), Is.EqualTo(13));
    }

    [Test]
    public void Writer_BeforeTheStart_SaysWhatToDo()
    {
        using var log = new TensorBoardLog(_folder.Path);
        Assert.That(Assert.Throws<InvalidOperationException>(() => _ = log.Writer)!.Message, Does.Contain("OnStart"));
        log.OnStart(PlayedTraining.Start(0));
        Assert.That(log.Writer.Folder, Is.EqualTo(_folder.Path));
        log.Dispose();
        Assert.Throws<ObjectDisposedException>(() => _ = log.Writer);
    }

    private IEnumerable<(long Step, ProtoFields Value)> Values() => Directory.GetFiles(_folder.Path).SelectMany(EventRecords.Read)
        .Where(e => e.Has(5)).Select(e => (e.Int(2), e.Message(5).Message(1)));

    private Dictionary<(string, long), float> Scalars() => Values().Where(value => value.Value.Has(2))
        .ToDictionary(value => (value.Value.Text(1), value.Step), value => value.Value.Float(2));
}
