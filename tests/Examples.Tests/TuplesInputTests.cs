namespace TorchSharp.Siamese.Examples.Tests;

/// <summary>What <c>./run.sh tuples</c> takes, and what it says to the rest.</summary>
[Parallelizable(ParallelScope.Children)]
public class TuplesInputTests
{
    [Test]
    public void Csv_QuotesOtherColumnsAndOrder_AreRead()
    {
        var run = OnFile("data.csv", "\uFEFFsplit,\"my class\",\"my file\"\r\ntrain,\"x, y\",\"a \"\"1\"\", b.png\"\r\n\r\ntest,\"x, y\",Größe.png\r\ntest,z,c\r\n",
            "--name-column", "my file", "--label-column", "my class");
        Assert.That(run.Output, Is.EqualTo("anchor,other,same\n\"a \"\"1\"\", b.png\",Größe.png,1\n\"a \"\"1\"\", b.png\",c,0\nGröße.png,c,0"), run.Errors);
        Assert.That(run.ExitCode, Is.EqualTo(0));
    }

    [TestCase("data.tsv")]
    [TestCase("data.txt")]
    public void Tsv_TabsSeparate_CommasDoNot(string name)
    {
        var run = OnFile(name, "Label\tFile\nx\ta,1\nx\tb\ny\tc\n");
        Assert.That(run.Output, Is.EqualTo("anchor,other,same\n\"a,1\",b,1\n\"a,1\",c,0\nb,c,0"), run.Errors);
    }

    [TestCase("", "line 1: needs a line of column names, got an empty file.")]
    [TestCase("path,label\n\n", "line 3: needs lines of samples after the column names, got none.")]
    [TestCase("picture,label\na,1\n", "line 1: needs a column of names called path, file, filename, image, id or name (or any that --name-column names), got 'picture', 'label'.")]
    [TestCase("path,kind\na,1\n", "line 1: needs a column of labels called label or class (or any that --label-column names), got 'path', 'kind'.")]
    [TestCase("path,label\na,1\nb\n", "line 3: needs 2 fields, as in the first line, got 1.")]
    [TestCase("path,label\na,1\n\nb,2,3\n", "line 4: needs 2 fields, as in the first line, got 3.")]
    [TestCase("path,label\na,\n", "line 2: needs text in the columns 'path' and 'label', got none in 'label'.")]
    [TestCase("path,label\n,1\n", "line 2: needs text in the columns 'path' and 'label', got none in 'path'.")]
    [TestCase("path,label\n\"a,1\n", "line 2: needs a closing quote, got a line that ends inside a quoted field.")]
    [TestCase("path,label\na,1\nb,1\n\na,2\n", "line 5: needs each name once, got 'a' again, after line 2.")]
    public void Csv_Damaged_NamesFileAndLine(string text, string message)
    {
        var run = OnFile("data.csv", text);
        Assert.That(run.Errors, Does.Match("^error: .*data\\.csv, ").And.Contain("data.csv, " + message));
        Assert.That((run.ExitCode, run.Output), Is.EqualTo((1, "")));
    }

