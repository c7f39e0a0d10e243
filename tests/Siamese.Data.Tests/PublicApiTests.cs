using System.Reflection;
using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.TestSupport;

namespace TorchSharp.Siamese.Data.Tests;

public class PublicApiTests
{
    private static readonly Assembly Library = typeof(ClassIndex).Assembly;

    [Test]
    public void PublicApi_OfTheLibrary_IsAsPinned() =>
        PublicSurface.AssertPinned(Library, "tests/Siamese.Data.Tests/PublicApi.TorchSharp.Siamese.Data.txt");

    // Index bugs are found in milliseconds and without native code only while no tensor comes near them.
    [TestCase("Labels")]
    [TestCase("Tuples")]
    [TestCase("Sampling")]
    public void Types_OfPlainIntegerFolders_NameNoTorchType(string folder)
    {
        var types = Library.GetTypes().Where(t => InFolder(t, folder)).ToList();
        Assert.That(types, Has.Count.GreaterThan(3));
        var guilty = types.SelectMany(TypesNamedBy).Where(pair => IsTorch(pair.Named)).Select(pair => $"{pair.By} names {pair.Named}");
        Assert.That(guilty, Is.Empty);
    }

    [Test]
    public void TypesNamedBy_TypeWithATensorField_FindsIt() =>
        Assert.That(TypesNamedBy(typeof(Siamese.Data.Loading.SampleBatch)).Any(pair => IsTorch(pair.Named)), Is.True);

    private static bool InFolder(Type type, string folder)
    {
        var start = $"TorchSharp.Siamese.Data.{folder}";
        return type.Namespace is { } space && (space == start || space.StartsWith(start + ".", StringComparison.Ordinal));
    }

    private static bool IsTorch(Type type) => type.Assembly.GetName().Name is "TorchSharp" or "TorchVision" or "TorchSharp.Local";

    private static IEnumerable<(string By, Type Named)> TypesNamedBy(Type type)
    {
        const BindingFlags all = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        var named = type.GetInterfaces().Append(type.BaseType ?? typeof(object))
            .Concat(type.GetFields(all).Select(f => f.FieldType))
            .Concat(type.GetProperties(all).Select(p => p.PropertyType))
            .Concat(type.GetMethods(all).SelectMany(TypesOf))
            .Concat(type.GetConstructors(all).SelectMany(TypesOf));
        return named.SelectMany(Parts).Select(t => (type.FullName!, t));
    }

    private static IEnumerable<Type> TypesOf(MethodBase method) =>
        method.GetParameters().Select(p => p.ParameterType)
            .Concat(method is MethodInfo m ? [m.ReturnType] : [])
            .Concat(method.GetMethodBody()?.LocalVariables.Select(v => v.LocalType) ?? []);

    private static IEnumerable<Type> Parts(Type type) =>
        type.HasElementType ? Parts(type.GetElementType()!)
        : type.IsGenericType ? type.GetGenericArguments().SelectMany(Parts).Append(type)
        : [type];
}
