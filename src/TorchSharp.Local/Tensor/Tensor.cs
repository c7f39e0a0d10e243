using System;
using System.Threading;
using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>
    /// A managed reference to a native tensor: what it is and how long it lives. Operators, data access, autograd
    /// and conversions are in the other parts of this class.
    /// </summary>
    public partial class Tensor : IDisposable
    {
        private static long _totalCount;
        private static long _peakCount;

        private IntPtr _handle;
        private long _pressure;

        /// <summary>Takes over one reference to a native tensor.</summary>
        internal Tensor(IntPtr handle)
        {
            Adopt(handle);
            OwningDisposeScope = DisposeScopeManager.OfThread.Register(this);
        }

        /// <summary>Takes over the native tensor of another object, and its place in a dispose scope.</summary>
        private protected Tensor(Tensor other)
        {
            Adopt(other.ReleaseHandle());
            DisposeScope.Replace(other, this);
        }

        ~Tensor() => Dispose(false);

        public static Tensor UnsafeCreateTensor(IntPtr handle) => new(handle);

        /// <summary>Live tensor objects of all threads; for diagnostics.</summary>
        public static long TotalCount => Interlocked.Read(ref _totalCount);

        /// <summary>The most tensor objects that were alive at once; for diagnostics.</summary>
        public static long PeakCount => Interlocked.Read(ref _peakCount);

        internal DisposeScope? OwningDisposeScope { get; set; }

        public string? name { get; set; }

        public bool IsInvalid => _handle == 0;

        public IntPtr Handle => _handle != 0 ? _handle : throw new InvalidOperationException("Tensor invalid -- empty handle.");

        public override int GetHashCode() => base.GetHashCode();

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            var handle = Interlocked.Exchange(ref _handle, 0);
            if (handle == 0) return;
            DisposeScopeManager.OfThread.CountDisposal(this);
            OwningDisposeScope?.MarkAsDisposed(this);
            Interlocked.Decrement(ref _totalCount);
            MemoryPressure.Remove(ref _pressure, finalized: !disposing);
            Native.tl_release(handle);
        }

        public Tensor MoveToOuterDisposeScope()
        {
            OwningDisposeScope?.MoveToOuter(this);
            return this;
        }

        public Tensor DetachFromDisposeScope()
        {
            OwningDisposeScope?.Detach(this);
            return this;
        }

        public Tensor MoveToOtherDisposeScope(Tensor other) => MoveToOtherDisposeScope(other.OwningDisposeScope);

        public Tensor MoveToOtherDisposeScope(DisposeScope? other)
        {
            if (OwningDisposeScope is { } owner) owner.MoveToOther(other, this);
            else other?.Attach(this);
            return this;
        }

        /// <summary>Gives the native reference to the caller; this object is empty afterwards.</summary>
        public IntPtr DecoupleFromNativeHandle()
        {
            _ = Handle;
            return ReleaseHandle();
        }

        /// <summary>A second object over the same native tensor; each is disposed on its own.</summary>
        public Tensor alias()
        {
            var handle = Handle;
            Native.tl_retain(handle);
            GC.KeepAlive(this);
            return new Tensor(handle);
        }

        private void Adopt(IntPtr handle)
        {
            _handle = handle;
            var count = Interlocked.Increment(ref _totalCount);
            if (count > Volatile.Read(ref _peakCount)) Volatile.Write(ref _peakCount, count);
            if (handle != 0) _pressure = MemoryPressure.Add(Native.tl_nbytes(handle));
        }

        private IntPtr ReleaseHandle()
        {
            GC.SuppressFinalize(this);
            Interlocked.Decrement(ref _totalCount);
            MemoryPressure.Remove(ref _pressure, finalized: false);
            return Interlocked.Exchange(ref _handle, 0);
        }
    }
}
