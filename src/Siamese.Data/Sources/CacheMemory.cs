using System.Runtime.InteropServices;

namespace TorchSharp.Siamese.Data.Sources;

/// <summary>Memory that begins as zeros, taken from the system page by page when it is first written.</summary>
internal sealed unsafe class CacheMemory : SafeBuffer
{
    public CacheMemory(long length)
        : base(ownsHandle: true)
    {
        SetHandle((nint)NativeMemory.AllocZeroed((nuint)length));
        Initialize((ulong)length);
    }

    protected override bool ReleaseHandle()
    {
        NativeMemory.Free((void*)handle);
        return true;
    }
}
