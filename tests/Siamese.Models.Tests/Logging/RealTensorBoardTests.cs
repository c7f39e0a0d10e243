using System.Diagnostics;
using System.Text.Json;
using TorchSharp.Siamese.Models.Logging;
using TorchSharp.Siamese.TestSupport;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Tests.Logging;

/// <summary>TensorBoard's own reader finds what was written; where a Python has it.</summary>
public class RealTensorBoardTests
{
    private const string Script = """
        import json, sys
        from google.protobuf import text_format
        from tensorboard.backend.event_processing import plugin_event_accumulator as event_accumulator
        from tensorboard.plugins.projector import projector_config_pb2
        from tensorboard.util import tensor_util
        folder = sys.argv[1]
        run = event_accumulator.EventAccumulator(folder, size_guidance={event_accumulator.TENSORS: 0}).Reload()
        def values(tag): return [[e.step, tensor_util.make_ndarray(e.tensor_proto)] for e in run.Tensors(tag)]
        scalars, pictures, histograms = {}, {}, {}
        for tag in run.Tags()["tensors"]:
            plugin = run.SummaryMetadata(tag).plugin_data.plugin_name
            if plugin == "scalars": scalars[tag] = [[step, float(v) if -1e30 < float(v) < 1e30 and abs(float(v)) > 1e-30 else str(float(v))] for step, v in values(tag)]
            elif plugin == "images": pictures[tag] = [[step, [int(v[0]), int(v[1]), v[2].hex()]] for step, v in values(tag)]
            elif plugin == "histograms": histograms[tag] = [[step, v.tolist()] for step, v in values(tag)]
            elif plugin == "text": scalars[tag] = [[step, 0.0] for step, v in values(tag) if v.item() == b"margin 0.2"]
        config = text_format.Parse(open(folder + "/projector_config.pbtxt").read(), projector_config_pb2.ProjectorConfig())
        set = config.embeddings[0]
        projector = [set.tensor_name, list(set.tensor_shape), set.tensor_path, set.metadata_path, set.sprite.image_path, list(set.sprite.single_image_dim)]
        print(json.dumps(dict(scalars=scalars, pictures=pictures, histograms=histograms, projector=projector)))
        """;

    [Test]
    public void EventAccumulator_ReadsWhatWasWrittenAndDropsWhatARestartVoided()
    {
        using var folder = new TemporaryFolder();
        byte[] pixels = [.. Enumerable.Range(0, 12).Select(i => (byte)(20 * i))];
        using (var log = new TensorBoardLog(folder.Path))
        {
            log.OnStart(PlayedTraining.Start(0));
            log.Writer.AddText("options", "margin 0.2", 0);
            for (var step = 1; step <= 9; step++)
                PlayedTraining.Tell(log, step);
            log.OnEvaluation(PlayedTraining.Evaluation(9));
        }
        using (var log = new TensorBoardLog(folder.Path))
        {
            log.OnStart(PlayedTraining.Start(5));
            PlayedTraining.Tell(log, 6);
            log.Writer.AddHistogram("h", [0f, 0.5f, 1f, 30f], 6);
            log.Writer.AddImage("i", pixels, 4, 3, TorchSharp.Siamese.Data.Imaging.ColorMode.Grayscale, 6);
        }
        using var embeddings = ones(4, 3);
        using var images = zeros(4, 1, 5, 7);
        EmbeddingProjector.Write(folder.Path, embeddings, new() { Name = "it \"is\"", Images = images, Columns = [new("class", ["a", "b", "c", "d"])] });

        var read = Read(folder.Path);
        var loss = read.GetProperty("scalars").GetProperty("train/loss").EnumerateArray().Select(point => (point[0].GetInt64(), point[1].GetDouble()));
        Assert.That(loss, Is.EqualTo(Enumerable.Range(1, 6).Select(step => ((long)step, (double)(1f / step)))));
        Assert.That(read.GetProperty("scalars").TryGetProperty("evaluation/eer", out var voided) && voided.GetArrayLength() > 0, Is.False);
        Assert.That(read.GetProperty("scalars").GetProperty("options").GetArrayLength(), Is.EqualTo(1));
        var picture = read.GetProperty("pictures").GetProperty("i")[0][1];
        Assert.That((picture[0].GetInt32(), picture[1].GetInt32()), Is.EqualTo((4, 3)));
        var buckets = read.GetProperty("histograms").GetProperty("h")[0][1].EnumerateArray().Select(row => (row[0].GetDouble(), row[1].GetDouble(), row[2].GetDouble())).ToList();
        Assert.That(buckets, Has.Count.EqualTo(30));
        Assert.That((buckets[0], buckets[1], buckets[29]), Is.EqualTo(((0d, 1d, 2d), (1d, 2d, 1d), (29d, 30d, 1d))));
        Assert.That(read.GetProperty("projector").GetRawText(),
            Is.EqualTo("""["it \"is\"", [4, 3], "tensors.tsv", "metadata.tsv", "sprite.png", [7, 5]]"""));
    }

