using System;

namespace TorchSharp.Interop;

/// <summary>
/// Tells the garbage collector what tensors weigh, so that a loop that disposes nothing does not eat the machine.
/// Small tensors are left out: they are many, they weigh little, and each report costs about as much as an operator.
/// </summary>
internal static class MemoryPressure
{
    private const long Threshold = 16 * 1024;

    /// <returns>What was reported, for <see cref="Remove"/>.</returns>
    public static long Add(long bytes)
    {
        if (bytes < Threshold) return 0;
        GC.AddMemoryPressure(bytes);
        return bytes;
    }

    public static void Remove(ref long pressure)
    {
        if (pressure == 0) return;
        GC.RemoveMemoryPressure(pressure);
        pressure = 0;
    }
}
