using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using static TorchSharp.torch;

namespace TorchSharp.Interop;

/// <summary>
/// One operator overload of libtorch, looked up at its first call. Each call checks what it is given against the
/// operator's schema and turns libtorch's error into the <see cref="ExternalException"/> that TorchSharp throws.
/// </summary>
/// <param name="name">Without the <c>aten::</c> prefix.</param>
/// <param name="overload">As in the schema, empty for the plain one.</param>
internal sealed unsafe class Op(string name, string overload = "")
{
    private const int StackWords = 64;

    private IntPtr _handle;

    /// <summary>The one tensor that the operator returns. The caller owns it.</summary>
    public Tensor Call(params ReadOnlySpan<Arg> args)
    {
        Value result;
        Invoke(args, &result, 1);
        return Take(result);
    }

    /// <summary>An operator that changes its first argument.</summary>
    /// <returns>That argument.</returns>
    public Tensor Update(params ReadOnlySpan<Arg> args)
    {
        Invoke(args, null, 0);
        return (Tensor)args[0].Object!;
    }

    /// <summary>The operator's effect alone; its results are dropped.</summary>
    public void Run(params ReadOnlySpan<Arg> args) => Invoke(args, null, 0);

    public (Tensor, Tensor) Call2(params ReadOnlySpan<Arg> args)
    {
        var results = stackalloc Value[2];
        Invoke(args, results, 2);
        return (Take(results[0]), Take(results[1]));
    }

    public (Tensor, Tensor, Tensor) Call3(params ReadOnlySpan<Arg> args)
    {
        var results = stackalloc Value[3];
        Invoke(args, results, 3);
        return (Take(results[0]), Take(results[1]), Take(results[2]));
    }

    public (Tensor, Tensor, Tensor, Tensor) Call4(params ReadOnlySpan<Arg> args)
    {
        var results = stackalloc Value[4];
        Invoke(args, results, 4);
        return (Take(results[0]), Take(results[1]), Take(results[2]), Take(results[3]));
    }

    /// <summary>The results of an operator that returns <c>Tensor[]</c>.</summary>
    public Tensor[] CallList(params ReadOnlySpan<Arg> args)
    {
        Value result;
        Invoke(args, &result, 1);
        var handles = new ReadOnlySpan<IntPtr>(result.Pointer, result.Count);
        var tensors = new Tensor[handles.Length];
        for (var i = 0; i < tensors.Length; i++) tensors[i] = new Tensor(handles[i]);
        Native.tl_free(result.Pointer);
        return tensors;
    }

    public bool CallBool(params ReadOnlySpan<Arg> args)
    {
        Value result;
        Invoke(args, &result, 1);
        return result.Int != 0;
    }

    public long CallInt(params ReadOnlySpan<Arg> args)
    {
        Value result;
        Invoke(args, &result, 1);
        return result.Int;
    }

    public double CallDouble(params ReadOnlySpan<Arg> args)
    {
        Value result;
        Invoke(args, &result, 1);
        return result.Double;
    }

    /// <summary>A result whose kind the caller looks at, such as <c>Scalar</c>.</summary>
    public Value CallValue(params ReadOnlySpan<Arg> args)
    {
        Value result;
        Invoke(args, &result, 1);
        return result;
    }

    private static Tensor Take(in Value result) => result.Tag == Tag.Tensor ? new Tensor((IntPtr)result.Pointer) : null!;

    [SkipLocalsInit]
    private void Invoke(ReadOnlySpan<Arg> args, Value* results, int room)
    {
        var words = 0;
        foreach (ref readonly var a in args) words += Words(a);
        var stack = stackalloc long[StackWords];
        var scratch = words <= StackWords ? stack : (long*)NativeMemory.Alloc((nuint)words, sizeof(long));
        try
        {
            var values = stackalloc Value[args.Length];
            var free = scratch;
            for (var i = 0; i < args.Length; i++) free += Encode(args[i], values + i, free);
            var rc = Native.tl_call(Handle, values, args.Length, results, room);
            // A finalizer must not release an argument while native code works on it.
            foreach (ref readonly var a in args) GC.KeepAlive(a.Object);
            if (rc < 0) Throw();
        }
        finally
        {
            if (scratch != stack) NativeMemory.Free(scratch);
        }
    }

    private IntPtr Handle => _handle != 0 ? _handle : Resolve();

    private IntPtr Resolve()
    {
        var handle = Native.tl_operator("aten::" + name, overload);
        if (handle == 0) Throw();
        return _handle = handle;
    }

    [DoesNotReturn]
    private static void Throw() => throw Native.LastError();

    private static int Words(in Arg a) => a.Tag switch
    {
        Tag.Ints => ((long[])a.Object!).Length,
        Tag.Doubles or Tag.Complex => ((double[])a.Object!).Length,
        Tag.Bools => ((bool[])a.Object!).Length,
        Tag.Tensors => ((Tensor[])a.Object!).Length,
        Tag.String => Encoding.UTF8.GetMaxByteCount(((string)a.Object!).Length) / sizeof(long) + 1,
        _ => 0,
    };

    private static int Encode(in Arg a, Value* value, long* scratch)
    {
        value->Tag = a.Tag;
        value->Count = 0;
        value->Int = a.Bits;
        switch (a.Tag)
        {
            case Tag.Tensor:
                value->Pointer = (void*)((Tensor)a.Object!).Handle;
                return 0;
            case Tag.Generator:
                value->Pointer = (void*)((Generator)a.Object!).Handle;
                return 0;
            case Tag.Ints or Tag.Doubles or Tag.Complex or Tag.Bools or Tag.Tensors or Tag.String:
                value->Pointer = scratch;
                value->Count = EncodeList(a.Object!, scratch);
                return Words(a);
            default:
                return 0;
        }
    }

    private static int EncodeList(object list, long* scratch)
    {
        switch (list)
        {
            case long[] ints:
                ints.CopyTo(new Span<long>(scratch, ints.Length));
                return ints.Length;
            case double[] doubles:
                doubles.CopyTo(new Span<double>(scratch, doubles.Length));
                return doubles.Length;
            case bool[] bools:
                for (var i = 0; i < bools.Length; i++) scratch[i] = bools[i] ? 1 : 0;
                return bools.Length;
            case Tensor?[] tensors:
                for (var i = 0; i < tensors.Length; i++) scratch[i] = tensors[i] is { } t ? t.Handle : 0;
                return tensors.Length;
            case string text:
                return Encoding.UTF8.GetBytes(text, new Span<byte>(scratch, Encoding.UTF8.GetMaxByteCount(text.Length)));
            default:
                throw new InvalidOperationException($"An argument list of {list.GetType()} has no native form.");
        }
    }
}
