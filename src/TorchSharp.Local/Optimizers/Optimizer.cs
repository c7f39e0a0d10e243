using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        /// <summary>Changes parameters by their gradients, group by group.</summary>
        public abstract partial class Optimizer : IDisposable
        {
            protected IList<ParamGroup> _parameter_groups = [];

            /// <param name="handle">No optimizer here is native; pass zero.</param>
            protected Optimizer(IntPtr handle)
            {
                if (handle != 0) throw new ArgumentException("There are no native optimizers; the handle must be zero.", nameof(handle));
            }

            [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
            public delegate IntPtr LossClosure();

            public virtual IEnumerable<ILearningRateController> ParamGroups => _parameter_groups;

            /// <summary>Sets gradients to zero where there are some; they stay allocated.</summary>
            public virtual void zero_grad() => throw Missing(nameof(zero_grad));

            public virtual void add_param_group(ParamGroup param_group) => throw Missing(nameof(add_param_group));

            /// <param name="closure">Computes the loss and the gradients once more, before the step.</param>
            /// <returns>What the closure returned, null without one.</returns>
            public virtual Tensor? step(Func<Tensor>? closure = null) => throw Missing(nameof(step));

            public virtual IEnumerable<Parameter> parameters() => throw Missing(nameof(parameters));

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing)
            {
            }

            private NotImplementedException Missing(string member) => new($"{GetType().Name} does not implement {member}.");

            /// <summary>The optimizer's own objects, not copies: the options of each group and the state of each parameter.</summary>
            public class StateDictionary
            {
                internal StateDictionary()
                {
                }

                public List<OptimizerOptions> Options { get; } = [];
                public List<OptimizerState> State { get; } = [];

                /// <summary>For each group, where its parameters' states are in <see cref="State"/>.</summary>
                public List<List<int>> StateIndexRef { get; } = [];
            }
        }
    }
}
