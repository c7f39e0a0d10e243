namespace TorchSharp.Siamese.Data.Tests.Sampling;

/// <summary>Labels, tuple spaces, plans and samplers are plain integers: they must run where there is no torch.</summary>
public class PurityTests
{
    [TestCase("Labels")]
    [TestCase("Tuples")]
    [TestCase("Sampling")]
    public void SourceFolder_NamesNoTensor(string folder)
    {
        var root = new DirectoryInfo(TestContext.CurrentContext.TestDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "TorchSharp.Siamese.sln")))
            root = root.Parent;
        if (root is null)
            Assert.Ignore("The tests run outside of the repository, so there are no sources to look at.");
        var files = Directory.GetFiles(Path.Combine(root!.FullName, "src", "Siamese.Data", folder), "*.cs");
        Assert.That(files, Is.Not.Empty);
        foreach (var file in files)
        {
            var text = File.ReadAllText(file).Replace("TorchSharp.Siamese.", "", StringComparison.Ordinal);
            Assert.That(text, Does.Not.Contain("Tensor").And.Not.Contain("torch").And.Not.Contain("TorchSharp"), file);
        }
    }
}
