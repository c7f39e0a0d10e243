using System;
using System.IO;

namespace TorchSharp.Utils;

/// <summary>Numbers in seven bits a byte, least significant first, the eighth bit saying that more follow.</summary>
internal static class LEB128Codec
{
    public static void Encode(this BinaryWriter writer, long value)
    {
        if (value < 0) throw new NotImplementedException("LEB128 encoding of negative numbers");
        for (; value > 0x7f; value >>= 7) writer.Write((byte)(0x80 | (value & 0x7f)));
        writer.Write((byte)value);
    }

    public static long Decode(this BinaryReader reader)
    {
        var result = 0L;
        for (var shift = 0; ; shift += 7)
        {
            long part = reader.ReadByte();
            if (shift > 56) throw new InvalidDataException("A number in the file is longer than 64 bits.");
            result |= (part & 0x7f) << shift;
            if ((part & 0x80) == 0) return result;
        }
    }
}
