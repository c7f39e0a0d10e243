namespace TorchSharp.Siamese.Examples.Tests;

public class LoggingPageTests
{
    [Test]
    public void Logging_Page_SaysWhatItsSamplePrints() => PageSample.Check("logging.md", "Logging");

    [Test]
    public void Weights_Page_SaysWhatItsSamplePrints() => PageSample.Check("weights.md", "Weights");
}
