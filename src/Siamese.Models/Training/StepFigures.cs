using System.Globalization;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Training;

/// <summary>Adds up what the batches of a step came to, and keeps what observers may look at.</summary>
internal sealed class StepFigures(IReadOnlyList<TrainingLoss> losses) : IDisposable
{
    private readonly double[] _loss = new double[losses.Count];
    private readonly long[] _tuples = new long[losses.Count];
    private readonly long[] _active = new long[losses.Count];
    private readonly string[] _names = NamesOf(losses);
    private readonly List<Tensor> _embeddings = [], _labels = [], _ids = [];

    public int Batches { get; private set; }

    public int Images { get; private set; }

    public (int Epoch, int Number) Last { get; private set; }

    /// <summary>Mean of the batches' losses.</summary>
    public double Loss { get; private set; }

    public long Tuples => Sum(_tuples);

    public long Active => Sum(_active);

    public void Add(int index, double loss, long tuples, long active)
    {
        _loss[index] += loss;
        _tuples[index] = Sum([_tuples[index], tuples]);
        _active[index] = Sum([_active[index], active]);
    }

    public void Close(TrainingBatch batch, double total, bool keep)
    {
        Batches++;
        Images += batch.Loaded.Count;
        Last = (batch.Loaded.Epoch, batch.Loaded.Number);
        Loss += (total - Loss) / Batches;
        if (!keep)
            return;
        _embeddings.Add(batch.Embeddings.detach().DetachFromDisposeScope());
        _labels.Add(batch.Loaded.Labels.alias().DetachFromDisposeScope());
        _ids.Add(batch.Loaded.Ids.alias().DetachFromDisposeScope());
    }

    public IReadOnlyList<TrainingLossFigures> ByLoss()
        => [.. _names.Select((name, i) => new TrainingLossFigures(name, _loss[i] / Batches, _tuples[i], _active[i]))];

    /// <summary>What was kept of the step, in the caller's dispose scope: of several batches, one after the other.</summary>
    public (Tensor Embeddings, Tensor Labels, Tensor Ids) Kept()
        => Batches == 1 ? (_embeddings[0], _labels[0], _ids[0]) : (cat(_embeddings), cat(_labels), cat(_ids));

    public void Clear()
    {
        Array.Clear(_loss);
        Array.Clear(_tuples);
        Array.Clear(_active);
        (Batches, Images, Loss) = (0, 0, 0);
        foreach (var kept in (ReadOnlySpan<List<Tensor>>)[_embeddings, _labels, _ids])
        {
            foreach (var tensor in kept)
                tensor.Dispose();
            kept.Clear();
        }
    }

    public void Dispose() => Clear();

    // Two losses of one type would share a column of a table and a curve: the second is called "NAME 2".
    private static string[] NamesOf(IReadOnlyList<TrainingLoss> losses)
    {
        var taken = new HashSet<string>();
        var names = new string[losses.Count];
        for (var i = 0; i < names.Length; i++)
        {
            names[i] = losses[i].Name;
            for (var number = 2; !taken.Add(names[i]); number++)
                names[i] = string.Create(CultureInfo.InvariantCulture, $"{losses[i].Name} {number}");
        }
        return names;
    }

    private static long Sum(ReadOnlySpan<long> values)
    {
        var sum = 0L;
        foreach (var value in values)
            sum = value > long.MaxValue - sum ? long.MaxValue : sum + value;
        return sum;
    }
}
