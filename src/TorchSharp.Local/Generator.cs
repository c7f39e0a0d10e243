using System;
using System.Diagnostics;
using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A stream of random numbers with a state that can be read and set.</summary>
    public class Generator : IDisposable
    {
        private IntPtr _handle;

        internal Generator(IntPtr handle, Device device) => (_handle, this.device) = (Native.Check(handle), device);

        public Generator(ulong seed = 0, Device? device = null)
            : this(Native.tl_generator_new((device ?? CPU).Packed, seed), device ?? CPU)
        {
        }

        ~Generator() => Dispose(false);

        /// <summary>libtorch's own generator of the CPU, which operators use when none is given.</summary>
        public static Generator Default => new(Native.tl_generator_default(CPU.Packed), CPU);

        public IntPtr Handle => _handle != 0 ? _handle : throw new InvalidOperationException("Generator invalid -- empty handle.");

        public Device device { get; }

        public Tensor get_state()
        {
            var state = new Tensor(Native.Check(Native.tl_generator_state(Handle)));
            GC.KeepAlive(this);
            return state;
        }

        public void set_state(Tensor value)
        {
            ArgumentNullException.ThrowIfNull(value);
            Native.Check(Native.tl_generator_set_state(Handle, value.Handle));
            GC.KeepAlive(value);
            GC.KeepAlive(this);
        }

        public Generator manual_seed(long seed)
        {
            Native.Check(Native.tl_generator_set_seed(Handle, unchecked((ulong)seed)));
            GC.KeepAlive(this);
            return this;
        }

        /// <summary>Seeds from the clock.</summary>
        public long seed()
        {
            var seed = Stopwatch.GetTimestamp();
            manual_seed(seed);
            return seed;
        }

        public long initial_seed()
        {
            var seed = Native.tl_generator_seed(Handle);
            GC.KeepAlive(this);
            return unchecked((long)seed);
        }

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            var handle = _handle;
            _handle = 0;
            if (handle != 0) Native.tl_generator_release(handle);
        }
    }
}
