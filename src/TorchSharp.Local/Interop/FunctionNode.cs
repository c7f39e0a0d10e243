using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;
using static TorchSharp.torch;
using static TorchSharp.torch.autograd;

namespace TorchSharp.Interop;

/// <summary>The managed half of a node in libtorch's autograd graph; it lives until libtorch drops the node.</summary>
internal sealed unsafe class FunctionNode(string name, AutogradContext context, bool[] isTensor,
    Func<AutogradContext, List<Tensor>, List<Tensor>> backward)
{
    private readonly AutogradContext _context = context;
    private (long[] Shape, ScalarType Dtype, Device Device)[] _outputs = [];

    /// <returns>An object for each output, differentiable where it should be.</returns>
    public List<Tensor> Attach(Tensor[] inputs, List<Tensor> outputs)
    {
        var results = outputs.Select(o => o is null ? null! : Result(o, inputs)).ToList();
        _outputs = results.Select(r => r is null ? default : (r.shape, r.dtype, r.device)).ToArray();
        var differentiable = results.Zip(outputs, (r, o) => r is null || _context.NonDifferentiable.Any(n => ReferenceEquals(n, o)) ? 0 : r.Handle).ToArray();
        var handles = inputs.Select(i => i.Handle).ToArray();
        var self = GCHandle.Alloc(this);
        int attached;
        fixed (IntPtr* i = handles, o = differentiable)
            attached = Native.tl_attach_function(i, handles.Length, o, differentiable.Length, &Backward, &Drop, (void*)GCHandle.ToIntPtr(self));
        GC.KeepAlive(inputs);
        Native.Check(attached);
        if (attached != 0) _context.Save([.. outputs.Concat(results).Where(t => t is { IsInvalid: false }).Select(t => t.Handle)]);
        return results;
    }

    /// <summary>
    /// An input that is returned, and a view of one, gets a tensor of its own over the same memory, so that the history goes on that;
    /// one that was changed in place is the result itself.
    /// </summary>
    private Tensor Result(Tensor output, Tensor[] inputs)
    {
        if (!_context.Dirty.Any(d => d.Handle == output.Handle)) return output.detach();
        if (inputs.Any(i => i.Handle == output.Handle && i.is_leaf && i.requires_grad) && is_grad_enabled())
            throw new ExternalException("a leaf Variable that requires grad is being used in an in-place operation.");
        return output.alias();
    }

    private void Run(IntPtr* grads, int n, IntPtr* results, int m)
    {
        using var scope = NewDisposeScope();
        var given = new List<Tensor>(n);
        for (var i = 0; i < n; i++) given.Add(Gradient(grads[i], i));
        var gradients = backward(_context, given);
        for (var i = isTensor.Length; i < gradients.Count; i++)
            if (gradients[i] is { IsInvalid: false }) throw WrongCount(gradients.Count);
        if (gradients.Count < isTensor.Length) throw WrongCount(gradients.Count);
        for (int i = 0, at = 0; i < isTensor.Length; i++)
        {
            var gradient = gradients[i] is { IsInvalid: false } g ? g : null;
            if (!isTensor[i] && gradient is not null)
                throw new NotImplementedException($"Function {name} returned a gradient at position {i + 1}, but the corresponding forward input was not a Tensor");
            if (!isTensor[i] || at >= m) continue;
            if (gradient is not null) Native.tl_retain(results[at] = gradient.Handle);
            at++;
        }
    }

    private Tensor Gradient(IntPtr handle, int output)
    {
        if (handle != 0)
        {
            Native.tl_retain(handle);
            return new Tensor(handle);
        }
        var (shape, dtype, device) = _outputs[output];
        if (_context.MaterializeGrads && shape is not null) return zeros(shape, dtype, device);
        var none = empty(0);
        none.Dispose();
        return none;
    }

    private NotImplementedException WrongCount(int count) =>
        new($"Function {name} returned an incorrect number of gradients (expected {isTensor.Length}), got {count}");

    [UnmanagedCallersOnly]
    private static byte* Backward(void* self, IntPtr* grads, int n, IntPtr* results, int m)
    {
        try
        {
            ((FunctionNode)GCHandle.FromIntPtr((IntPtr)self).Target!).Run(grads, n, results, m);
            return null;
        }
#pragma warning disable CA1031 // no exception may cross into native code; the message goes on as libtorch's error
        catch (Exception e)
        {
            return Message(e);
        }
#pragma warning restore CA1031
    }

    [UnmanagedCallersOnly]
    private static void Drop(void* self)
    {
        var handle = GCHandle.FromIntPtr((IntPtr)self);
        ((FunctionNode)handle.Target!)._context.Dispose();
        handle.Free();
    }

    /// <summary>As native code frees it.</summary>
    private static byte* Message(Exception e)
    {
        var bytes = Encoding.UTF8.GetBytes(e.Message);
        var text = (byte*)Native.tl_alloc(bytes.Length + 1);
        bytes.CopyTo(new Span<byte>(text, bytes.Length));
        text[bytes.Length] = 0;
        return text;
    }
}
