using TorchSharp.Siamese.Models.Encoders;
using TorchSharp.Siamese.TestSupport;

namespace TorchSharp.Siamese.Models.Tests;

public class PublicApiTests
{
    [Test]
    public void PublicApi_OfTheLibrary_IsAsPinned() =>
        PublicSurface.AssertPinned(typeof(SiameseNetwork).Assembly, "tests/Siamese.Models.Tests/PublicApi.TorchSharp.Siamese.Models.txt");
}
