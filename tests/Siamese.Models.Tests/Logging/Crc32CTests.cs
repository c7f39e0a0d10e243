using System.Globalization;
using System.Text;
using TorchSharp.Siamese.Models.Logging;

namespace TorchSharp.Siamese.Models.Tests.Logging;

public class Crc32CTests
{
    // RFC 3720, appendix B.4; its listing shows the four bytes of each sum, least significant first.
    [TestCase("0000000000000000000000000000000000000000000000000000000000000000", 0x8A9136AAu)]
    [TestCase("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF", 0x62A8AB43u)]
    [TestCase("000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F", 0x46DD794Eu)]
    [TestCase("1F1E1D1C1B1A191817161514131211100F0E0D0C0B0A09080706050403020100", 0x113FDB5Cu)]
    [TestCase("01C00000000000000000000000000000140000000000040000000014000000182800000000000000" + "0200000000000000", 0xD9963A56u)]
    public void Of_PublishedVectors_IsThePublishedSum(string bytes, uint sum) =>
        Assert.That(Crc32C.Of(Convert.FromHexString(bytes)), Is.EqualTo(sum));

    // The check value of CRC-32C in every catalogue, of nine bytes: one more than a word.
    [Test]
    public void Of_TheDigits_IsTheCheckValue() => Assert.That(Crc32C.Of("123456789"u8), Is.EqualTo(0xE3069283u));

    [Test]
    public void Masked_IsTheSumTurnedAndShifted([Values("", "a", "123456789", "a longer text than one word")] string text)
    {
        var bytes = Encoding.ASCII.GetBytes(text);
        var bits = Convert.ToString((long)EventRecords.BitwiseCrc32C(bytes), 2).PadLeft(32, '0');
        var turned = ulong.Parse(Convert.ToInt64(bits[17..] + bits[..17], 2).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        Assert.That(Crc32C.Masked(bytes), Is.EqualTo((uint)((turned + 0xA282EAD8ul) % (1ul << 32))));
    }
}
