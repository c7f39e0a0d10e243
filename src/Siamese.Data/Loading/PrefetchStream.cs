using System.Threading.Channels;

namespace TorchSharp.Siamese.Data.Loading;

/// <summary>Makes batches on threads of its own, a bounded number ahead, and gives them in the schedule's order.</summary>
/// <remarks>
/// A worker waits for room, takes the next batch of the schedule and queues a promise for it, both under one lock: promises
/// stand in the schedule's order, whoever keeps them, and whenever. The first failure ends the schedule; the batches before it
/// still arrive.
/// </remarks>
internal sealed class PrefetchStream<TBatch> : BatchStream<TBatch>
    where TBatch : class, ILoadedBatch
{
    private readonly BatchAssembler<TBatch> _assembler;
    private readonly BatchSchedule _schedule;
    private readonly Lock _gate = new();    // guards _schedule and the order of _promises
    private readonly SemaphoreSlim _room;
    private readonly Channel<TaskCompletionSource<MadeBatch<TBatch>>> _promises =
        Channel.CreateUnbounded<TaskCompletionSource<MadeBatch<TBatch>>>(new UnboundedChannelOptions { SingleReader = true });

    private readonly CancellationToken _cancellationToken;
    private readonly CancellationTokenSource _stop;
    private readonly Task _workers;
    private bool _ended;        // under _gate: no batch follows those promised
    private bool _disposed;

    public PrefetchStream(
        BatchAssembler<TBatch> assembler, BatchSchedule schedule, int workers, int prefetch, CancellationToken cancellationToken)
    {
        _assembler = assembler;
        _schedule = schedule;
        _room = new SemaphoreSlim(prefetch);
        _cancellationToken = cancellationToken;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _workers = Task.WhenAll(Enumerable.Range(0, Math.Min(workers, prefetch)).Select(_ => Task.Factory.StartNew(
            Work, CancellationToken.None, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default)));
    }

    // Costs no thread where the batch is ready, which is what prefetching is for.
    public override MadeBatch<TBatch>? Take() => TakeAsync().AsTask().GetAwaiter().GetResult();

    public override async ValueTask<MadeBatch<TBatch>?> TakeAsync()
    {
        _cancellationToken.ThrowIfCancellationRequested();
        if (!await _promises.Reader.WaitToReadAsync(_cancellationToken).ConfigureAwait(false))
            return null;
        // It stays in the queue until it is kept, so that Dispose finds it if this wait is cancelled.
        _promises.Reader.TryPeek(out var promise);
        var made = await promise!.Task.WaitAsync(_cancellationToken).ConfigureAwait(false);
        _promises.Reader.TryRead(out _);
        _room.Release();
        return made;
    }

    public override void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _stop.Cancel();
        _workers.Wait();
        CleanUp();
    }

    public override async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        await _stop.CancelAsync().ConfigureAwait(false);
        await _workers.ConfigureAwait(false);
        CleanUp();
    }

    private void CleanUp()
    {
        while (_promises.Reader.TryRead(out var promise))
        {
            if (promise.Task.Exception is null)     // looking at it marks it as observed
                promise.Task.Result.Batch?.Dispose();
        }
        _schedule.Dispose();
        _stop.Dispose();
        _room.Dispose();
    }

    private void Work()
    {
        try
        {
            while (true)
            {
                _room.Wait(_stop.Token);
                if (!TryPromise(out var promise, out var request))
                    return;
                Keep(promise, request);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The consumer has left or cancelled; it hears so from its own token.
        }
    }

    private bool TryPromise(out TaskCompletionSource<MadeBatch<TBatch>> promise, out BatchRequest request)
    {
        promise = new TaskCompletionSource<MadeBatch<TBatch>>(TaskCreationOptions.RunContinuationsAsynchronously);
        request = default;
        lock (_gate)
        {
            if (_ended)
                return false;
            try
            {
                if (_schedule.TryNext(out request))
                    return _promises.Writer.TryWrite(promise);
            }
            catch (Exception e)     // of the sampler; wrapped by the schedule
            {
                promise.SetException(e);
                _promises.Writer.TryWrite(promise);
            }
            End();
            return false;
        }
    }

    private void Keep(TaskCompletionSource<MadeBatch<TBatch>> promise, BatchRequest request)
    {
        try
        {
            promise.SetResult(_assembler.Assemble(request, _stop.Token));
        }
        catch (Exception e)     // wrapped by the assembler
        {
            promise.SetException(e);
            lock (_gate)
                End();
        }
    }

    private void End()
    {
        _ended = true;
        _promises.Writer.TryComplete();
    }
}
