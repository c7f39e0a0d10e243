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
                /// <summary>Once up from a small rate to max_lr and down to almost none; momentum, or the first beta, runs against it.</summary>
                public class OneCycleLR : LRScheduler
                {
                    public enum AnnealStrategy
                    {
                        Cos,
                        Linear,
                    }

                    private readonly int _steps;
                    private readonly bool _linear;
                    private readonly bool _cycleMomentum;
                    private readonly Phase[] _phases;

                    /// <summary>Up to and with its last step, values go from those of <c>From</c> to those of <c>To</c>, one for each group.</summary>
                    private readonly record struct Phase(double LastStep, double[] RateFrom, double[] RateTo, double[] MomentumFrom, double[] MomentumTo);

                    public OneCycleLR(Optimizer optimizer, double max_lr, int total_steps = -1, int epochs = -1, int steps_per_epoch = -1,
                        double pct_start = 0.3, AnnealStrategy anneal_strategy = AnnealStrategy.Cos, bool cycle_momentum = true,
                        double base_momentum = 0.85, double max_momentum = 0.95, double div_factor = 25, double final_div_factor = 1e4,
                        bool three_phase = false, int last_epoch = -1, bool verbose = false)
                        : this(optimizer, ForEachGroup(optimizer, max_lr), total_steps, epochs, steps_per_epoch, pct_start, anneal_strategy, cycle_momentum,
                            ForEachGroup(optimizer, base_momentum), ForEachGroup(optimizer, max_momentum), div_factor, final_div_factor, three_phase,
                            last_epoch, verbose)
                    {
                    }

                    public OneCycleLR(Optimizer optimizer, IEnumerable<double> max_lr, int total_steps = -1, int epochs = -1, int steps_per_epoch = -1,
                        double pct_start = 0.3, AnnealStrategy anneal_strategy = AnnealStrategy.Cos, bool cycle_momentum = true,
                        IEnumerable<double>? base_momentum = null, IEnumerable<double>? max_momentum = null, double div_factor = 25,
                        double final_div_factor = 1e4, bool three_phase = false, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        if (cycle_momentum && optimizer is not (IMomentum or IBetas))
                            throw new ArgumentException("optimizer must support momentum with `cycle_momentum` option enabled");
                        if (pct_start is < 0 or > 1) throw new ArgumentException($"Expected a pct_start of 0 to 1, got {pct_start}.");
                        (_steps, _linear, _cycleMomentum) = (Steps(total_steps, epochs, steps_per_epoch), anneal_strategy == AnnealStrategy.Linear, cycle_momentum);

                        double[] high = [.. max_lr], first = [.. high.Select(rate => rate / div_factor)], last = [.. first.Select(rate => rate / final_div_factor)];
                        double[] low = [.. base_momentum ?? ForEachGroup(optimizer, 0.85)], top = [.. max_momentum ?? ForEachGroup(optimizer, 0.95)];
                        var up = pct_start * _steps;
                        _phases = three_phase
                            ? [new(up - 1, first, high, top, low), new(2 * up - 2, high, first, low, top), new(_steps - 1, first, last, top, top)]
                            : [new(up - 1, first, high, top, low), new(_steps - 1, high, last, low, top)];
                        step();
                    }

                    protected override IEnumerable<double> get_lr()
                    {
                        if (_last_epoch > _steps)
                            throw new InvalidOperationException($"Tried to step {_last_epoch + 1} times. The specified number of total steps is {_steps}");
                        return _optimizer.ParamGroups.Select((group, i) =>
                        {
                            var (rate, momentum) = At(_last_epoch, i);
                            if (_cycleMomentum)
                            {
                                if (group is IBetas betas) betas.Betas = (momentum, betas.Betas.Item2);
                                else ((IMomentum)group).Momentum = momentum;
                            }
                            return rate;
                        });
                    }

                    private (double Rate, double Momentum) At(int step, int group)
                    {
                        var from = 0.0;
                        foreach (var phase in _phases)
                        {
                            // TorchSharp looks at the number of the group, where PyTorch looks whether the phase is the last one.
                            if (step <= phase.LastStep || group == _phases.Length - 1)
                            {
                                var share = (step - from) / (phase.LastStep - from);
                                return (Between(phase.RateFrom[group], phase.RateTo[group], share), Between(phase.MomentumFrom[group], phase.MomentumTo[group], share));
                            }
                            from = phase.LastStep;
                        }
                        return (0, 0);
                    }

                    private double Between(double start, double end, double share) =>
                        _linear ? (end - start) * share + start : end + (start - end) / 2 * (Math.Cos(Math.PI * share) + 1);

                    private static int Steps(int total, int epochs, int perEpoch)
                    {
                        if (total == -1 && epochs == -1 && perEpoch == -1)
                            throw new ArgumentException("You must define either total_steps OR (epochs AND steps_per_epoch)");
                        if (total != -1) return Positive(total, "total_steps");
                        return Positive(epochs, "epochs") * Positive(perEpoch, "steps_per_epoch");
                    }

                    private static int Positive(int value, string name) =>
                        value > 0 ? value : throw new ArgumentException($"Expected positive integer {name}, but got {value}");
                }
            }
        }
    }
}
