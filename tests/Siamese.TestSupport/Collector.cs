namespace TorchSharp.Siamese.TestSupport;

/// <summary>Keeps what is reported, at once and on the reporting thread (unlike <see cref="Progress{T}"/>).</summary>
public sealed class Collector<T>(ICollection<T> reports) : IProgress<T>
{
    public void Report(T value)
    {
        lock (reports)
            reports.Add(value);
    }
}
