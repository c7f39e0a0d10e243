using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Numerics;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>Stochastic gradient descent with momentum. As in TorchSharp, decay is added before <c>maximize</c> turns the sign.</summary>
        public class SGD : OptimizerHelper, IMomentum
        {
            public SGD(IEnumerable<Parameter> parameters, double lr, double momentum = 0.0, double dampening = 0, double weight_decay = 0,
                bool nesterov = false, bool maximize = false)
                : this([new ParamGroup { Parameters = parameters }], lr, momentum, dampening, weight_decay, nesterov, maximize)
            {
            }

            public SGD(IEnumerable<ParamGroup> parameters, double lr, double momentum = 0.0, double dampening = 0, double weight_decay = 0,
                bool nesterov = false, bool maximize = false)
            {
                Check(lr >= 0, "learning rate", lr);
                Check(momentum >= 0, "momentum value", momentum);
                Check(weight_decay >= 0, "weight_decay value", weight_decay);
                if (nesterov && (momentum <= 0 || dampening != 0))
                    throw new ArgumentException("Nesterov momentum requires a momentum and zero dampening");
                _defaults = new Options
                {
                    LearningRate = lr,
                    InitialLearningRate = lr,
                    momentum = momentum,
                    dampening = dampening,
                    weight_decay = weight_decay,
                    nesterov = nesterov,
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
                var kernel = new Kernel(options.LearningRate!.Value * (options.maximize!.Value ? 1 : -1), options.momentum!.Value,
                    1 - options.dampening!.Value, options.weight_decay!.Value, options.nesterov!.Value, true);
                foreach (var parameter in group.Parameters)
                {
                    var state = (State)StateOf(parameter);
                    if (parameter.grad is not { } grad) continue;
                    var first = state.momentum_buffer is null;
                    if (first && kernel.Momentum != 0) state.Initialize();
                    if (!DensePass.TryRun(kernel with { First = first }, parameter, grad, kernel.Momentum == 0 ? null : state.momentum_buffer))
                        Update(parameter, grad, state.momentum_buffer, kernel with { First = first });
                }
            }

            private static void Update(Parameter parameter, Tensor grad, Tensor? buffer, in Kernel kernel)
            {
                var direction = InPlace.Direction(grad, parameter, false, kernel.Decay);
                if (kernel.Momentum != 0)
                {
                    if (kernel.First)
                    {
                        InPlace.Assign(buffer!, direction);
                    }
                    else
                    {
                        InPlace.Scale(buffer!, kernel.Momentum);
                        InPlace.AddScaled(buffer!, direction, kernel.Share);
                    }
                    direction = kernel.Nesterov ? InPlace.Sum(direction, buffer!, kernel.Momentum) : buffer!;
                }
                InPlace.AddScaled(parameter, direction, kernel.Rate);
            }

            private readonly record struct Kernel(double Rate, double Momentum, double Share, double Decay, bool Nesterov, bool First)
                : DensePass.IKernel
            {
                public unsafe void Update<T>(T* param, T* grad, T* buffer, T* b, T* c, long count)
                    where T : unmanaged, IFloatingPoint<T>
                {
                    Vector<T> rate = new(T.CreateTruncating(Rate)), momentum = new(T.CreateTruncating(Momentum));
                    Vector<T> share = new(T.CreateTruncating(Share)), decay = new(T.CreateTruncating(Decay));
                    bool decays = Decay != 0, first = First, nesterov = Nesterov;
                    unchecked
                    {
                        for (var i = 0L; i < count; i += Vector<T>.Count)
                        {
                            var p = Vector.Load(param + i);
                            var g = Vector.Load(grad + i);
                            if (decays) g += decay * p;
                            if (buffer != null)
                            {
                                var m = first ? g : momentum * Vector.Load(buffer + i) + share * g;
                                m.Store(buffer + i);
                                g = nesterov ? g + momentum * m : m;
                            }
                            (p + rate * g).Store(param + i);
                        }
                    }
                }
            }

            public sealed class State : OptimizerState, IDisposable
            {
                /// <summary>Null until the first step with momentum.</summary>
                public Tensor? momentum_buffer;

                public State(Parameter parameter)
                    : base(parameter)
                {
                }

                public void Dispose() => momentum_buffer?.Dispose();

                public override void to(Device device) => momentum_buffer = Moved(momentum_buffer, device);

                public override void SaveStateDict(BinaryWriter writer) => SaveConditionalStateTensor(writer, momentum_buffer);

                public override void LoadStateDict(BinaryReader reader) =>
                    LoadConditionalStateTensor(reader, ref momentum_buffer, _parameter.device);

                public override void LoadStateDict(OptimizerState source) =>
                    momentum_buffer = Copied(momentum_buffer, ((State)source).momentum_buffer);

                public override bool ApproximatelyEquals(OptimizerState other) =>
                    other is State that && Close(momentum_buffer, that.momentum_buffer);

                public override void Initialize(OptimizerOptions options)
                {
                    momentum_buffer?.Dispose();
                    momentum_buffer = null;
                }

                internal void Initialize() => momentum_buffer = Zeros(momentum_buffer);
            }

            public class Options : OptimizerOptions
            {
                public double? momentum;
                public double? dampening;
                public double? weight_decay;
                public bool? nesterov;
                public bool? maximize;

                public override void SaveStateDict(BinaryWriter writer)
                {
                    base.SaveStateDict(writer);
                    writer.Write(momentum!.Value);
                    writer.Write(dampening!.Value);
                    writer.Write(weight_decay!.Value);
                    writer.Write(nesterov!.Value);
                    writer.Write(maximize!.Value);
                }

                public override void LoadStateDict(BinaryReader reader)
                {
                    base.LoadStateDict(reader);
                    momentum = reader.ReadDouble();
                    dampening = reader.ReadDouble();
                    weight_decay = reader.ReadDouble();
                    nesterov = reader.ReadBoolean();
                    maximize = reader.ReadBoolean();
                }

                public override void LoadStateDict(OptimizerOptions source)
                {
                    base.LoadStateDict(source);
                    var from = (Options)source;
                    (momentum, dampening, weight_decay, nesterov, maximize) =
                        (from.momentum, from.dampening, from.weight_decay, from.nesterov, from.maximize);
                }

                internal override void Complete(OptimizerOptions defaults)
                {
                    base.Complete(defaults);
                    var from = (Options)defaults;
                    momentum ??= from.momentum;
                    dampening ??= from.dampening;
                    weight_decay ??= from.weight_decay;
                    nesterov ??= from.nesterov;
                    maximize ??= from.maximize;
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

                public ParamGroup(IEnumerable<Parameter> parameters, double lr = 1e-3, double momentum = 0.0, double dampening = 0,
                    double weight_decay = 0, bool nesterov = false, bool maximize = false)
                    : base(parameters, new Options
                    {
                        LearningRate = lr,
                        momentum = momentum,
                        dampening = dampening,
                        weight_decay = weight_decay,
                        nesterov = nesterov,
                        maximize = maximize,
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
            public static Modules.SGD SGD(IEnumerable<Modules.Parameter> parameters, double learningRate, double momentum = 0, double dampening = 0,
                double weight_decay = 0, bool nesterov = false, bool maximize = false) =>
                new(parameters, learningRate, momentum, dampening, weight_decay, nesterov, maximize);

            public static Modules.SGD SGD(IEnumerable<(string name, Modules.Parameter parameter)> parameters, double learningRate,
                double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false) =>
                new(parameters.Select(named => named.parameter), learningRate, momentum, dampening, weight_decay, nesterov, maximize);

            public static Modules.SGD SGD(IEnumerable<Modules.SGD.ParamGroup> parameters, double learningRate, double momentum = 0.0,
                double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false) =>
                new(parameters, learningRate, momentum, dampening, weight_decay, nesterov, maximize);
        }
    }
}
