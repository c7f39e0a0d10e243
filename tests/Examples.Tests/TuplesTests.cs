using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace TorchSharp.Siamese.Examples.Tests;

[Parallelizable(ParallelScope.Children)]
public partial class TuplesTests
{
    // Samples a1 a2 a3 | b1 b2 | c1: 3 + 1 = 4 positive pairs, 3·2 + 3·1 + 2·1 = 11 negative ones, 3·2·3 + 2·1·4 = 26 triplets.
    private static readonly string[] Six = ["a1", "a2", "a3", "b1", "b2", "c1"];

    [Test]
    public void Counts_FiveClassesOfTen_AreTheHandWorkedOnes()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllLines(folder.File("data.csv"), Enumerable.Range(0, 50).Select(i => $"{i}.png,{"abcde"[i / 10]}").Prepend("path,label"));
        var run = ProgramRun.Of("Tuples", "--data", folder.File("data.csv"), "--limit", "0", "--json", folder.File("counts.json"));
        Assert.That(run.ExitCode, Is.Zero, run.Errors);
        Assert.That(run.Output, Does.StartWith("50 samples in 5 classes, from file "));
        Assert.That(Flat(run.Output), Does.Contain("\na 10 45 400 3,600\n").And.Contain("\nall 50 225 1,000 18,000\n")
            .And.Contain("\nunique pairs 225 1,000 1,225\n").And.Contain("(a double loop) 500 2,000 2,500\n")
            .And.Contain("mean 4.44 negative to each positive: always answering \"different\" is then right 81.6 % of the time.\n"));
        // 50 anchors · 9 positives · C(40, 3) = 9,880 sets of negatives
        Assert.That(Flat(run.Output), Does.Contain("\ntuplets of 1 positive and 3 negatives 4,446,000\n"));

