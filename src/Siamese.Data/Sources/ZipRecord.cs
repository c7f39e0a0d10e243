using System.Buffers.Binary;
using System.Text;

namespace TorchSharp.Siamese.Data.Sources;

/// <summary>One record of the central directory of a zip archive.</summary>
internal readonly struct ZipRecord
{
    internal const int FixedLength = 46;

    private const uint Mark = 0x02014b50;
    private const int Zip64Extra = 0x0001;
    private const int Utf8Flag = 1 << 11;
    private const int UnixLink = 0xA000;

    // Names without the UTF-8 flag are in the character set of the first PC, of which this is the upper half.
    private const string UpperHalf =
        "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00A0";

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private readonly byte[] _bytes;
    private readonly int _at;

    internal ZipRecord(byte[] bytes, int at)
    {
        (_bytes, _at) = (bytes, at);
        Length = FixedLength;
        if (at + FixedLength > bytes.Length || U32(0) != Mark)
            return;
        Length = FixedLength + U16(28) + U16(30) + U16(32);
        IsWhole = at + Length <= bytes.Length;
    }

    /// <summary>Bytes of the record.</summary>
    internal int Length { get; }

    /// <summary>Whether there is such a record here, to its end.</summary>
    internal bool IsWhole { get; }

    internal ZipEntry Entry(long shift)
    {
        long packed = U32(20), size = U32(24), offset = U32(42);
        Widen(ref size, ref packed, ref offset);
        var name = _bytes.AsSpan(_at + FixedLength, U16(28));
        var isUnix = _bytes[_at + 5] == 3;
        var isLink = isUnix && ((U32(38) >> 16) & 0xF000) == UnixLink;
        // Beyond 2^62 nothing is a place in a file; kept from overflowing.
        offset = Math.Min(offset, long.MaxValue >> 1) + shift;
        return new ZipEntry(Decode(name, isUnix), offset, packed, size, U32(16), U16(10), U16(8), isLink);
    }

    private static string FromFirstPc(ReadOnlySpan<byte> name)
    {
        var text = new StringBuilder(name.Length);
        foreach (var b in name)
            text.Append(b < 0x80 ? (char)b : UpperHalf[b - 0x80]);
        return text.ToString();
    }

    private string Decode(ReadOnlySpan<byte> name, bool isUnix)
    {
        string text;
        try
        {
            text = StrictUtf8.GetString(name);      // many programs write UTF-8 without saying so
        }
        catch (DecoderFallbackException) when ((U16(8) & Utf8Flag) == 0)
        {
            text = FromFirstPc(name);
        }
        catch (DecoderFallbackException)
        {
            text = Encoding.UTF8.GetString(name);
        }

        return isUnix || text.Contains('/') ? text : text.Replace('\\', '/');     // some programs on Windows
    }

    // The zip64 field holds, in this order, those of the three that did not fit in 32 bits.
    private void Widen(ref long size, ref long packed, ref long offset)
    {
        var extra = _bytes.AsSpan(_at + FixedLength + U16(28), U16(30));
        while (extra.Length >= 4)
        {
            var id = BinaryPrimitives.ReadUInt16LittleEndian(extra);
            var length = Math.Min(BinaryPrimitives.ReadUInt16LittleEndian(extra[2..]), extra.Length - 4);
            if (id == Zip64Extra)
            {
                var field = extra.Slice(4, length);
                Take(ref size, ref field);
                Take(ref packed, ref field);
                Take(ref offset, ref field);
                return;
            }

            extra = extra[(4 + length)..];
        }

        static void Take(ref long value, ref Span<byte> field)
        {
            if (value != 0xFFFFFFFF || field.Length < 8)
                return;
            value = (long)Math.Min(BinaryPrimitives.ReadUInt64LittleEndian(field), long.MaxValue);
            field = field[8..];
        }
    }

    private ushort U16(int at) => BinaryPrimitives.ReadUInt16LittleEndian(_bytes.AsSpan(_at + at));

    private uint U32(int at) => BinaryPrimitives.ReadUInt32LittleEndian(_bytes.AsSpan(_at + at));
}
