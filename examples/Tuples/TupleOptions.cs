using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Sources;
using TorchSharp.Siamese.Examples.Host;

namespace TorchSharp.Siamese.Examples.Tuples;

/// <summary>The options of the command.</summary>
internal sealed class TupleOptions
{
    private readonly Option<string> _data = new("--data")
    {
        Description = "Folder of class folders with images in them, a zip archive of one, or a CSV or TSV file with a column of names and one of labels.",
        HelpName = "DIR|ZIP|CSV",
        Required = true,
    };

    private readonly Option<bool> _innermost = new("--innermost") { Description = "Every folder with images in it is a class, such as alphabet/character; else the top folders are." };
    private readonly Option<string?> _nameColumn = new("--name-column") { Description = "Column of names. [default: path, file, filename, image, id or name]", HelpName = "COLUMN" };
    private readonly Option<string?> _labelColumn = new("--label-column") { Description = "Column of labels. [default: label or class]", HelpName = "COLUMN" };
    private readonly Option<int> _classRows = RangedOption.Create("--classes", "Rows of the class table; the other classes are summed up in one.", 20, 0, 1_000_000);

    private readonly Option<SpaceKind> _space = new Option<SpaceKind>("--space")
    {
        Description = "Which tuples.",
        HelpName = "pairs|triplets|tuplets",
    }.AcceptOnlyFromAmong("pairs", "triplets", "tuplets");

    private readonly Option<int?> _positives = RangedOption.CreateOptional("--positives", "Positives of a tuplet. [default: 1]", 1, 65_536);
    private readonly Option<int?> _negatives = RangedOption.CreateOptional("--negatives", "Negatives of a tuplet. [default: 3]", 1, 65_536);
    private readonly Option<bool> _distinct = new("--distinct-classes") { Description = "The negatives of a tuplet are of different classes." };
    private readonly Option<Ratio?> _ratio = PairOfNumbers("--ratio", ':', "1:1", "P:N",
        "Positive to negative pairs, until one side is used up. [default: 1:1 if shuffled, else all positive, then all negative pairs]");

    private readonly Option<bool> _ordered = new("--ordered") { Description = "Pairs as a double loop finds them: (a, b) and (b, a), and every (a, a)." };
    private readonly Option<FileInfo?> _list = new("--list") { Description = "Take the pairs or triplets from this CSV file, with columns anchor, other, same or anchor, positive, negative.", HelpName = "FILE" };

    private readonly Option<bool> _shuffle = new("--shuffle") { Description = "In random order, no tuple twice. --seed, --balance, --epoch and --audit imply it." };
    private readonly Option<long?> _seed = RangedOption.CreateOptional("--seed", "Seed of the random order. [default: 0]", 0L, long.MaxValue);
    private readonly Option<AnchorBalance?> _balance = new Option<AnchorBalance?>("--balance")
    {
        Description = "What gets equal shares: each tuple, each class, or each sample (instance), as the anchor. [default: tuple]",
        HelpName = "tuple|class|instance",
    }.AcceptOnlyFromAmong("tuple", "class", "instance");

    private readonly Option<int?> _epoch = RangedOption.CreateOptional("--epoch", "Only this epoch of the random order. [default: all tuples]", 0, int.MaxValue);
    private readonly Option<long?> _epochLength = RangedOption.CreateOptional("--epoch-length", "Tuples in an epoch. [default: as many as samples]", 1L, long.MaxValue);

    private readonly Option<long?> _limit = RangedOption.CreateOptional("--limit", "Write the first N tuples at most; 0 writes none, only the counts.", 0L, long.MaxValue);
    private readonly Option<int?> _head = RangedOption.CreateOptional("--head", "Show the first N tuples under the counts, and write none. [default on a terminal: 10]", 1, 100_000);
    private readonly Option<FileInfo?> _out = new("--out") { Description = "The CSV file to write. [default: standard output]", HelpName = "FILE" };
    private readonly Option<bool> _numbers = new("--numbers") { Description = "Samples by number, from 0 in the order listed, instead of by name." };
    private readonly Option<int> _threads = RangedOption.Create("--threads", "CPU threads that put rows together; 0 takes every core. The rows are the same for any.", 0, 0, 1024);
    private readonly Option<FileInfo?> _json = new("--json") { Description = "Also write the counts to this file.", HelpName = "FILE" };

    private readonly Option<BatchPosition?> _audit = new("--audit")
    {
        Description = "Show which samples, in which roles, make up this batch of this epoch.",
        HelpName = "EPOCH:BATCH",
        CustomParser = ParseAudit,
    };

    private readonly Option<int> _batchSize = RangedOption.Create("--batch-size", "Tuples in a batch, for --audit.", 64, 1, 1_000_000);
    private readonly Option<Ratio?> _batches = PairOfNumbers("--batches", 'x', "8x4", "PxK", "Audit batches of P classes with K samples of each instead of tuples.");

    /// <param name="command">Gets the options.</param>
    public TupleOptions(Command command)
    {
        foreach (var option in (Option[])[
            _data, _space, _positives, _negatives, _distinct, _ratio, _ordered, _list, _shuffle, _seed, _balance, _epoch, _epochLength,
            _limit, _head, _out, _numbers, _audit, _batchSize, _batches, _innermost, _nameColumn, _labelColumn, _classRows, _threads, _json])
        {
            command.Add(option);
        }

        command.Validators.Add(Validate);
    }

