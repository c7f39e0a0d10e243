using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace TorchSharp.Siamese.Models.Logging;

/// <summary>Writes fields of a protocol buffer message, in the wire format of proto3.</summary>
internal sealed class ProtoMessage
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    private enum Wire
    {
        Varint = 0,
        Fixed64 = 1,
        Length = 2,
        Fixed32 = 5,
    }

    public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    public ProtoMessage Int(int field, long value)
    {
        Key(field, Wire.Varint);
        Varint(unchecked((ulong)value));
        return this;
    }

    public ProtoMessage Double(int field, double value)
    {
        Key(field, Wire.Fixed64);
        Put(value);
        return this;
    }

    public ProtoMessage Float(int field, float value)
    {
        Key(field, Wire.Fixed32);
        Span<byte> four = stackalloc byte[4];
        BinaryPrimitives.WriteSingleLittleEndian(four, value);
        _bytes.Write(four);
        return this;
    }

    public ProtoMessage Bytes(int field, ReadOnlySpan<byte> value)
    {
        Key(field, Wire.Length);
        Varint((ulong)value.Length);
        _bytes.Write(value);
        return this;
    }

    public ProtoMessage Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    public ProtoMessage Message(int field, ProtoMessage value) => Bytes(field, value.Written);

    /// <summary>The fields of another message as fields of this one.</summary>
    public ProtoMessage Append(ProtoMessage fields)
    {
        _bytes.Write(fields.Written);
        return this;
    }

    /// <summary>A repeated field in one piece.</summary>
    public ProtoMessage Doubles(int field, ReadOnlySpan<double> values)
    {
        Key(field, Wire.Length);
        Varint((ulong)values.Length * sizeof(double));
        foreach (var value in values)
            Put(value);
        return this;
    }

    private void Key(int field, Wire wire) => Varint(((ulong)field << 3) | (ulong)wire);

    private void Put(double value)
    {
        Span<byte> eight = stackalloc byte[8];
        BinaryPrimitives.WriteDoubleLittleEndian(eight, value);
        _bytes.Write(eight);
    }

    private void Varint(ulong value)
    {
        for (; value > 127; value >>= 7)
            _bytes.Write([(byte)((value & 127) | 128)]);
        _bytes.Write([(byte)value]);
    }
}
