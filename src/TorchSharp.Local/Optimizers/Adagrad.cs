using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Numerics;
using TorchSharp.Interop;
using static TorchSharp.torch;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>Duchi, Hazan and Singer, 2011: steps by the gradient over the root of the sum of its squares.</summary>
        public class Adagrad : OptimizerHelper
        {
            private static readonly Op OpFullLike = new("full_like");

            public Adagrad(IEnumerable<Parameter> parameters, double lr = 1e-2, double lr_decay = 0, double weight_decay = 0,
                double initial_accumulator_value = 0, double eps = 1e-10)
                : this([new ParamGroup { Parameters = parameters }], lr, lr_decay, weight_decay, initial_accumulator_value, eps)
            {
            }

            public Adagrad(IEnumerable<ParamGroup> parameters, double lr = 1e-2, double lr_decay = 0, double weight_decay = 0,
                double initial_accumulator_value = 0, double eps = 1e-10)
            {
                Check(lr >= 0, "learning rate", lr);
                Check(eps >= 0, "ε", eps);
                Check(lr_decay >= 0, "lr_decay value", lr_decay);
                Check(weight_decay >= 0, "weight_decay value", weight_decay);
                Check(initial_accumulator_value >= 0, "initial_accumulator_value", initial_accumulator_value);
                _defaults = new Options
                {
                    LearningRate = lr,
                    InitialLearningRate = lr,
                    lr_decay = lr_decay,
                    weight_decay = weight_decay,
                    initial_accumulator_value = initial_accumulator_value,
                    eps = eps,
                };
                foreach (var group in parameters) add_param_group(group);
            }

            public override void add_param_group(Modules.ParamGroup param_group) => Add<Options>(param_group, parameter => new State(parameter));

            public override Tensor? step(Func<Tensor>? closure = null) => _step<ParamGroup>(Update, closure);

            private void Update(ParamGroup group)
            {
                var options = group.Options;
                foreach (var parameter in group.Parameters)
                {
                    var state = (State)StateOf(parameter);
                    if (parameter.grad is not { } grad) continue;
                    state.step++;
                    if (grad.is_sparse || grad.is_complex())
                        throw new NotImplementedException($"Adagrad takes dense real gradients, got {grad.dtype}{(grad.is_sparse ? ", sparse" : "")}.");
                    var rate = options.LearningRate!.Value / (1 + (state.step - 1) * options.lr_decay!.Value);
                    var direction = InPlace.Direction(grad, parameter, false, options.weight_decay!.Value);
                    InPlace.AddProduct(state.sum, direction, direction, 1);
                    InPlace.AddQuotient(parameter, direction, InPlace.Root(state.sum, options.eps!.Value), -rate);
                }
            }

            public sealed class State : OptimizerState, IDisposable
            {
                public long step;
                public Tensor sum = null!;

                public State(Parameter parameter)
                    : base(parameter)
                {
                }

                public void Dispose() => sum.Dispose();

                public override void to(Device device) => sum = Moved(sum, device);

                public override void SaveStateDict(BinaryWriter writer)
                {
                    writer.Write(step);
                    sum.Save(writer);
                }

                public override void LoadStateDict(BinaryReader reader)
                {
                    step = reader.ReadInt64();
                    sum.Load(reader);
                }

                public override void LoadStateDict(OptimizerState source)
                {
                    var from = (State)source;
                    step = from.step;
                    sum = Copied(sum, from.sum);
                }

                public override bool ApproximatelyEquals(OptimizerState other) =>
                    other is State that && step == that.step && Close(sum, that.sum);

                public override void Initialize(OptimizerOptions options)
                {
                    sum?.Dispose();
                    step = 0;
                    var start = ((Options)options).initial_accumulator_value!.Value;
                    Scalar value = is_complex(_parameter.dtype) ? new Complex(start, start) : start;
                    sum = OpFullLike.Call(_parameter, value).DetachFromDisposeScope();
                }
            }

            public class Options : OptimizerOptions
            {
                public double? lr_decay;
                public double? initial_accumulator_value;
                public double? eps;
                public double? weight_decay;

                public override void SaveStateDict(BinaryWriter writer)
                {
                    base.SaveStateDict(writer);
                    writer.Write(lr_decay!.Value);
                    writer.Write(initial_accumulator_value!.Value);
                    writer.Write(eps!.Value);
                    writer.Write(weight_decay!.Value);
                }

                public override void LoadStateDict(BinaryReader reader)
                {
                    base.LoadStateDict(reader);
                    lr_decay = reader.ReadDouble();
                    initial_accumulator_value = reader.ReadDouble();
                    eps = reader.ReadDouble();
                    weight_decay = reader.ReadDouble();
                }

                public override void LoadStateDict(OptimizerOptions source)
                {
                    base.LoadStateDict(source);
                    var from = (Options)source;
                    (lr_decay, initial_accumulator_value, eps, weight_decay) =
                        (from.lr_decay, from.initial_accumulator_value, from.eps, from.weight_decay);
                }

                internal override void Complete(OptimizerOptions defaults)
                {
                    base.Complete(defaults);
                    var from = (Options)defaults;
                    lr_decay ??= from.lr_decay;
                    initial_accumulator_value ??= from.initial_accumulator_value;
                    eps ??= from.eps;
                    weight_decay ??= from.weight_decay;
                }
            }

            public class ParamGroup : ParamGroup<Options>
            {
                public ParamGroup()
                {
                }

                public ParamGroup(IEnumerable<Parameter> parameters, Options options)
                    : base(parameters, options)
                {
                }

                public ParamGroup(IEnumerable<Parameter> parameters, double lr = 0.01, double lr_decay = 0, double weight_decay = 0,
                    double initial_accumulator_value = 0, double eps = 1e-10)
                    : base(parameters, new Options
                    {
                        LearningRate = lr,
                        lr_decay = lr_decay,
                        weight_decay = weight_decay,
                        initial_accumulator_value = initial_accumulator_value,
                        eps = eps,
                    })
                {
                }
            }
        }
    }

    public static partial class torch
    {
        public static partial class optim
        {
            public static Modules.Adagrad Adagrad(IEnumerable<Modules.Parameter> parameters, double lr = 1e-2, double lr_decay = 0,
                double weight_decay = 0, double initial_accumulator_value = 0, double eps = 1e-10) =>
                new(parameters, lr, lr_decay, weight_decay, initial_accumulator_value, eps);

            public static Modules.Adagrad Adagrad(IEnumerable<(string name, Modules.Parameter parameter)> parameters, double lr = 1e-2,
                double lr_decay = 0, double weight_decay = 0, double initial_accumulator_value = 0, double eps = 1e-10) =>
                new(parameters.Select(named => named.parameter), lr, lr_decay, weight_decay, initial_accumulator_value, eps);

            public static Modules.Adagrad Adagrad(IEnumerable<Modules.Adagrad.ParamGroup> parameters, double lr = 1e-2, double lr_decay = 0,
                double weight_decay = 0, double initial_accumulator_value = 0, double eps = 1e-10) =>
                new(parameters, lr, lr_decay, weight_decay, initial_accumulator_value, eps);
        }
    }
}
