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
                /// <summary>Up and down in straight lines between two rates; each cycle may be scaled.</summary>
                public class CyclicLR : LRScheduler
                {
                    public enum Mode
                    {
                        Triangular,
                        Triangular2,
                        ExpRange,
                    }

                    public enum ScaleMode
                    {
                        Cycle,
                        Iterations,
                    }

                    private readonly double _cycleSteps;
                    private readonly double _upShare;
                    private readonly List<double> _maxRates;
                    private readonly List<double> _baseMomenta = [];
                    private readonly List<double> _maxMomenta = [];
                    private readonly bool _cycleMomentum;
                    private readonly bool _scaleByCycle;
                    private readonly Func<double, double> _scale;

                    public CyclicLR(Optimizer optimizer, double base_lr, double max_lr, int step_size_up = 2000, int step_size_down = -1,
                        Mode mode = Mode.Triangular, double gamma = 1.0, Func<double, double>? scale_fn = null, ScaleMode scale_mode = ScaleMode.Cycle,
                        bool cycle_momentum = true, double base_momentum = 0.8, double max_momentum = 0.9, int last_epoch = -1, bool verbose = false)
                        : this(optimizer, ForEachGroup(optimizer, base_lr), ForEachGroup(optimizer, max_lr), step_size_up, step_size_down, mode, gamma,
                            scale_fn, scale_mode, cycle_momentum, ForEachGroup(optimizer, base_momentum), ForEachGroup(optimizer, max_momentum), last_epoch,
                            verbose)
                    {
                    }

                    /// <param name="step_size_down">-1: as many as up.</param>
                    /// <param name="scale_fn">Takes the place of <paramref name="mode"/>, which always scales by the cycle's number.</param>
                    public CyclicLR(Optimizer optimizer, IEnumerable<double> base_lr, IEnumerable<double> max_lr, int step_size_up = 2000,
                        int step_size_down = -1, Mode mode = Mode.Triangular, double gamma = 1.0, Func<double, double>? scale_fn = null,
                        ScaleMode scale_mode = ScaleMode.Cycle, bool cycle_momentum = true, IEnumerable<double>? base_momentum = null,
                        IEnumerable<double>? max_momentum = null, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        _cycleSteps = step_size_up + (double)(step_size_down == -1 ? step_size_up : step_size_down);
                        _upShare = step_size_up / _cycleSteps;
                        (_base_lrs, _maxRates) = ([.. base_lr], [.. max_lr]);
                        _scaleByCycle = scale_fn is null || scale_mode == ScaleMode.Cycle;
                        _scale = scale_fn ?? mode switch
                        {
                            Mode.Triangular => _ => 1,
                            Mode.Triangular2 => cycle => 1 / Math.Pow(2, cycle - 1),
                            Mode.ExpRange => cycle => Math.Pow(gamma, cycle),
                            _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, null),
                        };
                        _cycleMomentum = cycle_momentum;
                        if (cycle_momentum)
                        {
                            if (optimizer is not IMomentum) throw new ArgumentException("optimizer must support momentum with `cycle_momentum` option enabled");
                            _baseMomenta = [.. base_momentum ?? ForEachGroup(optimizer, 0.8)];
                            _maxMomenta = [.. max_momentum ?? ForEachGroup(optimizer, 0.9)];
                        }
                        step();
                    }

                    protected override IEnumerable<double> get_lr()
                    {
                        var cycle = Math.Floor(1 + _last_epoch / _cycleSteps);
                        var x = 1 + _last_epoch / _cycleSteps - cycle;
                        var height = (x <= _upShare ? x / _upShare : (x - 1) / (_upShare - 1)) * _scale(_scaleByCycle ? cycle : _last_epoch);
                        return _optimizer.ParamGroups.Select((group, i) =>
                        {
                            // Upwards from the larger momentum: TorchSharp adds here where PyTorch subtracts.
                            if (_cycleMomentum) ((IMomentum)group).Momentum = _maxMomenta[i] + (_maxMomenta[i] - _baseMomenta[i]) * height;
                            return _base_lrs[i] + (_maxRates[i] - _base_lrs[i]) * height;
                        });
                    }
                }
            }
        }
    }
}