    // Steps 5 to 7 are written twice, the first time by a process that then died.
    [Test]
    public void EventAccumulator_OfATrainingThatDiedAndWentOn_FindsEveryStepOnce()
    {
        using var folder = new TemporaryFolder();
        LoggedTraining.Run(folder.Path, resume: false, dies: 7);
        var losses = LoggedTraining.Run(folder.Path, resume: true);
        using var embeddings = ones(4, 3);
        EmbeddingProjector.Write(folder.Path, embeddings, new() { Columns = [new("class", ["a", "b", "c", "d"])], Images = embeddings.reshape(4, 1, 1, 3) });
        var read = Read(folder.Path);
        List<(long Step, double Value)> Points(string tag) => [.. read.GetProperty("scalars").GetProperty(tag).EnumerateArray().Select(point => (point[0].GetInt64(), point[1].GetDouble()))];
        Assert.That(Points("train/loss").Select(point => point.Step), Is.EqualTo(Enumerable.Range(1, LoggedTraining.Steps).Select(step => (long)step)));
        foreach (var (step, value) in Points("train/loss").Skip(4))
            Assert.That(value, Is.EqualTo((double)(float)losses[step]));
        Assert.That(Points("evaluation/size").Select(point => point.Step), Is.EqualTo(new long[] { 3, 6, 9, 12 }));
        Assert.That(Points("epoch/mean_loss").Select(point => point.Step), Is.EqualTo(new long[] { 6, 12 }));
        Assert.That(Points("train/loss/all, \"every\""), Has.Count.EqualTo(LoggedTraining.Steps));
        var histogram = read.GetProperty("histograms").GetProperty("embeddings/values");
        Assert.That(histogram.EnumerateArray().Select(point => point[0].GetInt64()), Is.EqualTo(new long[] { 6, 12 }));
        // Eight embeddings of five numbers in a batch.
        Assert.That(histogram[0][1].EnumerateArray().Sum(bucket => bucket[2].GetDouble()), Is.EqualTo(40));
    }

    [Test]
    public void EventAccumulator_ExtremeValues_AreReadAsTheyWereWritten()
    {
        using var folder = new TemporaryFolder();
        using (var writer = TensorBoardWriter.Create(folder.Path))
        {
            writer.AddScalar("s", double.NaN, 1);
            writer.AddScalar("s", double.PositiveInfinity, long.MaxValue - 1);
            writer.AddScalar("s", 1e-40, long.MaxValue);
            writer.AddHistogram("one", [3f, 3f, float.NaN], 1);
            writer.AddHistogram("wide", [-float.MaxValue, 0f, float.MaxValue], 1);
            writer.AddHistogram("tiny", [0f, float.Epsilon], 1);
            foreach (var channels in (long[])[1, 3, 4])
                writer.AddImage($"c{channels}", full([channels, 2, 3], 0.5f), 1);
        }
        using var embeddings = ones(4, 3);
        EmbeddingProjector.Write(folder.Path, embeddings, new() { Columns = [new("class", ["a", "b", "c", "d"])], Images = embeddings.reshape(4, 1, 1, 3) });
        var read = Read(folder.Path);
        Assert.That(read.GetProperty("scalars").GetProperty("s").GetRawText(), Does.Match(@"^\[\[1, ""nan""\], \[9223372036854775806, ""inf""\], \[9223372036854775807, ""[0-9.]+e-4[01]""\]\]$"));
        var histograms = read.GetProperty("histograms");
        double Count(string tag) => histograms.GetProperty(tag)[0][1].EnumerateArray().Sum(bucket => bucket[2].GetDouble());
        Assert.That((Count("one"), Count("wide"), Count("tiny")), Is.EqualTo((2d, 3d, 2d)));
        var wide = histograms.GetProperty("wide")[0][1];
        Assert.That((wide[0][0].GetDouble(), wide[29][1].GetDouble()), Is.EqualTo((-(double)float.MaxValue, (double)float.MaxValue)));
        // A PNG says its colour type in byte 25: 0 gray, 2 RGB, 6 RGBA.
        foreach (var (channels, type) in new[] { (1, 0), (3, 2), (4, 6) })
            Assert.That(Convert.FromHexString(read.GetProperty("pictures").GetProperty($"c{channels}")[0][1][2].GetString()!)[25], Is.EqualTo(type));
    }

    private static JsonElement Read(string folder)
    {
        const string Python = "/usr/bin/python3";
        if (!File.Exists(Python) || Run(Python, "-c", "import tensorboard.backend.event_processing.plugin_event_accumulator").Code != 0)
            Assert.Ignore($"{Python} has no tensorboard; it can come from PYTHONPATH.");
        var (code, output, errors) = Run(Python, "-c", Script, folder);
        Assert.That(code, Is.Zero, errors);
        return JsonDocument.Parse(output).RootElement;
    }

    private static (int Code, string Output, string Errors) Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.Result);
    }
}
