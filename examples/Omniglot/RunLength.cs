using TorchSharp.Siamese.Models.Training;

namespace TorchSharp.Siamese.Examples.Omniglot;

/// <summary>The number of steps that was measured or asked for when a training began; its schedule depends on it, so it is kept in the checkpoint.</summary>
internal sealed class RunLength(long steps) : ICheckpointed
{
    private const string Name = "length";

    public string CheckpointName => Name;

    /// <summary>The steps of a training that was saved.</summary>
    /// <exception cref="InvalidDataException">The file is damaged or no checkpoint of this example.</exception>
    public static long ReadFrom(FileInfo checkpoint)
    {
        using var file = CheckpointFile.Open(checkpoint.FullName);
        using var stream = file.Section("own:" + Name);
        return Read(stream);
    }

    public void SaveState(Stream stream) => stream.Write(BitConverter.GetBytes(steps));

    public void LoadState(Stream stream)
    {
        var saved = Read(stream);
        if (saved != steps)
            throw new InvalidDataException($"The checkpoint is of a training of {saved} steps, this one has {steps}.");
    }

    private static long Read(Stream stream)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        return stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) == bytes.Length
            ? BitConverter.ToInt64(bytes)
            : throw new InvalidDataException("The checkpoint does not say how long its training is.");
    }
}
