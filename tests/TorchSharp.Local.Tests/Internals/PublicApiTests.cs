using TorchSharp.Siamese.TestSupport;

namespace TorchSharp.Local.Tests.Internals;

public class PublicApiTests
{
    // Each line must be one that TorchSharp 0.107 or TorchVision 0.107 has too: see design note 2 of TorchSharp.Local.
    [Test]
    public void PublicApi_OfTheProvider_IsAsPinned() =>
        PublicSurface.AssertPinned(typeof(torch).Assembly, "tests/TorchSharp.Local.Tests/Internals/PublicApi.TorchSharp.Local.txt");
}
