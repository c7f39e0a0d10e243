using System;
using System.IO;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

/// <summary>native/torch_local.cpp. <c>SuppressGCTransition</c> marks what only reads a field.</summary>
internal static unsafe partial class Native
{
    private const string Library = "TorchSharpLocal";

#pragma warning disable CA2255 // the native library needs its set-up before anything else of this assembly runs
    [ModuleInitializer]
    internal static void Initialize() => NativeLibrary.SetDllImportResolver(typeof(Native).Assembly, Resolve);
#pragma warning restore CA2255

    // The runtime asks once for every imported function; set-up must run once only, or it undoes set_num_threads.
    private static readonly Lazy<IntPtr> Loaded = new(Load);

    private static IntPtr Resolve(string name, Assembly assembly, DllImportSearchPath? path) => name == Library ? Loaded.Value : 0;

    private static IntPtr Load()
    {
        // What the user has set stays.
        if (OperatingSystem.IsLinux())
        {
            // Builds of libtorch that bring UCX catch SIGFPE and SIGSEGV, which .NET needs for its own exceptions.
            setenv("UCX_ERROR_SIGNALS", "", 0);
            // libgomp's threads keep their cores for milliseconds after each operator, while .NET's threads, at work between two operators, wait.
            if (Environment.GetEnvironmentVariable("OMP_WAIT_POLICY") is null) setenv("GOMP_SPINCOUNT", "3000", 0);
        }
        var file = Path.Combine(AppContext.BaseDirectory, "libTorchSharpLocal.so");
        IntPtr library;
        try
        {
            library = NativeLibrary.Load(File.Exists(file) ? file : "libTorchSharpLocal.so");
        }
        catch (DllNotFoundException e)
        {
            throw new DllNotFoundException(
                $"Could not load libTorchSharpLocal.so (looked in '{AppContext.BaseDirectory}'): {e.Message} Run ./setup.sh once and build again.", e);
        }
        ((delegate* unmanaged<void>)NativeLibrary.GetExport(library, "tl_init"))();
        // Debian's libtorch starts with one thread; TorchSharp's own takes every core unless told otherwise.
        if (Environment.GetEnvironmentVariable("OMP_NUM_THREADS") is null)
            ((delegate* unmanaged<int, int>)NativeLibrary.GetExport(library, "tl_set_num_threads"))(Environment.ProcessorCount);
        return library;
    }

    /// <summary>libtorch's reason for the failure that was just returned on this thread.</summary>
    public static ExternalException LastError() => new(Marshal.PtrToStringUTF8((IntPtr)tl_error()));

    /// <exception cref="ExternalException"><paramref name="rc"/> is negative.</exception>
    public static int Check(int rc) => rc < 0 ? throw LastError() : rc;

    /// <exception cref="ExternalException"><paramref name="handle"/> is null.</exception>
    public static IntPtr Check(IntPtr handle) => handle == 0 ? throw LastError() : handle;

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int setenv(string name, string value, int overwrite);

    [LibraryImport(Library)] private static partial byte* tl_error();
    [LibraryImport(Library)] public static partial void tl_free(void* p);
    [LibraryImport(Library)] public static partial void* tl_alloc(long bytes);
    [LibraryImport(Library)] public static partial byte* tl_version();
    [LibraryImport(Library)] public static partial int tl_set_num_threads(int n);
    [LibraryImport(Library)] public static partial int tl_get_num_threads();
    [LibraryImport(Library)] public static partial int tl_set_num_interop_threads(int n);
    [LibraryImport(Library)] public static partial int tl_get_num_interop_threads();
    [LibraryImport(Library)] public static partial int tl_has_cuda();
    [LibraryImport(Library)] public static partial int tl_has_cudnn();
    [LibraryImport(Library)] public static partial int tl_cuda_device_count();
    [LibraryImport(Library)] public static partial int tl_cuda_synchronize(long index);
    [LibraryImport(Library)] public static partial int tl_get_switch(int which);
    [LibraryImport(Library)] public static partial int tl_set_switch(int which, int on);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial IntPtr tl_operator(string name, string overload);
    [LibraryImport(Library)] public static partial int tl_call(IntPtr op, Value* args, int nargs, Value* results, int room);

