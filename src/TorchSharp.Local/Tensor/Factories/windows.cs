using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    private static readonly Op OpBartlettWindowPeriodic = new("bartlett_window", "periodic"),
        OpBlackmanWindowPeriodic = new("blackman_window", "periodic"),
        OpHammingWindowPeriodicAlphaBeta = new("hamming_window", "periodic_alpha_beta"), OpHannWindowPeriodic = new("hann_window", "periodic"),
        OpKaiserWindowBeta = new("kaiser_window", "beta");

    public static Tensor bartlett_window(long len, bool periodic = true, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false) =>
        Finish(OpBartlettWindowPeriodic.Call(len, periodic, dtype ?? get_default_dtype(), Arg.None, InitializeDevice(device)), requires_grad, null);
    public static Tensor blackman_window(long len, bool periodic = true, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false) =>
        Finish(OpBlackmanWindowPeriodic.Call(len, periodic, dtype ?? get_default_dtype(), Arg.None, InitializeDevice(device)), requires_grad, null);
    public static Tensor hamming_window(long len, bool periodic = true, float alpha = 0.54f, float beta = 0.46f, ScalarType? dtype = null,
        Device? device = null, bool requires_grad = false) =>
        Finish(OpHammingWindowPeriodicAlphaBeta.Call(len, periodic, alpha, beta, dtype ?? get_default_dtype(), Arg.None, InitializeDevice(device)),
            requires_grad, null);
    public static Tensor hann_window(long len, bool periodic = true, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Finish(OpHannWindowPeriodic.Call(len, periodic, dtype ?? get_default_dtype(), Arg.None, InitializeDevice(device)), requires_grad, null);
    public static Tensor kaiser_window(long len, bool periodic = true, float beta = 12, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false) =>
        Finish(OpKaiserWindowBeta.Call(len, periodic, beta, dtype ?? get_default_dtype(), Arg.None, InitializeDevice(device)), requires_grad, null);
}
