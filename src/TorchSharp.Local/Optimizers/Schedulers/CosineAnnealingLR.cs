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
                /// <summary>Half a cosine from the initial rate to eta_min in T_max steps, then up again.</summary>
                public class CosineAnnealingLR : LRScheduler
                {
                    private readonly double _steps;
                    private readonly double _min;

                    public CosineAnnealingLR(Optimizer optimizer, double T_max, double eta_min = 0, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        (_steps, _min) = (T_max, eta_min);
                        step();
                    }

                    // From the rate before, not from the initial one, so that what others do to the rate stays in it.
                    protected override IEnumerable<double> get_lr()
                    {
                        if (_last_epoch == 0) return Rates();
                        if ((_last_epoch - 1 - _steps) % (2 * _steps) == 0)
                            return Rates().Select((rate, i) => rate + (_base_lrs[i] - _min) * (1 - Math.Cos(Math.PI / _steps)) / 2);
                        var ratio = (1 + Math.Cos(Math.PI * _last_epoch / _steps)) / (1 + Math.Cos(Math.PI * (_last_epoch - 1) / _steps));
                        return Rates().Select(rate => ratio * (rate - _min) + _min);
                    }

                    protected override IEnumerable<double> get_closed_form_lr() =>
                        _base_lrs.Select(rate => _min + (rate - _min) * (1 + Math.Cos(Math.PI * _last_epoch / _steps)) / 2);
                }
            }
        }
    }
}
