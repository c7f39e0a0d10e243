using System.Diagnostics;
using System.Globalization;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Examples.Host;

namespace TorchSharp.Siamese.Examples.Tuples;

/// <summary>What the command does, step by step.</summary>
internal sealed class TupleCommand(TupleRequest request, CancellationToken cancellationToken)
{
    /// <summary>So many rows are written only where a limit says so: 10^10 rows of 40 bytes are 400 GB.</summary>
    private const long MostWithoutLimit = 10_000_000_000;

    /// <exception cref="IOException">A file cannot be read or written.</exception>
    /// <exception cref="InvalidDataException">The data are damaged.</exception>
    /// <exception cref="ArgumentException">The data have no such tuple, or the audit no such batch.</exception>
    public void Run()
    {
        foreach (var (file, option) in new[] { (request.Out, "--out"), (request.Json, "--json") })
        {
            if (file is not null)
                AtomicFile.CheckWritable(file, option);
        }

        var samples = LabelledSamples.Open(request, cancellationToken);
        if (request.Audit is not null)
        {
            Console.Write(Plainly(() => Audit(samples)));
            return;
        }

        var counts = TupleCounts.Of(samples.Classes, request);
        var toOutput = request.Writes && request.Out is null;
        (toOutput ? Console.Error : Console.Out).Write(CountReport.Text(samples, counts, request.ClassRows));
        if (request.Json is not null)
            AtomicFile.Write(request.Json, stream => CountReport.WriteJson(stream, counts));
        if (request.Limit == 0)
            return;

        var rows = Plainly(() => Rows(samples));
        if (request.Head is { } head)
            ShowHead(rows, samples.Names, head);
        else
            Write(rows, request.Numbers ? NameTable.OfNumbers(samples.Names.Count) : samples.Names);
    }

    /// <summary>The library's errors name the arguments of its methods, which nobody has typed here.</summary>
    private static T Plainly<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (ArgumentException error) when (error.ParamName is not null)
        {
            throw new InvalidDataException(error.Message.Replace($" (Parameter '{error.ParamName}')", string.Empty, StringComparison.Ordinal), error);
        }
    }

    private TupleRows Rows(LabelledSamples samples)
    {
        var plan = TuplePlans.Create(request, samples, request.EpochLength, cancellationToken);
        if (request.Epoch is { } epoch)
            return TupleRows.OfEpoch(plan, epoch);
        if (!request.Shuffle)
            return TupleRows.InSpaceOrder(plan, request.Ratio);
        // Epochs are consecutive slices of one sequence: one long epoch is all of them.
        var all = (long)UInt128.Min(TuplePlans.UniqueLength(plan), long.MaxValue);
        return TupleRows.OfEpoch(TuplePlans.Create(request, samples, all, cancellationToken), 0);
    }

    private string Audit(LabelledSamples samples)
    {
        var (epoch, batch) = request.Audit!;
        string Name(int sample) => request.Numbers ? sample.ToString(CultureInfo.InvariantCulture) : samples.Names.NameOf(sample);
        if (request.Batches is null)
        {
            var plan = TuplePlans.Create(request, samples, request.EpochLength, cancellationToken);
            return BatchAudit.Of(plan, epoch, batch, request.BatchSize, samples.Classes).Format(Name);
        }

        var sampler = new MPerClassSampler(samples.Classes, new MPerClassOptions
        {
            ClassesPerBatch = request.Batches.First,
            SamplesPerClass = request.Batches.Second,
            Seed = request.Seed,
        });
        return BatchAudit.Of(sampler, epoch, (int)Math.Min(batch, int.MaxValue), samples.Classes).Format(Name);
    }

    private void ShowHead(TupleRows rows, NameTable names, int head)
    {
        var count = (int)UInt128.Min(rows.Count, (UInt128)head);
        var (samples, same) = (new int[count * rows.Length], new bool[rows.IsPairs ? count : 0]);
        rows.Fill(0, samples, same);
        var table = new TextTable(rows.IsPairs ? rows.Columns : rows.Columns[..rows.Length], leftAligned: rows.Length);
        for (var i = 0; i < count; i++)
        {
            var cells = samples.Skip(i * rows.Length).Take(rows.Length)
                .Select(sample => request.Numbers ? sample.ToString(CultureInfo.InvariantCulture) : names.NameOf(sample));
            table.Add(rows.IsPairs ? [.. cells, same[i] ? "1" : "0"] : [.. cells]);
        }

        Console.Write($"\n{table}");
        if (rows.Count > (UInt128)count)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"... {rows.Count:#,0} {rows.Unit} in all; --out FILE or --limit N writes them."));
    }

    private void Write(TupleRows rows, NameTable names)
    {
        var wanted = request.Limit is { } limit ? UInt128.Min(rows.Count, (UInt128)limit) : rows.Count;
        if (request.Limit is null && wanted > MostWithoutLimit)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"Needs --limit N to write more than {MostWithoutLimit:#,0} rows, got {wanted:#,0} {rows.Unit} without one."));
        }

        var count = (long)wanted;
        CheckRoom(rows, names, count);
        var (bytes, watch, writer) = (0L, Stopwatch.StartNew(), new RowWriter(rows, names, request.Threads));
        if (request.Out is not null)
        {
            RowBar.Run(count, rows.Unit, progress =>
                AtomicFile.Write(request.Out, stream => bytes = writer.Write(stream, count, progress, cancellationToken)));
        }
        else if (!StandardOutput.Write(stream => Show(progress => bytes = writer.Write(stream, count, progress, cancellationToken))))
        {
            return;
        }

        var to = request.Out is null ? "to standard output" : $"to {request.Out.FullName}";
        (request.Out is null ? Console.Error : Console.Out).WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{count:#,0} {rows.Unit}{Extent(rows, wanted)} written {to}: {bytes / 1e6:#,0.0} MB in {watch.Elapsed.TotalSeconds:0.0} s, {count / watch.Elapsed.TotalSeconds / 1e6:0.0} million rows/s"));

        void Show(Action<Action<long>> write)
        {
            // Rows on a terminal would run through a bar.
            if (Console.IsOutputRedirected)
                RowBar.Run(count, rows.Unit, write);
            else
                write(_ => { });
        }
    }

    /// <summary>What the rows written are of what there is.</summary>
    private string Extent(TupleRows rows, UInt128 written)
    {
        if (rows.Count > written)
            return string.Create(CultureInfo.InvariantCulture, $" of {rows.Count:#,0}");
        if (request.Epoch is { } epoch)
            return string.Create(CultureInfo.InvariantCulture, $", all of epoch {epoch},");
        if (request.Balance != AnchorBalance.Tuple)
            return ", until one would come again,";
        return rows.IsPairs && request.List is null && (request.Shuffle || request.Ratio is not null)
            ? ", until the positive or the negative ones are used up,"
            : ", all there are,";
    }

    /// <summary>Finds out before the work that a disk will be full, as far as one can know.</summary>
    private void CheckRoom(TupleRows rows, NameTable names, long count)
    {
        if (request.Out is null)
            return;
        var needed = count * ((rows.Length * names.Average) + (2.0 * rows.Columns.Length) - (2 * rows.Length));
        var free = new DriveInfo(request.Out.DirectoryName!).AvailableFreeSpace;
        if (needed * 0.9 > free)      // an estimate: samples do not come equally often
            throw new IOException(string.Create(CultureInfo.InvariantCulture, $"--out needs about {needed / 1e9:#,0.0} GB for {count:#,0} rows, got {free / 1e9:#,0.0} GB free in '{request.Out.DirectoryName}'."));
    }
}