    /// <param name="result">The command line.</param>
    /// <param name="isTerminal">Whether somebody reads standard output.</param>
    public TupleRequest Read(ParseResult result, bool isTerminal)
    {
        var (audit, list, limit, output) = (result.GetValue(_audit), result.GetValue(_list), result.GetValue(_limit), result.GetValue(_out));
        var (seed, balance, epoch) = (result.GetValue(_seed), result.GetValue(_balance), result.GetValue(_epoch));
        var random = seed is not null || balance is not null || epoch is not null || audit is not null;
        return new TupleRequest
        {
            Data = result.GetValue(_data)!,
            ClassFolders = result.GetValue(_innermost) ? ClassFolders.Innermost : ClassFolders.Top,
            NameColumn = result.GetValue(_nameColumn),
            LabelColumn = result.GetValue(_labelColumn),
            Space = result.GetValue(_space),
            Positives = result.GetValue(_positives) ?? 1,
            Negatives = result.GetValue(_negatives) ?? 3,
            DistinctClasses = result.GetValue(_distinct),
            Ratio = result.GetValue(_ratio),
            Ordered = result.GetValue(_ordered),
            List = list,
            // A list has an order of its own, which an audit or an epoch alone does not change.
            Shuffle = result.GetValue(_shuffle) || (list is null ? random : seed is not null),
            Seed = (ulong)(seed ?? 0),
            Balance = balance ?? AnchorBalance.Tuple,
            Epoch = epoch,
            EpochLength = result.GetValue(_epochLength),
            Limit = limit,
            Head = result.GetValue(_head) ?? (isTerminal && output is null && limit is null && audit is null ? 10 : null),
            Out = output,
            Numbers = result.GetValue(_numbers),
            Audit = audit,
            BatchSize = result.GetValue(_batchSize),
            Batches = result.GetValue(_batches),
            ClassRows = result.GetValue(_classRows),
            Threads = result.GetValue(_threads) is var threads and > 0 ? threads : Environment.ProcessorCount,
            Json = result.GetValue(_json),
        };
    }

    private void Validate(CommandResult result)
    {
        // A value that could not be parsed has its own message already.
        if (result.Children.Any(child => child.Errors.Any()))
            return;
        if (!Enum.TryParse<SpaceKind>(result.GetResult(_space)?.Tokens is [var token, ..] ? token.Value : nameof(SpaceKind.Pairs), ignoreCase: true, out var space))
            return;
        OnlyWith(SpaceKind.Pairs, _ratio, _ordered);
        OnlyWith(SpaceKind.Tuplets, _positives, _negatives, _distinct);
        if (Given(result, _list) && space == SpaceKind.Tuplets)
            result.AddError("--list needs --space pairs or triplets, got tuplets.");
        NotTogether(result, _list, _ratio, _ordered, _balance);
        NotTogether(result, _audit, _out, _limit, _head, _epoch);
        NotTogether(result, _head, _out, _limit);
        NotTogether(result, _batches, _space, _ratio, _ordered, _balance, _list, _epochLength);
        Needs(result, _batches, _audit);
        Needs(result, _batchSize, _audit);
        NotTogether(result, _batches, _batchSize);

        void OnlyWith(SpaceKind kind, params ReadOnlySpan<Option> options)
        {
            foreach (var option in options)
            {
                if (space != kind && Given(result, option))
                    result.AddError($"{option.Name} needs --space {Word(kind)}, got {Word(space)}.");
            }
        }
    }

    private static void NotTogether(CommandResult result, Option one, params ReadOnlySpan<Option> others)
    {
        foreach (var other in others)
        {
            if (Given(result, one) && Given(result, other))
                result.AddError($"{one.Name} and {other.Name} cannot be given together.");
        }
    }

    private static void Needs(CommandResult result, Option option, Option other)
    {
        if (Given(result, option) && !Given(result, other))
            result.AddError($"{option.Name} needs {other.Name}.");
    }

    private static bool Given(CommandResult result, Option option) => result.GetResult(option) is { Implicit: false };

    private static string Word(SpaceKind kind) => kind.ToString().ToLowerInvariant();

    private static Option<Ratio?> PairOfNumbers(string name, char separator, string example, string help, string description) => new(name)
    {
        Description = description,
        HelpName = help,
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (text.Split(separator) is [var first, var second] && Whole(first, out int one) && Whole(second, out int two) && one >= 1 && two >= 1)
                return new Ratio(one, two);
            result.AddError($"{name} needs two whole numbers of 1 or more, such as {example}, got '{text}'.");
            return null;
        },
    };

    private static BatchPosition? ParseAudit(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (text.Split(':') is [var first, var second] && Whole(first, out int epoch) && Whole(second, out long batch))
            return new BatchPosition(epoch, batch);
        result.AddError($"--audit needs the numbers of an epoch and a batch, from 0, such as 3:120, got '{text}'.");
        return null;
    }

    private static bool Whole<T>(string text, out T value)
        where T : System.Numerics.INumber<T>
        => T.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value!);
}
