using TorchSharp.Interop;
using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        private static readonly Op OpEmpty = new("empty", "memory_format");
        private static readonly Op OpZeros = new("zeros");
        private static readonly Op OpOnes = new("ones");

        /// <summary>A parameter whose values are still to be set.</summary>
        internal static Parameter Empty(long[] shape, ScalarType? dtype, Device? device) =>
            new(OpEmpty.Call(shape, dtype ?? get_default_dtype(), Arg.Default, InitializeDevice(device)));

        internal static Tensor Zeros(long[] shape, ScalarType? dtype, Device? device) =>
            OpZeros.Call(shape, dtype ?? get_default_dtype(), Arg.Default, InitializeDevice(device));

        internal static Tensor Ones(long[] shape, ScalarType? dtype, Device? device) =>
            OpOnes.Call(shape, dtype ?? get_default_dtype(), Arg.Default, InitializeDevice(device));

        public partial class Module
        {
            /// <summary>The setter of a property that holds a parameter: the module owns the new one, and the old one is disposed.</summary>
            private protected void Hold(ref Parameter? held, Parameter? value, string key)
            {
                if (ReferenceEquals(held, value)) return;
                held?.Dispose();
                held = value;
                value?.DetachFromDisposeScope();
                ConditionallyRegisterParameter(key, value);
            }

            /// <inheritdoc cref="Hold(ref Parameter?, Parameter?, string)"/>
            private protected void Hold(ref Tensor? held, Tensor? value, string key)
            {
                if (ReferenceEquals(held, value)) return;
                held?.Dispose();
                held = value;
                value?.DetachFromDisposeScope();
                ConditionallyRegisterBuffer(key, value);
            }
        }
    }
}