    [LibraryImport(Library), SuppressGCTransition] public static partial void tl_retain(IntPtr t);
    [LibraryImport(Library)] public static partial void tl_release(IntPtr t);
    [LibraryImport(Library), SuppressGCTransition] public static partial long tl_use_count(IntPtr t);
    [LibraryImport(Library), SuppressGCTransition] public static partial int tl_dtype(IntPtr t);
    [LibraryImport(Library), SuppressGCTransition] public static partial int tl_ndim(IntPtr t);
    [LibraryImport(Library), SuppressGCTransition] public static partial long tl_numel(IntPtr t);
    [LibraryImport(Library), SuppressGCTransition] public static partial long tl_nbytes(IntPtr t);
    [LibraryImport(Library), SuppressGCTransition] public static partial int tl_device(IntPtr t);
    [LibraryImport(Library), SuppressGCTransition] public static partial long* tl_sizes(IntPtr t, int* ndim);
    [LibraryImport(Library)] public static partial int tl_describe(IntPtr t, TensorInfo* info);
    [LibraryImport(Library)] public static partial int tl_same_storage(IntPtr a, IntPtr b);
    [LibraryImport(Library)] public static partial int tl_set_data(IntPtr t, IntPtr data);
    [LibraryImport(Library)]
    public static partial IntPtr tl_from_blob(void* data, long* sizes, int ndim, int dtype, delegate* unmanaged<void*, void> drop, void* context);

    [LibraryImport(Library)] public static partial int tl_requires_grad(IntPtr t);
    [LibraryImport(Library)] public static partial int tl_set_requires_grad(IntPtr t, int on);
    [LibraryImport(Library)] public static partial int tl_is_leaf(IntPtr t);
    [LibraryImport(Library)] public static partial int tl_retain_grad(IntPtr t);
    [LibraryImport(Library)] public static partial int tl_retains_grad(IntPtr t);
    [LibraryImport(Library)] public static partial IntPtr tl_grad(IntPtr t);
    [LibraryImport(Library)] public static partial int tl_set_grad(IntPtr t, IntPtr grad);
    [LibraryImport(Library)]
    public static partial int tl_backward(IntPtr* tensors, int n, IntPtr* grads, int retain, int create, IntPtr* inputs, int ni);
    [LibraryImport(Library)]
    public static partial int tl_autograd_grad(IntPtr* outputs, int no, IntPtr* inputs, int ni, IntPtr* gradOutputs, int ng, int retain,
        int create, int allowUnused, IntPtr* results);
    [LibraryImport(Library), SuppressGCTransition] public static partial int tl_grad_enabled();
    [LibraryImport(Library), SuppressGCTransition] public static partial void tl_set_grad_enabled(int on);
    [LibraryImport(Library), SuppressGCTransition] public static partial int tl_inference_enabled();
    [LibraryImport(Library)] public static partial IntPtr tl_inference_push(int on);
    [LibraryImport(Library)] public static partial void tl_inference_pop(IntPtr guard);
    [LibraryImport(Library)]
    public static partial int tl_attach_function(IntPtr* inputs, int ni, IntPtr* outputs, int no,
        delegate* unmanaged<void*, IntPtr*, int, IntPtr*, int, byte*> backward, delegate* unmanaged<void*, void> drop, void* context);
    [LibraryImport(Library)]
    public static partial int tl_register_hook(IntPtr t, delegate* unmanaged<void*, IntPtr, IntPtr*, byte*> call,
        delegate* unmanaged<void*, void> drop, void* context);
    [LibraryImport(Library)] public static partial int tl_remove_hook(IntPtr t, int position);

    [LibraryImport(Library)] public static partial int tl_manual_seed(long seed);
    [LibraryImport(Library)] public static partial IntPtr tl_generator_default(long device);
    [LibraryImport(Library)] public static partial IntPtr tl_generator_new(long device, ulong seed);
    [LibraryImport(Library)] public static partial void tl_generator_release(IntPtr g);
    [LibraryImport(Library)] public static partial int tl_generator_set_seed(IntPtr g, ulong seed);
    [LibraryImport(Library)] public static partial ulong tl_generator_seed(IntPtr g);
    [LibraryImport(Library)] public static partial IntPtr tl_generator_state(IntPtr g);
    [LibraryImport(Library)] public static partial int tl_generator_set_state(IntPtr g, IntPtr state);
}
