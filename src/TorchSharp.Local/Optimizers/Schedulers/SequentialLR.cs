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
            public static partial class impl
            {
                /// <summary>One scheduler after another; each starts again from 0 at its milestone.</summary>
                public class SequentialLR : LRScheduler
                {
                    private readonly LRScheduler[] _schedulers;
                    private readonly int[] _milestones;

                    public SequentialLR(Optimizer optimizer, IEnumerable<LRScheduler> schedulers, IEnumerable<int> milestones, int last_epoch = -1)
                        : base(optimizer, last_epoch + 1)
                    {
                        (_schedulers, _milestones) = ([.. schedulers], [.. milestones]);
                        if (_schedulers.Any(scheduler => scheduler._optimizer != optimizer))
                            throw new ArgumentException("Every scheduler of a SequentialLR must be bound to the optimizer given to it.");
                        if (_milestones.Length != _schedulers.Length - 1)
                            throw new ArgumentException($"Expected one scheduler more than milestones, got {_schedulers.Length} schedulers and {_milestones.Length} milestones.");

                        // Each scheduler took its step 0 when it was made: undo those, and take the first one's again.
                        foreach (var group in optimizer.ParamGroups) group.LearningRate = group.InitialLearningRate;
                        foreach (var scheduler in _schedulers) scheduler._last_epoch--;
                        _schedulers[0].step();
                        _last_lrs = _schedulers[0]._last_lrs;
                    }

                    protected override IEnumerable<double> get_lr()
                    {
                        var i = _milestones.Length;
                        while (i > 0 && _milestones[i - 1] > _last_epoch) i--;
                        if (i > 0 && _milestones[i - 1] == _last_epoch) _schedulers[i].step(0);
                        else _schedulers[i].step();
                        return Rates();
                    }
                }
            }
        }
    }
}
