using System.IO.Compression;
using System.Text;
using TorchSharp.Siamese.Data.Sources;
using TorchSharp.Siamese.TestSupport;

namespace TorchSharp.Siamese.Data.Tests.Sources;

public class OmniglotRunsTests
{
    // Test image i of run r shows character (7i + r) mod 20: a different order in every run.
    private static string Labels(int run) => string.Concat(Enumerable.Range(0, 20).Select(i => $"run{run:00}/test/item{i + 1:00}.png run{run:00}/training/class{((7 * i) + run) % 20 + 1:00}.png\n"));

    [Test]
    public async Task OpenAsync_ZipOrFolder_HasRunsImagesAndAnswers([Values] bool zip)
    {
        using var folder = new TemporaryFolder();
        using var runs = await OmniglotRuns.OpenAsync(Make(folder, zip, _ => true, Labels));
        Assert.That((runs.Count, runs.Runs.Count, runs.ClassNames.Count), Is.EqualTo((800, 20, 400)));
        foreach (var run in runs.Runs)
        {
            Assert.That(run.Answers, Is.EqualTo(Enumerable.Range(0, 20).Select(i => ((7 * i) + run.Number) % 20)));
            for (var i = 0; i < 20; i++)
            {
                Assert.That(Text(runs, run.Training[i]), Is.EqualTo($"run{run.Number:00}/training/class{i + 1:00}.png"));
                Assert.That(Text(runs, run.Test[i]), Is.EqualTo($"run{run.Number:00}/test/item{i + 1:00}.png"));
                Assert.That(runs.Labels[run.Test[i]], Is.EqualTo(runs.Labels[run.Training[run.Answers[i]]]));
                Assert.That(runs.ClassNames[runs.Labels[run.Training[i]]], Is.EqualTo($"run{run.Number:00}/class{i + 1:00}"));
            }
        }
        Assert.That(runs.NameOf(20), Does.EndWith("run01/test/item01.png"));
    }

    [Test]
    public async Task OpenAsync_TheRealArchive_HasTheFirstAnswersOfItsTable()
    {
        using var runs = await OmniglotRuns.OpenAsync(SharedData.Folder("omniglot"));
        Assert.That(runs.Runs[0].Answers.Take(4), Is.EqualTo(new[] { 7, 8, 1, 18 }));
        Assert.That(runs.Labels.CountBy(label => label).Select(count => count.Value), Is.All.EqualTo(2));
    }

    [Test]
    public void OpenAsync_SomethingAmiss_SaysWhatAndWhere()
    {
        AssertRefused("'run07/test/item03.png' is missing", name => name != "run07/test/item03.png", Labels);
        AssertRefused("'run20/class_labels.txt' is missing", name => name != "run20/class_labels.txt", Labels);
        AssertRefused("class_labels.txt', line 2: needs a test image that was not named before", _ => true, run => string.Concat(Enumerable.Repeat(Labels(run).Split('\n')[0] + "\n", 20)));
        AssertRefused("got 'nonsense'", _ => true, run => run == 3 ? "nonsense" : Labels(run));
        AssertRefused("needs a line for each of 20 test images, got none for 'run04/test/item20.png'", _ => true, run => run == 4 ? string.Join('\n', Labels(run).Split('\n').Take(19)) : Labels(run));
        Assert.That(() => OmniglotRuns.OpenAsync("/nowhere/all_runs.zip"), Throws.TypeOf<FileNotFoundException>().With.Message.Contains("/nowhere/all_runs.zip"));
    }

    private static void AssertRefused(string message, Func<string, bool> keep, Func<int, string> labels)
    {
        using var folder = new TemporaryFolder();
        var path = Make(folder, true, keep, labels);
        Assert.That(() => OmniglotRuns.OpenAsync(path), Throws.TypeOf<InvalidDataException>().With.Message.Contains(message));
    }

    private static string Text(OmniglotRuns runs, int image)
    {
        using var bytes = runs.ReadBytes(image);
        return Encoding.UTF8.GetString(bytes.Span);
    }

    // The images hold their own names: listing does not decode.
    private static string Make(TemporaryFolder folder, bool zip, Func<string, bool> keep, Func<int, string> labels)
    {
        var files = from run in Enumerable.Range(1, 20)
                    from name in Enumerable.Range(1, 20).SelectMany(i => new[] { $"training/class{i:00}.png", $"test/item{i:00}.png" }).Append("class_labels.txt")
                    let path = $"run{run:00}/{name}"
                    where keep(path)
                    select (path, Text: name == "class_labels.txt" ? labels(run) : path);
        if (!zip)
        {
            foreach (var (path, text) in files)
            {
                var target = folder.File(Path.Combine("all_runs", path));
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.WriteAllText(target, text);
            }
            return folder.Path;
        }
        using var archive = ZipFile.Open(folder.File("all_runs.zip"), ZipArchiveMode.Create);
        foreach (var (path, text) in files)
        {
            using var stream = archive.CreateEntry(path).Open();
            stream.Write(Encoding.UTF8.GetBytes(text));
        }
        return folder.File("all_runs.zip");
    }
}
