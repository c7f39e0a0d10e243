using System;
using System.Collections.Generic;
using System.Linq;
using TorchSharp.Interop;
using static TorchSharp.torch;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>Item i is the list of the i-th rows of some tensors. It holds them independently of the caller's objects.</summary>
        public class TensorDataset : utils.data.IterableDataset
        {
            private static readonly Op OpSelect = new("select", "int");

            private readonly Tensor[] _tensors;

            internal TensorDataset(Tensor[] tensors)
            {
                if (tensors is null || tensors.Length == 0) throw new ArgumentNullException(nameof(tensors));
                var rows = tensors[0].shape[0];
                if (tensors.Any(t => t.shape[0] != rows))
                    throw new ArgumentException("All tensors must have the same first dimension size.", nameof(tensors));
                _tensors = [.. tensors.Select(t => t.alias().DetachFromDisposeScope())];
            }

            public IList<Tensor> this[long index] => _tensors.Select(t => OpSelect.Call(t, 0, index)).ToList();

            public override long Count => _tensors[0].size(0);

            public override IList<Tensor> GetTensor(long index) => this[index];

            protected override void Dispose(bool disposing)
            {
                if (disposing)
                    foreach (var tensor in _tensors) tensor.Dispose();
                base.Dispose(disposing);
            }
        }
    }

    public static partial class torch
    {
        public static partial class utils
        {
            public static partial class data
            {
                /// <param name="tensors">Equally many rows in each.</param>
                public static Modules.TensorDataset TensorDataset(params Tensor[] tensors) => new(tensors);
            }
        }
    }
}
