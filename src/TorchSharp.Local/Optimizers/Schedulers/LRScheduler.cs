using System;
using System.Collections.Generic;
using System.Linq;

namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            /// <summary>Sets the learning rates of an optimizer's groups from the number of steps taken; made, it has taken step 0.</summary>
            public abstract class LRScheduler
            {
                internal Optimizer _optimizer = null!;
                internal int _last_epoch = -1;
                internal bool _verbose;
                internal IList<double> _last_lrs = null!;
                internal IList<double> _base_lrs = null!;
                protected int _step_count;

                protected LRScheduler()
                {
                }

                /// <param name="verbose">Tell the console when a rate changes.</param>
                protected LRScheduler(Optimizer optimizer, int last_epoch = -1, bool verbose = false)
                {
                    ArgumentNullException.ThrowIfNull(optimizer);
                    _optimizer = optimizer;
                    _last_epoch = last_epoch;
                    _verbose = verbose;
                    _base_lrs = [.. optimizer.ParamGroups.Select(group => group.InitialLearningRate)];
                    _last_lrs = [.. Rates()];
                }

                public virtual void step() => step(null);

                /// <param name="epoch">The step to jump to, by the closed form where there is one; null is the next.</param>
                public virtual void step(int? epoch)
                {
                    _step_count++;
                    _last_epoch = epoch ?? _last_epoch + 1;
                    // A scheduler may move its own and the optimizer's state while it computes the rates: exactly once a step.
                    List<double> rates = [.. epoch is null ? get_lr() : get_closed_form_lr()];
                    var i = 0;
                    foreach (var group in _optimizer.ParamGroups.Take(_base_lrs.Count).ToList())
                    {
                        group.LearningRate = rates[i];
                        if (_verbose && _last_lrs[i] != rates[i]) Console.WriteLine($"Adjusting learning rate to {rates[i]}");
                        _last_lrs[i] = rates[i];
                        i++;
                    }
                }

                /// <param name="current">A metric, which only some schedulers look at.</param>
                public virtual void step(double current, int? epoch = null) => step(epoch);

                public IEnumerable<double> get_last_lr() => _last_lrs;

                protected virtual IEnumerable<double> get_lr() => Rates();

                protected virtual IEnumerable<double> get_closed_form_lr() => get_lr();

                private protected IEnumerable<double> Rates(double factor = 1) => _optimizer.ParamGroups.Select(group => group.LearningRate * factor);

                private protected IEnumerable<double> BaseRates(double factor) => _base_lrs.Select(rate => rate * factor);

                /// <summary>One value for each group.</summary>
                private protected static IEnumerable<T> ForEachGroup<T>(Optimizer optimizer, T value)
                {
                    ArgumentNullException.ThrowIfNull(optimizer);
                    return Enumerable.Repeat(value, optimizer.ParamGroups.Count());
                }
            }
        }
    }
}
