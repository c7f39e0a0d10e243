using NUnit.Framework;

namespace TorchSharp.Siamese.TestSupport;

/// <summary>Counts the tensors that this thread has alive, before and after.</summary>
public static class LeakCheck
{
    /// <summary>Runs an action outside any dispose scope and says how many tensors more are alive then.</summary>
    /// <remarks>The counter is per thread: the action must stay on its thread.</remarks>
    public static long LeftAlive(Action action)
    {
        ArgumentNullException.ThrowIfNull(action);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        action();
        return DisposeScopeManager.Statistics.ThreadTotalLiveCount - before;
    }

    /// <summary>Fails unless an action leaves exactly its result alive, and nothing once that is disposed.</summary>
    public static void LeavesOnlyItsResult<T>(Func<T> make, int tensors = 1)
        where T : IDisposable
    {
        ArgumentNullException.ThrowIfNull(make);
        using (make())
        {
            // The first call may create what lasts, such as cached constants.
        }
        T? result = default;
        Assert.That(LeftAlive(() => result = make()), Is.EqualTo(tensors), "alive beside the arguments after the call");
        Assert.That(LeftAlive(result!.Dispose), Is.EqualTo(-tensors), "freed by disposing the result");
    }
}
