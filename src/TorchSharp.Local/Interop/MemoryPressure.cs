using System;
using System.Threading;

namespace TorchSharp.Interop;

/// <summary>
/// Lets the garbage collector run when tensors weigh much, so that a loop that disposes nothing does not eat the machine.
/// Small tensors are left out: they are many and weigh little.
/// </summary>
/// <remarks>
/// <see cref="GC.AddMemoryPressure"/> is not for this: it knows nothing of what was disposed since, and starts 35 collections of all
/// generations in one training step of a small CNN that disposes everything, a tenth of its time. Here a collection that finds
/// little doubles the weight that has to come together before the next one.
/// </remarks>
internal static class MemoryPressure
{
    private const long Threshold = 16 * 1024;

    private static readonly long Memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
    private static readonly long Least = Math.Clamp(Memory / 32, 32L << 20, 128L << 20);
    private static long _step = Least;                                                 // what may come together between two collections
    private static long _next = Least;
    private static long _held;
    private static long _found;                                                        // released by finalizers since the last collection
    private static int _collecting;

    /// <returns>What was counted, for <see cref="Remove"/>.</returns>
    public static long Add(long bytes)
    {
        if (bytes < Threshold) return 0;
        if (Interlocked.Add(ref _held, bytes) > Volatile.Read(ref _next)) Collect();
        return bytes;
    }

    public static void Remove(ref long pressure, bool finalized)
    {
        if (pressure == 0) return;
        var held = Interlocked.Add(ref _held, -pressure);
        if (finalized)
        {
            Interlocked.Add(ref _found, pressure);
            Volatile.Write(ref _next, Math.Min(Volatile.Read(ref _next), held + Volatile.Read(ref _step)));
        }
        pressure = 0;
    }

    private static void Collect()
    {
        if (Interlocked.Exchange(ref _collecting, 1) != 0) return;
        _step = Interlocked.Exchange(ref _found, 0) < _step / 4 ? Math.Min(2 * _step, Math.Max(_step, Memory / 16)) : Math.Max(Least, _step / 2);
        Volatile.Write(ref _next, Interlocked.Read(ref _held) + _step);
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true);
        Volatile.Write(ref _collecting, 0);
    }
}
