using System.Text;

namespace TorchSharp.Siamese.Models.Insight;

/// <summary>The state of a monitor as bytes.</summary>
internal static class MonitorState
{
    private const int Version = 2;
    private const int MostNumbers = 100_000_000;

    public static void Save(Stream stream, long looks, double[][] states, IReadOnlyList<Finding> findings)
    {
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write(Version);
        writer.Write(looks);
        writer.Write(states.Length);
        foreach (var state in states)
        {
            writer.Write(state.Length);
            foreach (var number in state)
                writer.Write(number);
        }
        writer.Write(findings.Count);
        foreach (var finding in findings)
        {
            writer.Write((int)finding.Cause);
            writer.Write((int)finding.Severity);
            foreach (var text in new[] { finding.Title, finding.Evidence, finding.Threshold, finding.Advice })
                writer.Write(text);
        }
    }

    public static (long Looks, double[][] States, Finding[] Findings) Load(Stream stream, int count)
    {
        using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
        try
        {
            var version = reader.ReadInt32();
            if (version != Version)
                throw new InvalidDataException($"Expected the state of a training monitor of version {Version}, got version {version}.");
            var looks = reader.ReadInt64();
            var parts = reader.ReadInt32();
            if (parts != count)
                throw new InvalidDataException($"Expected the state of a training monitor in {count} parts, got {parts}.");
            var states = new double[count][];
            for (var i = 0; i < count; i++)
                states[i] = Numbers(reader);
            var findings = new Finding[Limited(reader.ReadInt32())];
            for (var i = 0; i < findings.Length; i++)
                findings[i] = new Finding((FindingCause)reader.ReadInt32(), (FindingSeverity)reader.ReadInt32(), reader.ReadString(), reader.ReadString(), reader.ReadString(), reader.ReadString());
            return (looks, states, findings);
        }
        catch (Exception error) when (error is EndOfStreamException or FormatException or DecoderFallbackException)
        {
            throw new InvalidDataException("Expected the state of a training monitor, got one that is cut off or damaged.", error);
        }
    }

    private static double[] Numbers(BinaryReader reader)
    {
        var numbers = new double[Limited(reader.ReadInt32())];
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = reader.ReadDouble();
        return numbers;
    }

    private static int Limited(int count)
        => count is >= 0 and <= MostNumbers ? count : throw new InvalidDataException($"Expected 0 to {MostNumbers} entries in the state of a training monitor, got {count}.");
}
