using NUnit.Framework;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.TestSupport;

/// <summary>A graphics card, where a machine and its libtorch have one.</summary>
public static class CudaDevice
{
    /// <summary>The first card; a test that asks for it is skipped where there is none.</summary>
    public static Device Needed()
    {
        if (!cuda.is_available())
            Assert.Ignore("Needs a CUDA device and a libtorch with CUDA, found none.");
        return device("cuda:0");
    }
}
