using System;
using System.Collections.Generic;

namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static partial class impl
            {
                /// <summary>Down to 0 in total_iters steps along (1 - t)^power.</summary>
                public class PolynomialLR : LRScheduler
                {
                    private readonly double _steps;
                    private readonly double _power;

                    public PolynomialLR(Optimizer optimizer, int total_iters = 5, double power = 1.0, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        (_steps, _power) = (total_iters, power);
                        step();
                    }

                    protected override IEnumerable<double> get_lr()
                    {
                        if (_last_epoch == 0 || _last_epoch > _steps) return Rates();
                        var ratio = (1 - _last_epoch / _steps) / (1 - (_last_epoch - 1) / _steps);
                        return Rates(Math.Pow(ratio, _power));
                    }

                    protected override IEnumerable<double> get_closed_form_lr() => BaseRates(Math.Pow(1 - Math.Min(_steps, _last_epoch) / _steps, _power));
                }
            }
        }
    }
}