    [Test]
    public void Csv_BytesThatAreNoText_AreSaid()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("data.csv"), [.. "path,label\na,"u8, 0xFF, 0xFE, (byte)'\n']);
        Refused(ProgramRun.Of("Tuples", "--data", folder.File("data.csv")), "needs text in UTF-8, got bytes that are none");
    }

    [TestCase("--name-column", "line 1: needs a column 'none' (--name-column), got 'path', 'label'.")]
    [TestCase("--label-column", "line 1: needs a column 'none' (--label-column), got 'path', 'label'.")]
    public void Csv_ColumnThatIsNotThere_IsNamed(string option, string message)
        => Refused(OnFile("data.csv", "path,label\na,1\n", option, "none"), message);

    [Test]
    public void Csv_OneColumnForBoth_IsRefused()
        => Refused(OnFile("data.csv", "path,label\na,1\n", "--label-column", "path"), "needs two columns, one of names and one of labels, got 'path' for both.");

    [TestCase("a,1\nb,1\n", "pairs", "Needs at least 2 classes (else there are no negatives), got only class '1' in 2 samples.")]
    [TestCase("a,1\nb,1\n", "triplets", "Needs at least 2 classes (else there are no negatives), got only class '1' in 2 samples.")]
    [TestCase("a,1\nb,1\n", "tuplets", "Needs a class of at least 2 samples and 3 samples of other classes, got 1 classes of at most 2 in 2 samples.")]
    [TestCase("a,1\nb,2\nc,3\n", "pairs", "Needs a class with at least 2 samples (else there are no positives), got 1 sample in each of 3 classes.")]
    [TestCase("a,1\nb,2\nc,3\n", "triplets", "Needs a class with at least 2 samples (else there are no positives), got 1 sample in each of 3 classes.")]
    [TestCase("a,1\nb,1\nc,2\nd,2\n", "tuplets", "Needs a class of at least 2 samples and 3 samples of other classes, got 2 classes of at most 2 in 4 samples.")]
    public void Samples_WithoutSuchATuple_AreRefusedAfterTheCounts(string samples, string space, string message)
    {
        foreach (var order in (string[][])[[], ["--shuffle"], ["--audit", "0:0"]])
        {
            var run = OnFile("data.csv", "path,label\n" + samples, ["--space", space, .. order]);
            Assert.That(run.Errors, Does.EndWith($"error: {message}\n"));
            Assert.That((run.ExitCode, run.Output), Is.EqualTo((1, "")));
        }

        Assert.That(OnFile("data.csv", "path,label\n" + samples, "--limit", "0").ExitCode, Is.Zero);
    }

    [Test]
    public void Folder_WithoutClassFolders_SaysWhatLiesThere()
    {
        using var folder = new TemporaryFolder();
        Refused(ProgramRun.Of("Tuples", "--data", folder.Path), "Needs images (.bmp, .gif, ", $" in the 0 class folders of '{folder.Path}', found none.");
        File.WriteAllText(folder.File("1.png"), "");
        Refused(ProgramRun.Of("Tuples", "--data", folder.Path), "found none; 1 left out (1 ");
        File.WriteAllBytes(folder.File("data.zip"), [.. "PK\u0003\u0004"u8, 1, 2, 3]);
        Refused(ProgramRun.Of("Tuples", "--data", folder.File("data.zip")), "data.zip");
        Refused(ProgramRun.Of("Tuples", "--data", folder.File("nowhere")), $"--data needs a folder of class folders, a zip archive of one or a CSV file, got '{folder.File("nowhere")}', which is not there.");
    }

    [TestCase("anchor,other\na,b\n", "line 1: needs the columns anchor, other, same, got no same in 'anchor,other'.")]
    [TestCase("anchor,other,same\na,b,1\na,z,0\n", "line 3: needs a known id in column 'other', got 'z'.")]
    [TestCase("anchor,other,same\na,b,yes\n", "line 2: needs 1, true, 0 or false in column 'same', got 'yes'.")]
    [TestCase("anchor,other,same\n", "list.csv: needs lines of tuples after the column names, got none.")]
    public void List_Damaged_NamesFileAndLine(string list, string message)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("list.csv"), list);
        Refused(OnFile("data.csv", "path,label\na,1\nb,1\nc,2\n", "--list", folder.File("list.csv")), message);
    }

    [TestCase("--audit 0:2 --batch-size 2", "Needs a batch from 0 to 1, got 2.")]
    [TestCase("--audit 0:99 --batches 2x2", "Needs a batch from 0 to ")]
    [TestCase("--audit 0:0 --batches 3x2", "3")]
    public void Audit_BatchThatIsNone_IsRefused(string options, string message)
        => Refused(OnFile("data.csv", "path,label\na,1\nb,1\nc,2\nd,2\n", options.Split(' ')), message);

    [Test]
    public void Limit_Missing_IsAskedForWhereRowsWouldFillADisk()
    {
        // Two classes of 3,000: 2 · 3000 · 2999 · 3000 = 5.4 · 10^10 triplets.
        var text = "path,label\n" + string.Concat(Enumerable.Range(0, 6000).Select(i => $"{i},{i % 2}\n"));
        Refused(OnFile("data.csv", text, "--space", "triplets"), "Needs --limit N to write more than 10,000,000,000 rows, got 53,982,000,000 triplets without one.");
        using var folder = new TemporaryFolder();
        var run = OnFile("data.csv", text, "--space", "tuplets", "--limit", "9000000000000000", "--out", folder.File("out.csv"));
        Assert.That(run.Errors, Does.Match("^error: --out needs about [0-9,.]+ GB for 9,000,000,000,000,000 rows, got [0-9,.]+ GB free in "));
        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(folder.Names(), Is.Empty);
    }

    [TestCase("--out")]
    [TestCase("--json")]
    public void OutputFile_ThatCannotBeWritten_IsSaidBeforeTheWork(string option)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("a-file"), "");
        var run = OnFile("data.csv", "path,label\na,1\nb,1\nc,2\n", option, Path.Combine(folder.File("a-file"), "out.csv"));
        Assert.That(run.Errors, Does.StartWith($"error: {option} needs a file that can be written, got '{folder.File("a-file")}/out.csv'"));
        Assert.That((run.ExitCode, run.Output), Is.EqualTo((1, "")));
        Assert.That(OnFile("data.csv", "path,label\na,1\nb,1\n", option, folder.Path).Errors, Does.StartWith($"error: {option} needs a file to write, got the folder '{folder.Path}'."));
        // Not a device that is there: were it taken, it would be gone.
        Assert.That(OnFile("data.csv", "path,label\na,1\nb,1\n", option, "/dev/none-of-that-name").Errors, Does.StartWith($"error: {option} needs a file to write, got the device '/dev/none-of-that-name'."));
    }

    [TestCase("--ratio 1:0", "--ratio needs two whole numbers of 1 or more, such as 1:1, got '1:0'.")]
    [TestCase("--ratio 0:1", "--ratio needs two whole numbers of 1 or more, such as 1:1, got '0:1'.")]
    [TestCase("--ratio 3", "--ratio needs two whole numbers of 1 or more, such as 1:1, got '3'.")]
    [TestCase("--limit=-1", "--limit needs a whole number from 0 to 9223372036854775807, got '-1'.")]
    [TestCase("--limit many", "--limit needs a whole number from 0 to 9223372036854775807, got 'many'.")]
    [TestCase("--seed=-1", "--seed needs a whole number from 0 to 9223372036854775807, got '-1'.")]
    [TestCase("--audit 3", "--audit needs the numbers of an epoch and a batch, from 0, such as 3:120, got '3'.")]
    [TestCase("--audit=-1:0", "--audit needs the numbers of an epoch and a batch, from 0, such as 3:120, got '-1:0'.")]
    [TestCase("--negatives 2", "--negatives needs --space tuplets, got pairs.")]
    [TestCase("--space tuplets --negatives 0", "--negatives needs a whole number from 1 to 65536, got '0'.")]
    [TestCase("--space triplets --ratio 1:1", "--ratio needs --space pairs, got triplets.")]
    [TestCase("--space tuplets --list x", "--list needs --space pairs or triplets, got tuplets.")]
    [TestCase("--space quads", "'quads'")]
    [TestCase("--audit 0:0 --out x", "--audit and --out cannot be given together.")]
    [TestCase("--head 3 --limit 3", "--head and --limit cannot be given together.")]
    [TestCase("--batch-size 3", "--batch-size needs --audit.")]
    [TestCase("--batches 3x2", "--batches needs --audit.")]
    [TestCase("--wrong", "Unrecognized command or argument '--wrong'.")]
    public void CommandLine_Wrong_EndsWithCode2(string options, string message)
    {
        var run = ProgramRun.Of("Tuples", ["--data", ".", .. options.Split(' ')]);
        Assert.That(run.Errors, Does.Contain(message).And.Contain("./run.sh tuples --help lists the options."));
        Assert.That((run.ExitCode, run.Output), Is.EqualTo((2, "")));
    }

    [Test]
    public void Data_Missing_EndsWithCode2_AndHelpHasExamples()
    {
        var run = ProgramRun.Of("Tuples");
        Assert.That(run.Errors, Does.Contain("Option '--data' is required."));
        Assert.That(run.ExitCode, Is.EqualTo(2));
        var help = ProgramRun.Of("Tuples", "--help");
        Assert.That(help.Output, Does.Contain("./run.sh tuples [options]").And.Contain("--audit <EPOCH:BATCH>").And.Contain("./run.sh tuples --data photos --out pairs.csv"));
        Assert.That(help.ExitCode, Is.Zero);
    }

    private static ProgramRun OnFile(string name, string text, params string[] options)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File(name), text);
        return ProgramRun.Of("Tuples", ["--data", folder.File(name), .. options]);
    }

    private static void Refused(ProgramRun run, params string[] parts)
    {
        Assert.That(run.Errors, Does.Match("(^|\n)error: "));
        foreach (var part in parts)
            Assert.That(run.Errors, Does.Contain(part));
        Assert.That((run.ExitCode, run.Output), Is.EqualTo((1, "")));
    }
}