        var json = JsonDocument.Parse(File.ReadAllText(folder.File("counts.json"))).RootElement;
        string[] keys = ["samples", "classes", "classes_of_one_sample", "positive_pairs", "negative_pairs", "ordered_positive_pairs", "ordered_negative_pairs", "triplets", "tuplets"];
        Assert.That(keys.Select(key => json.GetProperty(key).GetInt64()), Is.EqualTo(new[] { 50L, 5, 0, 225, 1000, 500, 2000, 18_000, 4_446_000 }));
        Assert.That(json.GetProperty("constant_answer").GetDouble(), Is.EqualTo(1000 / 1225.0).Within(1e-12));
        var documented = Regex.Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "figures.md")).Split("## `./run.sh tuples`")[1], "^- (?:(?:, )?`(?<key>[a-z_]+)`)+", RegexOptions.Multiline);
        Assert.That(documented.SelectMany(line => line.Groups["key"].Captures).Select(key => key.Value), Is.EqualTo(json.EnumerateObject().Select(p => p.Name)));
        Assert.That(json.GetProperty("sizes").EnumerateArray().Select(size => size.GetProperty("samples").GetInt32()), Is.EqualTo(new[] { 10, 10, 10, 10, 10 }));
    }

    [Test]
    public void Counts_BeyondEveryIntegerType_AreExact()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllLines(folder.File("data.csv"), Enumerable.Range(0, 2000).Select(i => $"{i},{i / 1000}").Prepend("id,class"));
        var run = ProgramRun.Of("Tuples", "--data", folder.File("data.csv"), "--space", "tuplets", "--negatives", "100", "--json", folder.File("counts.json"), "--limit", "0");
        Assert.That(run.ExitCode, Is.Zero, run.Errors);
        var sets = Enumerable.Range(0, 100).Aggregate(System.Numerics.BigInteger.One, (product, i) => product * (1000 - i) / (i + 1));      // C(1000, 100)
        Assert.That(JsonDocument.Parse(File.ReadAllText(folder.File("counts.json"))).RootElement.GetProperty("tuplets").GetRawText(),
            Is.EqualTo((2000 * 999 * sets).ToString(CultureInfo.InvariantCulture)));
        var rows = ProgramRun.Of("Tuples", "--data", folder.File("data.csv"), "--space", "tuplets", "--negatives", "100", "--limit", "1");
        Assert.That(rows.ExitCode, Is.EqualTo(1));
        Assert.That(rows.Errors, Does.Contain("error: Needs a space of at most 2^127 tuples, got "));
    }

    [Test]
    public void Folder_UnshuffledPairs_AreAllOfThemByKerasOrder()
    {
        using var folder = new TemporaryFolder();
        foreach (var name in (string[])["a/2.png", "a/10.PNG", "a/sub/1.jpeg", "b/x.webp", "b/notes.txt", ".hidden/y.png", "lost.png"])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder.File(name))!);
            File.WriteAllText(folder.File(name), "");
        }

        Directory.CreateDirectory(folder.File("empty"));
        var run = ProgramRun.Of("Tuples", "--data", folder.Path);
        Assert.That(run.ExitCode, Is.Zero, run.Errors);
        Assert.That(Lines(run), Is.EqualTo(new[]
        {
            "anchor,other,same",
            "a/10.PNG,a/2.png,1", "a/10.PNG,a/sub/1.jpeg,1", "a/2.png,a/sub/1.jpeg,1",
            "a/10.PNG,b/x.webp,0", "a/2.png,b/x.webp,0", "a/sub/1.jpeg,b/x.webp,0",
        }));
        Assert.That(run.Errors, Does.StartWith($"4 samples in 2 classes, from folder {folder.Path}\n'{folder.Path}': 4 images of 3 classes; 3 left out (1 "));
        Assert.That(run.Errors, Does.Contain("lost.png").And.Contain(".hidden"));
        Assert.That(run.Errors, Does.Contain("1 class has one sample, hence no positive pair.").And.Contain("6 pairs, all there are, written to standard output: "));

        var deep = ProgramRun.Of("Tuples", "--data", folder.Path, "--innermost", "--limit", "0");
        Assert.That(Flat(deep.Output), Does.StartWith("4 samples in 3 classes, ").And.Contain("\na 2 1 4 4\n").And.Contain("\na/sub 1 0 3 0\n"));
    }

    [Test]
    public void Archive_IsListedAsItsFolderIs()
    {
        using var folder = new TemporaryFolder();
        foreach (var name in (string[])["a/1.png", "a/2.png", "b/3.png"])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder.File("tree/" + name))!);
            File.WriteAllText(folder.File("tree/" + name), "");
        }

        System.IO.Compression.ZipFile.CreateFromDirectory(folder.File("tree"), folder.File("data"));
        var run = ProgramRun.Of("Tuples", "--data", folder.File("data"));
        Assert.That(run.Errors, Does.StartWith($"3 samples in 2 classes, from archive {folder.File("data")}\n"));
        Assert.That(Lines(run), Is.EqualTo(new[] { "anchor,other,same", "a/1.png,a/2.png,1", "a/1.png,b/3.png,0", "a/2.png,b/3.png,0" }));
        Assert.That(Lines(ProgramRun.Of("Tuples", "--data", folder.File("tree"))), Is.EqualTo(Lines(run)));
    }

    // 136 characters of 20 drawings: 136 · 190 positive pairs, 2,720 · 2,700 / 2 negative ones.
    [Test]
    public void Archive_RealOmniglot_HasTheKnownCounts()
    {
        var zip = Path.GetFullPath(Path.Combine(Environment.GetEnvironmentVariable("SIAMESE_DATA") ?? Path.Combine(Repository.Root, "..", "shared", "data"), "omniglot", "images_background_small1.zip"));
        if (!File.Exists(zip))
            Assert.Ignore($"Omniglot is not in {zip}.");
        var run = ProgramRun.Of("Tuples", "--data", zip, "--innermost", "--classes", "2", "--limit", "0");
        Assert.That(run.ExitCode, Is.Zero, run.Errors);
        Assert.That(Flat(run.Output), Does.StartWith("2,720 samples in 136 classes, ").And.Contain("\nunique pairs 25,840 3,672,000 3,697,840\n")
            .And.Contain("Balinese/character01 20 190 54,000 1,026,000\n"));
        Assert.That(Flat(run.Output), Does.Contain("\n134 others 2,680 25,460 "));
    }

    [Test]
    public void Shuffled_BalancedPairs_AreEachUniqueAndHalfPositive()
    {
        using var data = Csv(Enumerable.Range(0, 40).Select(i => $"s{i},{i % 7}"));
        var rows = Rows(data, "--shuffle", "--seed", "5");
        var positives = (from a in Enumerable.Range(0, 40) from b in Enumerable.Range(0, a) where a % 7 == b % 7 select 1).Sum();
        Assert.That(rows, Has.Length.EqualTo(2 * positives));
        Assert.That(rows.Select(row => row[2]), Is.EqualTo(Enumerable.Range(0, 2 * positives).Select(i => i % 2 == 0 ? "1" : "0")));
        Assert.That(rows.Select(row => string.Join(' ', row.Take(2).Order())), Is.Unique);
        foreach (var row in rows)
            Assert.That(ClassOf(row[0]) == ClassOf(row[1]), Is.EqualTo(row[2] == "1"), string.Join(',', row));

        static int ClassOf(string name) => int.Parse(name[1..], CultureInfo.InvariantCulture) % 7;
    }

    [TestCase("pairs")]
    [TestCase("triplets")]
    [TestCase("tuplets")]
    public void Shuffled_SameSeed_SameBytesForAnyThreadsAndLimit(string space)
    {
        using var data = Csv(Enumerable.Range(0, 300).Select(i => $"sample number {i},{i % 10}"));
        string[] common = ["--data", data.File("data.csv"), "--space", space, "--out"];
        foreach (var (name, options) in new[]
        {
            ("one", "--seed 3 --threads 1 --limit 60000"), ("four", "--seed 3 --threads 4 --limit 60000"), ("short", "--seed 3 --limit 700"),
            ("other", "--seed 4 --limit 700"),
        })
        {
            var run = ProgramRun.Of("Tuples", [.. common, data.File(name), .. options.Split(' ')]);
            Assert.That(run.ExitCode, Is.Zero, run.Errors);
        }

        var one = File.ReadAllText(data.File("one"));
        var lines = File.ReadAllLines(data.File("one"));
        Assert.That(lines, Has.Length.EqualTo(space == "pairs" ? 1 + 2 * 10 * 435 : 60_001));      // 10 classes of C(30, 2) positive pairs
        Assert.That(File.ReadAllText(data.File("four")), Is.EqualTo(one));
        Assert.That(File.ReadAllLines(data.File("short")), Is.EqualTo(lines[..701]));
        Assert.That(File.ReadAllLines(data.File("other")), Is.Not.EqualTo(lines[..701]).And.Length.EqualTo(701));
    }

    [TestCase]
    [TestCase("--shuffle")]
    [TestCase("--balance", "class")]
    public void Triplets_OfSix_AreAll26(params string[] options)
    {
        using var data = Csv(Six.Select(name => $"{name},{name[0]}"));
        var rows = Rows(data, ["--space", "triplets", .. options]);
        var all = from a in Six from p in Six from n in Six where a != p && a[0] == p[0] && a[0] != n[0] select $"{a} {p} {n} 1 0";
        var found = rows.Select(row => string.Join(' ', row)).ToArray();
        if (options.Contains("class"))
        {
            // Classes a (18 triplets) and b (8) take turns; until b's come again there are 8 of each.
            Assert.That(found, Is.SubsetOf(all).And.Unique.And.Length.EqualTo(16));
            Assert.That(found.Count(row => row[0] == 'b'), Is.EqualTo(8));
        }
        else
        {
            Assert.That(found, Is.EquivalentTo(all));
        }
    }

    [Test]
    public void Tuplets_OfSix_AreAllOfThem()
    {
        using var data = Csv(Six.Select(name => $"{name},{name[0]}"));
        var any = Rows(data, "--space", "tuplets", "--positives", "1", "--negatives", "2");
        // Anchors a: 3 · 2 · C(3, 2) = 18; anchors b: 2 · 1 · C(4, 2) = 12.
        Assert.That(any.Select(row => $"{row[0]} {row[1]} {string.Join(' ', row[2..4].Order())}").Distinct().Count(), Is.EqualTo(30));
        Assert.That(any, Has.Length.EqualTo(30));
        Assert.That(any.Select(row => string.Join(',', row[4..])), Is.All.EqualTo("1,0,0"));
        // Of distinct classes: a with one of b and c, 3 · 2 · 2 = 12; b with one of a and c, 2 · 1 · 3 = 6.
        var distinct = Rows(data, "--space", "tuplets", "--negatives", "2", "--distinct-classes");
        Assert.That(distinct, Has.Length.EqualTo(18));
        Assert.That(distinct.Select(row => row.Take(4).Select(name => name[0]).Distinct().Count()), Is.All.EqualTo(3));
    }

    [Test]
    public void Ratio_InSpaceOrder_DealsRoundsUntilASideIsUsedUp()
    {
        using var data = Csv(Six.Select(name => $"{name},{name[0]}"));
        Assert.That(Rows(data, "--ratio", "1:2").Select(row => row[2]), Is.EqualTo("1 0 0 1 0 0 1 0 0 1 0 0".Split(' ')));
        Assert.That(Rows(data, "--ratio", "1:4").Select(row => row[2]), Is.EqualTo("1 0 0 0 0 1 0 0 0 0 1 0 0 0".Split(' ')));     // 11 negatives
        Assert.That(Rows(data, "--ratio", "3:1").Select(row => row[2]), Is.EqualTo("1 1 1 0 1".Split(' ')));                        // 4 positives
        Assert.That(Rows(data, "--ratio", "1:4").Select(row => string.Join(' ', row)), Is.Unique);
    }

    [Test]
    public void Ordered_Pairs_AreThoseOfADoubleLoop()
    {
        using var data = Csv(Six.Select(name => $"{name},{name[0]}"));
        var all = from a in Six from b in Six select $"{a} {b} {(a[0] == b[0] ? 1 : 0)}";
        Assert.That(Rows(data, "--ordered").Select(row => string.Join(' ', row)), Is.EquivalentTo(all));
    }

    [Test]
    public void Epochs_OneAfterTheOther_AreTheShuffledWhole()
    {
        using var data = Csv(Enumerable.Range(0, 30).Select(i => $"s{i},{i % 3}"));      // 135 positive pairs, so 270
        var whole = Rows(data, "--seed", "9").Select(row => string.Join(',', row)).ToArray();
        var parts = Enumerable.Range(0, 3).SelectMany(epoch => Rows(data, "--seed", "9", "--epoch", $"{epoch}", "--epoch-length", "90")).Select(row => string.Join(',', row));
        Assert.That(parts, Is.EqualTo(whole));
        Assert.That(whole, Has.Length.EqualTo(270));
    }

    [TestCase("pairs", 2)]
    [TestCase("triplets", 3)]
    [TestCase("tuplets", 5)]
    public void Audit_Batch_IsTheRowsOfTheCsv(string space, int length)
    {
        using var data = Csv(Enumerable.Range(0, 60).Select(i => $"img {i}.png,{"xyz"[i % 3]}"));
        string[] common = ["--space", space, "--seed", "11", "--epoch-length", "50"];
        var rows = Rows(data, [.. common, "--epoch", "2"]).Skip(7 * 6).Take(6).ToArray();
        var run = ProgramRun.Of("Tuples", ["--data", data.File("data.csv"), .. common, "--batch-size", "6", "--audit", "2:7"]);
        Assert.That(run.ExitCode, Is.Zero, run.Errors);
        Assert.That(run.Output, Does.StartWith("Batch 7 of epoch 2: tuples 42 to 47 of the 50 of an epoch\n"));
        var places = Place().Matches(run.Output).ToArray();
        Assert.That(places, Has.Length.EqualTo(6 * length));
        for (var t = 0; t < 6; t++)
        {
            for (var place = 0; place < length; place++)
            {
                var said = places[t * length + place];
                var same = place == 0 ? null : rows[t][length + place - 1];
                Assert.That(said.Groups["tuple"].Value, Is.EqualTo(place == 0 ? $"{42 + t}" : ""));
                Assert.That(said.Groups["role"].Value, Is.EqualTo(same switch { null => "anchor", "1" => "positive", _ => "negative" }));
                Assert.That(said.Groups["name"].Value, Is.EqualTo(rows[t][place]));
                var number = int.Parse(rows[t][place][4..^4], CultureInfo.InvariantCulture);
                Assert.That(said.Groups["class"].Value, Is.EqualTo($"{"xyz"[number % 3]}"));
            }
        }
    }

    [Test]
    public void Audit_Batches_ListsClassesTimesSamples()
    {
        using var data = Csv(Enumerable.Range(0, 60).Select(i => $"{i},{i % 6}"));
        var run = ProgramRun.Of("Tuples", "--data", data.File("data.csv"), "--batches", "3x4", "--audit", "1:2");
        Assert.That(run.Output, Does.StartWith("Batch 2 of epoch 1: 12 samples of 3 classes; an epoch has "), run.Errors);
        var places = run.Output.TrimEnd().Split('\n').Skip(1).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToArray();
        Assert.That(places.GroupBy(place => place[1]).Select(group => group.Count()), Is.EqualTo(new[] { 4, 4, 4 }));
        Assert.That(places.Select(place => place[2]), Is.Unique);
        Assert.That(places.Select(place => $"{int.Parse(place[2], CultureInfo.InvariantCulture) % 6}"), Is.EqualTo(places.Select(place => place[1])));
    }

    [Test]
    public void Audit_List_NamesItsTuples()
    {
        using var data = Csv(Six.Select(name => $"{name},{name[0]}"));
        File.WriteAllText(data.File("pairs.csv"), "anchor,other,same\na1,a2,1\nc1,b2,0\nb1,b2,true\n");
        var run = ProgramRun.Of("Tuples", "--data", data.File("data.csv"), "--list", data.File("pairs.csv"), "--batch-size", "2", "--audit", "0:0");
        Assert.That(run.Output, Is.EqualTo(
            """
            Batch 0 of epoch 0: tuples 0 to 1 of the 3 of an epoch
            0  anchor    a  a1
               positive  a  a2
            1  anchor    c  c1
               negative  b  b2
            """), run.Errors);
        Assert.That(Rows(data, "--list", data.File("pairs.csv")).Select(row => string.Join(',', row)), Is.EqualTo(new[] { "a1,a2,1", "c1,b2,0", "b1,b2,1" }));
    }

    [Test]
    public void Head_ShowsTheFirstAndWritesNone()
    {
        using var data = Csv(Six.Select(name => $"{name},{name[0]}"));
        var run = ProgramRun.Of("Tuples", "--data", data.File("data.csv"), "--head", "2", "--numbers");
        Assert.That(run.ExitCode, Is.Zero, run.Errors);
        Assert.That(Flat(run.Output), Does.EndWith("anchor other same\n0 1 1\n0 2 1\n... 15 pairs in all; --out FILE or --limit N writes them."));
        Assert.That(run.Errors, Is.Empty);
    }

    [TestCase("INT")]
    [TestCase("TERM")]
    public void Out_Signalled_LeavesNothingHalfWritten(string signal)
    {
        // 2,000 samples have 4·10^9 triplets; the limit keeps the file below 1 GB should the signal not arrive.
        using var data = Csv(Enumerable.Range(0, 2000).Select(i => $"{i},{i % 2}"));
        File.WriteAllText(data.File("out.csv"), "what was there before");
        var run = ProgramRun.Interrupted(
            "Tuples", "In a double loop", signal,
            "--data", data.File("data.csv"), "--space", "triplets", "--limit", "50000000", "--threads", "1", "--out", data.File("out.csv"));
        Assert.That(run.ExitCode, Is.EqualTo(130), run.Errors);
        Assert.That(run.Errors, Does.StartWith("Stopped. Nothing was saved."));
        Assert.That(data.Names(), Is.EqualTo(new[] { "data.csv", "out.csv" }));
        Assert.That(File.ReadAllText(data.File("out.csv")), Is.EqualTo("what was there before"));
    }

    private static TemporaryFolder Csv(IEnumerable<string> rows)
    {
        var folder = new TemporaryFolder();
        File.WriteAllLines(folder.File("data.csv"), rows.Prepend("path,label"));
        return folder;
    }

    /// <summary>The rows that the command writes to standard output, without the column names.</summary>
    private static string[][] Rows(TemporaryFolder data, params string[] options)
    {
        var run = ProgramRun.Of("Tuples", ["--data", data.File("data.csv"), .. options]);
        Assert.That(run.ExitCode, Is.Zero, run.Errors);
        return [.. Lines(run).Skip(1).Select(line => line.Split(','))];
    }

    private static string[] Lines(ProgramRun run) => run.Output.TrimEnd('\n').Split('\n');

    /// <summary>Text with runs of spaces as one.</summary>
    private static string Flat(string text) => Spaces().Replace(text, " ").Replace(" \n", "\n", StringComparison.Ordinal);

    [GeneratedRegex(" +")]
    private static partial Regex Spaces();

    [GeneratedRegex(@"^ *(?<tuple>\d*)  (?<role>anchor|positive|negative) +(?<class>[xyz])  (?<name>.+)$", RegexOptions.Multiline)]
    private static partial Regex Place();
}
