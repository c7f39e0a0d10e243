using TorchSharp.Siamese.Data.Sources;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Loading;

/// <summary>The checks that all loaders share.</summary>
internal static class LoaderCheck
{
    public static void Source(ISampleSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (source.Count == 0)
            throw new ArgumentException("Needs at least 1 sample, got 0.", nameof(source));
    }

    public static Device Device(Device? device)
    {
        if (device is { type: DeviceType.CUDA } && !cuda.is_available())
            throw new ArgumentException($"Needs CUDA for device '{device}', libtorch finds none here.", nameof(device));
        return device ?? CPU;
    }
}
