using System;
using System.Collections.Generic;

namespace TorchSharp;

public static partial class torch
{
    public static partial class utils
    {
        public static partial class data
        {
            /// <summary>Items by index. A loader asks for them from several threads at once.</summary>
            public abstract class Dataset<T> : IDisposable
            {
                public abstract long Count { get; }

                /// <summary>Tensors made here belong to the loader, which disposes them once they are part of a batch.</summary>
                public abstract T GetTensor(long index);

                public void Dispose()
                {
                    Dispose(true);
                    GC.SuppressFinalize(this);
                }

                protected virtual void Dispose(bool disposing)
                {
                }
            }

            /// <summary>Items are named tensors.</summary>
            public abstract class Dataset : Dataset<Dictionary<string, Tensor>>
            {
            }

            /// <summary>Items are lists of tensors.</summary>
            public abstract class IterableDataset : Dataset<IList<Tensor>>
            {
            }
        }
    }
}
