using System.Reflection;
using TorchSharp.Interop;

namespace TorchSharp.Local.Tests.Internals;

public class OperatorResolutionTests
{
    private static IEnumerable<TestCaseData> Operators() => typeof(Op).Assembly.GetTypes()
        .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.DeclaredOnly))
        .Where(field => field.FieldType == typeof(Op) && !field.DeclaringType!.ContainsGenericParameters)
        .Select(field => new TestCaseData(field).SetArgDisplayNames($"{field.DeclaringType!.Name}.{field.Name}"));

    // Operators are looked up at their first call; one that this libtorch lacks would be found only by a user.
    [TestCaseSource(nameof(Operators))]
    public void Operator_IsInTheLibtorchThatIsLoaded(FieldInfo field)
    {
        var resolve = typeof(Op).GetMethod("Resolve", BindingFlags.Instance | BindingFlags.NonPublic)!;
        Assert.That((IntPtr)resolve.Invoke(field.GetValue(null), null)!, Is.Not.Zero);
    }
}
