using System.Text;

namespace TorchSharp.Siamese.Models.Tests.Logging;

/// <summary>A message of protocol buffers, decoded without its definition.</summary>
internal sealed class ProtoFields
{
    private readonly List<(int Field, int Wire, byte[] Value)> _fields = [];

    public ProtoFields(ReadOnlySpan<byte> bytes)
    {
        for (var at = 0; at < bytes.Length;)
        {
            var key = Varint(bytes, ref at);
            var wire = (int)(key & 7);
            var from = at;
            switch (wire)
            {
                case 0:
                    Varint(bytes, ref at);
                    break;
                case 1:
                    at += 8;
                    break;
                case 2:
                    var length = (int)Varint(bytes, ref at);
                    from = at;
                    at += length;
                    break;
                case 5:
                    at += 4;
                    break;
                default:
                    throw new InvalidDataException($"wire type {wire}");
            }
            _fields.Add(((int)(key >> 3), wire, bytes[from..at].ToArray()));
        }
    }

    public IEnumerable<int> Numbers => _fields.Select(f => f.Field);

    public bool Has(int field) => Numbers.Contains(field);

    public long Int(int field)
    {
        var at = 0;
        return (long)Varint(Value(field, 0), ref at);
    }

    public double Double(int field) => BitConverter.ToDouble(Value(field, 1));

    public float Float(int field) => BitConverter.ToSingle(Value(field, 5));

    public byte[] Bytes(int field) => Value(field, 2);

    public string Text(int field) => Encoding.UTF8.GetString(Value(field, 2));

    public ProtoFields Message(int field) => new(Value(field, 2));

    public double[] Doubles(int field) => [.. Value(field, 2).Chunk(8).Select(eight => BitConverter.ToDouble(eight))];

    private static ulong Varint(ReadOnlySpan<byte> bytes, ref int at)
    {
        var value = 0ul;
        for (var shift = 0; ; shift += 7)
        {
            value |= (ulong)(bytes[at] & 127) << shift;
            if (bytes[at++] < 128)
                return value;
        }
    }

    private byte[] Value(int field, int wire)
    {
        var (_, found, value) = _fields.Single(f => f.Field == field);
        Assert.That(found, Is.EqualTo(wire), $"wire type of field {field}");
        return value;
    }
}
