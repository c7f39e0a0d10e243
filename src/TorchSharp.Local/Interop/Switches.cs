namespace TorchSharp.Interop;

/// <summary><c>tl_switch</c> of native/torch_local.cpp.</summary>
internal static class Switches
{
    public const int Deterministic = 0, CudnnBenchmark = 1, CudnnDeterministic = 2, CudnnTf32 = 3, CublasTf32 = 4;
}
