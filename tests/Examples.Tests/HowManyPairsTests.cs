using System.Text.RegularExpressions;

namespace TorchSharp.Siamese.Examples.Tests;

/// <summary>docs/how-many-pairs.md says what its sample prints.</summary>
public partial class HowManyPairsTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "how-many-pairs.md"));

    private string _output = "";

    [OneTimeSetUp]
    public void RunTheSample()
    {
        var run = ProgramRun.Of("HowManyPairs");
        Assert.That(run.ExitCode, Is.Zero, run.Errors);
        _output = run.Output;
    }

    [Test]
    public void Sample_IsTheFileThatTestsRun_AndPrintsWhatThePageSays()
    {
        var sample = File.ReadAllText(Path.Combine(Repository.Root, "docs", "samples", "HowManyPairs", "Program.cs"));
        Assert.That(Block("csharp"), Is.EqualTo(sample));
        Assert.That(Block("text").TrimEnd(), Is.EqualTo(_output.TrimEnd()));
    }

    // 5 classes of 10: 5 · 10·9/2 = 225, (50² - 5·10²)/2 = 1,000, 5·10² = 500, 5·10·40 = 2,000, 5·10·9·40 = 18,000; 50 · 9 · C(40, 3) = 4,446,000.
    [Test]
    public void Output_FiveClassesOfTen_AreTheHandWorkedCounts()
    {
        Assert.That(_output, Does.StartWith(
            """
            5 classes of 10: 50 samples
              unique pairs: 225 positive, 1,000 negative, 1 to 4.4, constant answer 81.6 %
              ordered pairs with self-pairs: 500 positive, 2,000 negative
              triplets: 18,000; quintuplets: 4,446,000
            """));
        Assert.That(_output, Does.Contain("batch of 8 x 4: 32 images, 48 positive and 448 negative pairs, 2,688 triplets"));   // 8·6, 32·31/2 - 48, 32·3·28
    }

    [Test]
    public void Table_EveryRow_IsWhatTheSampleCounts()
    {
        var rows = Row().Matches(Page);
        Assert.That(rows, Has.Count.EqualTo(4));
        foreach (Match row in rows)
        {
            var lines = _output.Split('\n').SkipWhile(line => !line.StartsWith(row.Groups["set"].Value + ": ", StringComparison.Ordinal)).Take(4).ToArray();
            Assert.That(lines, Has.Length.EqualTo(4), row.Value);
            string[] cells = [.. row.Groups["number"].Captures.Select(cell => cell.Value)];
            Assert.That(lines[1], Does.StartWith($"  unique pairs: {cells[0]} positive, {cells[1]} negative, 1 to {cells[2]}, "));
            Assert.That(lines[2], Is.EqualTo($"  ordered pairs with self-pairs: {cells[3]} positive, {cells[4]} negative"));
            Assert.That(lines[3], Does.StartWith($"  triplets: {cells[5]}; "));
        }
    }

    [Test]
    public void Text_EveryLargeNumberAndShare_IsOneThatTheSamplePrints()
    {
        var printed = Number().Matches(_output).Select(match => match.Value).ToHashSet();
        printed.Add("1,619,481,312");       // the last index of the 1,619,481,313 negative pairs of MNIST
        var text = Regex.Replace(Page, "```.*?```", "", RegexOptions.Singleline);
        var said = Number().Matches(text).Select(match => match.Value).Where(number => number.Count(char.IsDigit) >= 3 || number.EndsWith('%')).ToArray();
        Assert.That(said, Has.Length.GreaterThan(30));
        Assert.That(said.Where(number => !printed.Contains(number)), Is.Empty);
    }

    private static string Block(string language) => Regex.Match(Page, $"```{language}\n(?<text>.*?)```", RegexOptions.Singleline).Groups["text"].Value;

    [GeneratedRegex(@"^\| (?<set>[^|]+?) \|(?: (?<number>[0-9][0-9,.]*) \|){6}$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"\d+(?:,\d{3})*(?:\.\d+)?(?: %)?")]
    private static partial Regex Number();
}
