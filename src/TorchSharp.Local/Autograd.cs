using System;
using System.Collections.Generic;
using System.Linq;
using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Gradients are off on this thread until the result is disposed.</summary>
    public static IDisposable no_grad() => new GradMode(false);
    public static IDisposable enable_grad(bool enabled = true) => new GradMode(enabled);
    public static IDisposable set_grad_enabled(bool mode = true) => new GradMode(mode);
    public static bool is_grad_enabled() => Native.tl_grad_enabled() != 0;

    public static IDisposable inference_mode(bool mode = true) => new InferenceMode(mode);
    public static bool is_inference_mode_enabled() => Native.tl_inference_enabled() != 0;

    private sealed class GradMode : IDisposable
    {
        private readonly int _before = Native.tl_grad_enabled();

        public GradMode(bool on) => Native.tl_set_grad_enabled(on ? 1 : 0);

        public void Dispose() => Native.tl_set_grad_enabled(_before);
    }

    private sealed class InferenceMode(bool on) : IDisposable
    {
        private IntPtr _guard = Native.tl_inference_push(on ? 1 : 0);

        public void Dispose()
        {
            if (_guard != 0) Native.tl_inference_pop(_guard);
            _guard = 0;
        }
    }

    public static partial class autograd
    {
        public static unsafe IList<Tensor> grad(IList<Tensor> outputs, IList<Tensor> inputs, IList<Tensor>? grad_outputs = null,
            bool retain_graph = false, bool create_graph = false, bool allow_unused = false)
        {
            IntPtr[] outs = Handles(outputs), ins = Handles(inputs), grads = Handles(grad_outputs);
            var results = new IntPtr[ins.Length];
            fixed (IntPtr* o = outs, i = ins, g = grads, r = results)
                Native.Check(Native.tl_autograd_grad(o, outs.Length, i, ins.Length, g, grads.Length, retain_graph ? 1 : 0,
                    create_graph ? 1 : 0, allow_unused ? 1 : 0, r));
            GC.KeepAlive(outputs);
            GC.KeepAlive(inputs);
            GC.KeepAlive(grad_outputs);
            return results.Select(h => new Tensor(h)).ToList();
        }

        public static unsafe void backward(IList<Tensor> tensors, IList<Tensor>? grad_tensors = null, bool? retain_graph = null,
            bool create_graph = false, IList<Tensor>? inputs = null)
        {
            IntPtr[] ts = Handles(tensors), gs = Handles(grad_tensors), ins = Handles(inputs);
            if (grad_tensors is not null && gs.Length != ts.Length)
                throw new ArgumentException($"Expected {ts.Length} gradients, one for each tensor, got {gs.Length}.", nameof(grad_tensors));
            fixed (IntPtr* t = ts, g = gs, i = ins)
                Native.Check(Native.tl_backward(t, ts.Length, grad_tensors is null ? null : g, retain_graph ?? create_graph ? 1 : 0,
                    create_graph ? 1 : 0, i, ins.Length));
            GC.KeepAlive(tensors);
            GC.KeepAlive(grad_tensors);
            GC.KeepAlive(inputs);
        }

        public static void backward(Tensor tensor, IList<Tensor>? grad_tensors = null, bool? retain_graph = null, bool create_graph = false,
            IList<Tensor>? inputs = null) => backward([tensor], grad_tensors, retain_graph, create_graph, inputs);

        public static void backward(Tensor tensor, Tensor grad_tensor, bool? retain_graph = null, bool create_graph = false,
            IList<Tensor>? inputs = null) => backward([tensor], [grad_tensor], retain_graph, create_graph, inputs);

        private static IntPtr[] Handles(IList<Tensor>? tensors)
        {
            if (tensors is null) return [];
            var handles = new IntPtr[tensors.Count];
            for (var i = 0; i < handles.Length; i++) handles[i] = tensors[i]?.Handle ?? 0;
            return handles;
        }
    }
}
