using TorchSharp.Utils;

namespace TorchSharp.Local.Tests.Data;

public class OrderedDictTests
{
    [Test]
    public void Enumerate_KeepsTheOrderOfInsertion()
    {
        var dict = new OrderedDict<string, int> { { "b", 1 }, { "a", 2 }, { "c", 3 } };
        dict["b"] = 4;
        dict["d"] = 5;
        dict.Remove("a");
        dict.Insert(0, ("z", 0));
        Assert.That(dict.Keys, Is.EqualTo(new[] { "z", "b", "c", "d" }));
        Assert.That(dict.Values, Is.EqualTo(new[] { 0, 4, 3, 5 }));
        Assert.That(dict[1], Is.EqualTo(("b", 4)));
        Assert.That(dict.TryGetValue("a", out _), Is.False);
    }

    [Test]
    public void Keys_TwiceOrMissing_AreRefused()
    {
        var dict = new OrderedDict<string, int> { { "a", 1 } };
        Assert.That(() => dict.Add("a", 2), Throws.ArgumentException);
        Assert.That(() => dict["b"], Throws.InstanceOf<KeyNotFoundException>());
        Assert.That(() => dict.RemoveAt(1), Throws.InstanceOf<IndexOutOfRangeException>());
        Assert.That(dict.Count, Is.EqualTo(1));
    }
}
