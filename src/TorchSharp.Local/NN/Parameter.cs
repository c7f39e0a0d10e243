using System;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>A tensor that a module trains.</summary>
        public class Parameter : torch.Tensor
        {
            /// <param name="data">Its native tensor moves here; <paramref name="data"/> itself is empty afterwards.</param>
            public Parameter(torch.Tensor data, bool requires_grad = true)
                : base(Ready(data, requires_grad))
            {
            }

            internal Parameter(IntPtr handle)
                : base(handle)
            {
            }

            private static torch.Tensor Ready(torch.Tensor data, bool requires_grad)
            {
                ArgumentNullException.ThrowIfNull(data);
                data.requires_grad = requires_grad;
                return data;
            }
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.Parameter Parameter(Tensor data, bool requires_grad = true) => new(data, requires_grad);
        }
    }
}
