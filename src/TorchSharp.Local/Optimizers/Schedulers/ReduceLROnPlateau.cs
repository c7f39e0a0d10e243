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
                /// <summary>Times factor once a metric has not improved for more than patience steps.</summary>
                public class ReduceLROnPlateau : LRScheduler
                {
                    private readonly bool _smallerIsBetter;
                    private readonly bool _relative;
                    private readonly double _factor;
                    private readonly int _patience;
                    private readonly double _threshold;
                    private readonly int _cooldown;
                    private readonly List<double> _minRates;
                    private readonly double _eps;
                    private double _best;
                    private int _badSteps;
                    private int _cooldownLeft;

                    /// <param name="mode">"min" or "max": which end of the metric is good.</param>
                    /// <param name="threshold_mode">"rel" or "abs": what an improvement must exceed the threshold in.</param>
                    /// <param name="min_lr">None, one for all groups, or one for each.</param>
                    /// <param name="eps">A smaller change of the rate is not made.</param>
                    public ReduceLROnPlateau(Optimizer optimizer, string mode = "min", double factor = 0.1, int patience = 10, double threshold = 1e-4,
                        string threshold_mode = "rel", int cooldown = 0, IList<double>? min_lr = null, double eps = 1e-8, bool verbose = false)
                        : base(optimizer, -1, verbose)
                    {
                        if (factor >= 1.0) throw new ArgumentException("Factor should be < 1.0");
                        _smallerIsBetter = mode switch { "min" => true, "max" => false, _ => throw new ArgumentException($"mode {mode} is unknown!") };
                        _relative = threshold_mode switch
                        {
                            "rel" => true,
                            "abs" => false,
                            _ => throw new ArgumentException($"threshold mode {threshold_mode} is unknown!"),
                        };
                        (_factor, _patience, _threshold, _cooldown, _eps) = (factor, patience, threshold, cooldown, eps);
                        _minRates = min_lr is { Count: > 1 } ? [.. min_lr] : [.. ForEachGroup(optimizer, min_lr is { Count: 1 } ? min_lr[0] : 0)];
                        _best = _smallerIsBetter ? double.PositiveInfinity : double.NegativeInfinity;
                    }

                    public override void step(double current, int? epoch = null)
                    {
                        _last_epoch = epoch ?? _last_epoch + 1;
                        if (Improves(current)) (_best, _badSteps) = (current, 0);
                        else _badSteps++;
                        if (_cooldownLeft > 0)
                        {
                            _cooldownLeft--;
                            _badSteps = 0;
                        }
                        if (_badSteps <= _patience) return;
                        Reduce();
                        (_cooldownLeft, _badSteps) = (_cooldown, 0);
                    }

                    public override void step() =>
                        throw new InvalidOperationException("ReduceLROnPlateau needs a metric: call step(double, int?) instead of step().");

                    public override void step(int? epoch) =>
                        throw new InvalidOperationException("ReduceLROnPlateau needs a metric: call step(double, int?) instead of step(int?).");

                    private bool Improves(double current) => (_smallerIsBetter, _relative) switch
                    {
                        (true, true) => current < _best * (1 - _threshold),
                        (true, false) => current < _best - _threshold,
                        (false, true) => current > _best * (1 + _threshold),
                        (false, false) => current > _best + _threshold,
                    };

                    private void Reduce()
                    {
                        var i = 0;
                        foreach (var group in _optimizer.ParamGroups)
                        {
                            var reduced = Math.Max(group.LearningRate * _factor, _minRates[i]);
                            if (group.LearningRate - reduced > _eps)
                            {
                                group.LearningRate = reduced;
                                if (_verbose) Console.WriteLine($"Epoch {_last_epoch}: reducing learning rate of group {i} to {reduced:g4}.");
                            }
                            i++;
                        }
                    }
                }
            }
        }
    }
}
