using System;
using System.Runtime.InteropServices;
using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    private static ScalarType _defaultDtype = ScalarType.Float32;
    private static Device? _defaultDevice;

    /// <summary>The version of the libtorch that is loaded.</summary>
    public static unsafe string __version__ => Marshal.PtrToStringUTF8((IntPtr)Native.tl_version())!;

    /// <summary>A new innermost scope on this thread: see <see cref="DisposeScope"/>.</summary>
    public static DisposeScope NewDisposeScope() => DisposeScopeManager.OfThread.Open();

    public static ScalarType get_default_dtype() => _defaultDtype;

    public static void set_default_dtype(ScalarType dtype)
    {
        if (!is_floating_point(dtype)) throw new ArgumentException("only floating-point types are supported as the default type");
        _defaultDtype = dtype;
    }

    public static Device get_default_device() => _defaultDevice ?? CPU;

    public static void set_default_device(Device device)
    {
        ArgumentNullException.ThrowIfNull(device);
        _defaultDevice = device;
    }

    public static void set_default_device(string device) => set_default_device(new Device(device));

    public static bool TryInitializeDeviceType(DeviceType deviceType) => deviceType switch
    {
        DeviceType.CUDA => Native.tl_has_cuda() != 0,
        DeviceType.MPS => false,
        _ => true,
    };

    public static void InitializeDeviceType(DeviceType deviceType)
    {
        if (!TryInitializeDeviceType(deviceType))
            throw new InvalidOperationException($"Torch device type {deviceType} did not initialise on the current machine.");
    }

    /// <summary>The device given, or the default one, after a check that it can be used.</summary>
    public static Device InitializeDevice(Device? device)
    {
        device ??= get_default_device();
        InitializeDeviceType(device.type);
        return device;
    }

    public static bool cuda_is_available() => cuda.is_available();

    public static bool mps_is_available() => false;

    public static int get_num_threads() => Native.tl_get_num_threads();
    public static void set_num_threads(int num) => Native.Check(Native.tl_set_num_threads(num));
    public static int get_num_interop_threads() => Native.tl_get_num_interop_threads();
    public static void set_num_interop_threads(int num) => Native.Check(Native.tl_set_num_interop_threads(num));

    public static Generator manual_seed(long seed) => random.manual_seed(seed);

    public static partial class random
    {
        public static long seed() => Generator.Default.seed();
        public static long initial_seed() => Generator.Default.initial_seed();
        public static Tensor get_rng_state() => Generator.Default.get_state();
        public static void set_rng_state(Tensor new_state) => Generator.Default.set_state(new_state);

        /// <summary>Seeds every device.</summary>
        public static Generator manual_seed(long seed)
        {
            Native.Check(Native.tl_manual_seed(seed));
            return Generator.Default;
        }
    }

    public static partial class cuda
    {
        public static bool is_available() => Native.tl_has_cuda() != 0;
        public static bool is_cudnn_available() => Native.tl_has_cudnn() != 0;
        public static int device_count() => Native.tl_cuda_device_count();

        /// <summary>Waits for the work queued on a CUDA device, by default the current one; does nothing where there is no CUDA.</summary>
        public static void synchronize(Device? device = null) => _ = Native.tl_cuda_synchronize(device?.index ?? -1);
    }

    public static partial class backends
    {
        public static partial class cuda
        {
            public static partial class matmul
            {
                public static bool allow_tf32
                {
                    get => Native.Check(Native.tl_get_switch(Switches.CublasTf32)) != 0;
                    set => Native.Check(Native.tl_set_switch(Switches.CublasTf32, value ? 1 : 0));
                }
            }
        }

        public static partial class cudnn
        {
            public static bool allow_tf32
            {
                get => Native.Check(Native.tl_get_switch(Switches.CudnnTf32)) != 0;
                set => Native.Check(Native.tl_set_switch(Switches.CudnnTf32, value ? 1 : 0));
            }
        }
    }
}
