using System;
using System.Collections.Generic;
using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private static readonly Op OpDetach = new("detach");
        private static readonly Op OpDetachInPlace = new("detach_");

        public bool requires_grad
        {
            get
            {
                var on = Native.Check(Native.tl_requires_grad(Handle)) != 0;
                GC.KeepAlive(this);
                return on;
            }
            set
            {
                Native.Check(Native.tl_set_requires_grad(Handle, value ? 1 : 0));
                GC.KeepAlive(this);
            }
        }

        public Tensor requires_grad_(bool requires_grad = true)
        {
            this.requires_grad = requires_grad;
            return this;
        }

        public Tensor with_requires_grad(bool requires_grad = true) => requires_grad_(requires_grad);

        public bool is_leaf
        {
            get
            {
                var leaf = Native.Check(Native.tl_is_leaf(Handle)) != 0;
                GC.KeepAlive(this);
                return leaf;
            }
        }

        public void retain_grad()
        {
            Native.Check(Native.tl_retain_grad(Handle));
            GC.KeepAlive(this);
        }

        /// <summary>A new object over the gradient each time it is read, null while there is none.</summary>
        public Tensor? grad
        {
            get
            {
                var handle = Native.tl_grad(Handle);
                GC.KeepAlive(this);
                return handle == 0 ? null : new Tensor(handle);
            }
            set
            {
                Native.Check(Native.tl_set_grad(Handle, value?.Handle ?? 0));
                GC.KeepAlive(value);
                GC.KeepAlive(this);
            }
        }

        public void backward() => autograd.backward([this]);

        public void backward(IList<Tensor>? grad_tensors = null, bool retain_graph = false, bool create_graph = false, IList<Tensor>? inputs = null) =>
            autograd.backward([this], grad_tensors, retain_graph, create_graph, inputs);

        public Tensor detach() => OpDetach.Call(this);

        public Tensor detach_()
        {
            OpDetachInPlace.Run(this);
            return this;
        }
    }
}
