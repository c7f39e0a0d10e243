using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>Hinton's lecture: steps by the gradient over the root of the running mean of its square.</summary>
        public class RMSProp : OptimizerHelper, IMomentum
        {
            public RMSProp(IEnumerable<Parameter> parameters, double lr = 1e-3, double alpha = 0.99, double eps = 1e-8, double weight_decay = 0,
                double momentum = 0.0, bool centered = false, bool maximize = false)
                : this([new ParamGroup { Parameters = parameters }], lr, alpha, eps, weight_decay, momentum, centered, maximize)
            {
            }

            public RMSProp(IEnumerable<ParamGroup> parameters, double lr = 1e-3, double alpha = 0.99, double eps = 1e-8,
                double weight_decay = 0, double momentum = 0.0, bool centered = false, bool maximize = false)
            {
                Check(lr >= 0, "learning rate", lr);
                Check(eps >= 0, "ε", eps);
                Check(alpha >= 0, "alpha", alpha);
                Check(momentum >= 0, "momentum value", momentum);
                Check(weight_decay >= 0, "weight_decay value", weight_decay);
                _defaults = new Options
                {
                    LearningRate = lr,
                    InitialLearningRate = lr,
                    alpha = alpha,
                    eps = eps,
                    weight_decay = weight_decay,
                    momentum = momentum,
                    centered = centered,
                    maximize = maximize,
                };
                foreach (var group in parameters) add_param_group(group);
            }

            /// <summary>What a group that is added later starts with; a group's own is in the group.</summary>
            public double Momentum
            {
                get => ((Options)_defaults).momentum!.Value;
                set => ((Options)_defaults).momentum = value;
            }

            public override void add_param_group(Modules.ParamGroup param_group) => Add<Options>(param_group, parameter => new State(parameter));

            public override Tensor? step(Func<Tensor>? closure = null) => _step<ParamGroup>(Update, closure);

            private void Update(ParamGroup group)
            {
                var options = group.Options;
                double rate = options.LearningRate!.Value, alpha = options.alpha!.Value, momentum = options.momentum!.Value;
                foreach (var parameter in group.Parameters)
                {
                    var state = (State)StateOf(parameter);
                    if (parameter.grad is not { } grad) continue;
                    state.step++;
                    var direction = InPlace.Direction(grad, parameter, options.maximize!.Value, options.weight_decay!.Value);
                    InPlace.Scale(state.square_avg, alpha);
                    InPlace.AddProduct(state.square_avg, direction, direction, 1 - alpha);
                    var spread = state.square_avg;
                    if (options.centered!.Value)
                    {
                        InPlace.Scale(state.grad_avg, alpha);
                        InPlace.AddScaled(state.grad_avg, direction, 1 - alpha);
                        spread = InPlace.LessSquare(spread, state.grad_avg);
                    }
                    var root = InPlace.Root(spread, options.eps!.Value);
                    if (momentum > 0)
                    {
                        InPlace.Scale(state.momentum_buffer, momentum);
                        InPlace.AddQuotient(state.momentum_buffer, direction, root, 1);
                        InPlace.AddScaled(parameter, state.momentum_buffer, -rate);
                    }
                    else
                    {
                        InPlace.AddQuotient(parameter, direction, root, -rate);
                    }
                }
            }

            public sealed class State : OptimizerState, IDisposable
            {
                public long step;
                public Tensor square_avg = null!;
                public Tensor momentum_buffer = null!;
                public Tensor grad_avg = null!;

                public State(Parameter parameter)
                    : base(parameter)
                {
                }

                public void Dispose()
                {
                    square_avg.Dispose();
                    momentum_buffer.Dispose();
                    grad_avg.Dispose();
                }

                public override void to(Device device)
                {
                    square_avg = Moved(square_avg, device);
                    momentum_buffer = Moved(momentum_buffer, device);
                    grad_avg = Moved(grad_avg, device);
                }

                public override void SaveStateDict(BinaryWriter writer)
                {
                    writer.Write(step);
                    square_avg.Save(writer);
                    SaveConditionalStateTensor(writer, momentum_buffer);
                    SaveConditionalStateTensor(writer, grad_avg);
                }

                public override void LoadStateDict(BinaryReader reader)
                {
                    step = reader.ReadInt64();
                    square_avg.Load(reader);
                    LoadConditionalStateTensor(reader, ref momentum_buffer!, _parameter.device);
                    LoadConditionalStateTensor(reader, ref grad_avg!, _parameter.device);
                }

                public override void LoadStateDict(OptimizerState source)
                {
                    var from = (State)source;
                    step = from.step;
                    square_avg = Copied(square_avg, from.square_avg);
                    momentum_buffer = Copied(momentum_buffer, from.momentum_buffer);
                    grad_avg = Copied(grad_avg, from.grad_avg);
                }

                public override bool ApproximatelyEquals(OptimizerState other) =>
                    other is State that && step == that.step && Close(square_avg, that.square_avg) && Close(grad_avg, that.grad_avg)
                    && Close(momentum_buffer, that.momentum_buffer);

                public override void Initialize(OptimizerOptions options)
                {
                    step = 0;
                    square_avg = Zeros(square_avg);
                    momentum_buffer = Zeros(momentum_buffer);
                    grad_avg = Zeros(grad_avg);
                }
            }

            public class Options : OptimizerOptions
            {
                public bool? maximize;
                public double? momentum;
                public double? alpha;
                public double? eps;
                public double? weight_decay;
                public bool? centered;

                public override void SaveStateDict(BinaryWriter writer)
                {
                    base.SaveStateDict(writer);
                    writer.Write(maximize!.Value);
                    writer.Write(momentum!.Value);
                    writer.Write(alpha!.Value);
                    writer.Write(eps!.Value);
                    writer.Write(weight_decay!.Value);
                    writer.Write(centered!.Value);
                }

                public override void LoadStateDict(BinaryReader reader)
                {
                    base.LoadStateDict(reader);
                    maximize = reader.ReadBoolean();
                    momentum = reader.ReadDouble();
                    alpha = reader.ReadDouble();
                    eps = reader.ReadDouble();
                    weight_decay = reader.ReadDouble();
                    centered = reader.ReadBoolean();
                }

                public override void LoadStateDict(OptimizerOptions source)
                {
                    base.LoadStateDict(source);
                    var from = (Options)source;
                    (maximize, momentum, alpha) = (from.maximize, from.momentum, from.alpha);
                    (eps, weight_decay, centered) = (from.eps, from.weight_decay, from.centered);
                }

                internal override void Complete(OptimizerOptions defaults)
                {
                    base.Complete(defaults);
                    var from = (Options)defaults;
                    maximize ??= from.maximize;
                    momentum ??= from.momentum;
                    alpha ??= from.alpha;
                    eps ??= from.eps;
                    weight_decay ??= from.weight_decay;
                    centered ??= from.centered;
                }
            }

            public class ParamGroup : ParamGroup<Options>, IMomentum
            {
                public ParamGroup()
                {
                }

                public ParamGroup(IEnumerable<Parameter> parameters, Options options)
                    : base(parameters, options)
                {
                }

                public ParamGroup(IEnumerable<Parameter> parameters, double lr = 1e-3, double eps = 1e-8, double alpha = 0.99,
                    double weight_decay = 0, double momentum = 0.0, bool centered = false)
                    : base(parameters, new Options
                    {
                        LearningRate = lr,
                        eps = eps,
                        alpha = alpha,
                        weight_decay = weight_decay,
                        momentum = momentum,
                        centered = centered,
                    })
                {
                }

                public double Momentum
                {
                    get => Options.momentum!.Value;
                    set => Options.momentum = value;
                }
            }
        }
    }

    public static partial class torch
    {
        public static partial class optim
        {
            public static Modules.RMSProp RMSProp(IEnumerable<Modules.Parameter> parameters, double lr = 0.01, double alpha = 0.99,
                double eps = 1e-8, double weight_decay = 0, double momentum = 0, bool centered = false, bool maximize = false) =>
                new(parameters, lr, alpha, eps, weight_decay, momentum, centered, maximize);

            public static Modules.RMSProp RMSProp(IEnumerable<(string name, Modules.Parameter parameter)> parameters, double lr = 0.01,
                double alpha = 0.99, double eps = 1e-8, double weight_decay = 0, double momentum = 0, bool centered = false,
                bool maximize = false) =>
                new(parameters.Select(named => named.parameter), lr, alpha, eps, weight_decay, momentum, centered, maximize);

            public static Modules.RMSProp RMSProp(IEnumerable<Modules.RMSProp.ParamGroup> parameters, double lr = 0.01, double alpha = 0.99,
                double eps = 1e-8, double weight_decay = 0, double momentum = 0, bool centered = false, bool maximize = false) =>
                new(parameters, lr, alpha, eps, weight_decay, momentum, centered, maximize);
        }
    }
}
