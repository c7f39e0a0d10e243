namespace TorchSharp.Siamese.Models.Insight.Symptoms;

/// <summary>Images that again and again lie among those of one other class: wrong labels.</summary>
internal sealed class Contradictions : Symptom
{
    /// <summary>Share of images whose three nearest all are of one other class. With a share r of wrong labels in good clusters it is about r(1 − r)³: 5 % for r = 0.06, 9 % for 0.1 to 0.4.</summary>
    private const double Many = 0.04;

    /// <summary>Looks taken together, or as many more as it takes to see <see cref="Enough"/> images in small batches.</summary>
    private const int Looks = 8;
    private const int MostLooks = 64;

    /// <summary>Share of the first half of the looks that the second must have: what training still mends is no wrong label.</summary>
    private const double Lasting = 0.7;

    /// <summary>Images looked at below which a share says nothing.</summary>
    private const int Enough = 300;

    /// <summary>Evenness of the pairs of classes. Classes that a weak network confuses are few, and whole groups of their images go together; wrong labels are strewn.</summary>
    private const double Strewn = 0.5;

    /// <summary>Area under the curve below which the network guesses. With 40 % of the labels wrong, perfect clusters have 0.65.</summary>
    private const double Guessing = 0.6;

    /// <summary>How many times as many images must be contradicted as lie between two classes: at the border of classes that a weak network mixes it is about as many, with wrong labels less than half.</summary>
    private const double Clear = 1.5;

    private readonly Queue<Seen> _looks = [];

    public override double[] State
    {
        get => [.. _looks.SelectMany(look => new double[] { look.Asked, look.Auc, look.Mixed, look.Pairs.Length }.Concat(look.Pairs.SelectMany(pair => new double[] { pair.Label, pair.Other })))];
        set
        {
            _looks.Clear();
            for (var at = 0; at < value.Length;)
            {
                var (asked, auc, mixed, count) = (value[at], value[at + 1], value[at + 2], (int)value[at + 3]);
                var pairs = value[(at + 4)..(at + 4 + 2 * count)].Chunk(2).Select(pair => ((long)pair[0], (long)pair[1]));
                _looks.Enqueue(new Seen(asked, auc, mixed, [.. pairs]));
                at += 4 + 2 * count;
            }
        }
    }

    public override Finding? Look(BatchProbe probe, MonitorContext context)
    {
        if (context.StepCount < context.Patience)
            return null;
        _looks.Enqueue(new Seen(probe.Asked, probe.Auc, probe.Mixed, [.. probe.Contradicted]));
        var asked = _looks.Sum(look => look.Asked);
        while (_looks.Count > MostLooks || (_looks.Count > Looks && asked - _looks.Peek().Asked >= Enough))
            asked -= _looks.Dequeue().Asked;
        if (_looks.Count < Looks || asked < Enough)
            return null;
        var share = Share(_looks);
        if (share < Many || Share(_looks.Skip(_looks.Count / 2)) < Lasting * Share(_looks.Take(_looks.Count / 2)))
            return null;
        var (evenness, auc) = (Evenness(context.ClassCount), _looks.Average(look => look.Auc));
        var (contradicted, mixed) = (_looks.Sum(look => look.Pairs.Length), _looks.Sum(look => look.Mixed));
        if (evenness < Strewn || auc < Guessing || contradicted < Clear * mixed)
            return null;
        return new Finding(
            FindingCause.LabelNoise, FindingSeverity.Warning,
            "Labels contradict the images: many images lie among those of one other class and stay there.",
            Text($"{100 * share:0.0} % of {asked} images in {_looks.Count} batches up to step {context.StepCount}: their {BatchProbe.Neighbors} nearest neighbours all are of one other class (of {100 * mixed / asked:0.0} % two of one other and one of their own), strewn over the pairs of classes with an evenness of {evenness:0.00}; area under the curve {auc:0.000}"),
            Text($"{100 * Many} %, after {context.Patience} steps and not falling, {Clear} times as many as lie between two classes, with an evenness of {Strewn} or more, and an area under the curve of {Guessing} or more: a network that guesses says nothing of labels; a share r of wrong labels gives about r(1 − r)³"),
            "Run the diagnosis and look at the images that it lists first; correct or leave out what is wrong. Until then avoid hardest negatives, which look for wrong labels.");
    }

    private static double Share(IEnumerable<Seen> looks)
        => looks.Sum(look => look.Pairs.Length) / Math.Max(1, looks.Sum(look => look.Asked));

    /// <summary>How evenly the contradictions are strewn over the pairs of classes, or over as many as there could be.</summary>
    private double Evenness(int classes)
    {
        var counts = _looks.SelectMany(look => look.Pairs).CountBy(pair => (Math.Min(pair.Label, pair.Other), Math.Max(pair.Label, pair.Other))).Select(count => (long)count.Value).ToList();
        var most = Math.Min(counts.Sum(), Math.Max(1, classes * (classes - 1L) / 2));
        return Math.Min(1, ClassBalance.Evenness(counts) * counts.Count / most);
    }

    /// <summary>One look at a batch.</summary>
    private readonly record struct Seen(double Asked, double Auc, double Mixed, (long Label, long Other)[] Pairs);
}
