using System.Buffers.Binary;

namespace TorchSharp.Siamese.Models.Tests.Logging;

/// <summary>Reads event files by TensorFlow's published formats (tfrecord, event.proto, summary.proto), with nothing of the writer.</summary>
internal static class EventRecords
{
    /// <summary>The events of a file, as fields by number; every checksum is checked.</summary>
    public static List<ProtoFields> Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var events = new List<ProtoFields>();
        for (var at = 0; at < bytes.Length;)
        {
            var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at));
            Assert.That(BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at + 8)), Is.EqualTo(Mask(BitwiseCrc32C(bytes.AsSpan(at, 8)))), "checksum of the length");
            var data = bytes.AsSpan(at + 12, length);
            Assert.That(BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at + 12 + length)), Is.EqualTo(Mask(BitwiseCrc32C(data))), "checksum of the event");
            events.Add(new ProtoFields(data));
            at += length + 16;
        }
        return events;
    }

    public static uint BitwiseCrc32C(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0x82F63B78 : 0);
        }
        return ~crc;
    }

    private static uint Mask(uint crc) => unchecked(((crc >> 15) | (crc << 17)) + 0xA282EAD8u);
}
