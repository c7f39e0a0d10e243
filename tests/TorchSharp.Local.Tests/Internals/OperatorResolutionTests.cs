using System.Reflection;
using System.Runtime.InteropServices;
using TorchSharp.Interop;

namespace TorchSharp.Local.Tests.Internals;

public class OperatorResolutionTests
{
    // Operators are looked up at their first call; one that this libtorch lacks would be found only by a user.
    [Test]
    public void Operators_AreAllInTheLibtorchThatIsLoaded()
    {
        var resolve = typeof(Op).GetMethod("Resolve", BindingFlags.Instance | BindingFlags.NonPublic)!;
        var operators = typeof(Op).Assembly.GetTypes().Where(type => !type.ContainsGenericParameters)
            .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.DeclaredOnly))
            .Where(field => field.FieldType == typeof(Op)).Select(field => field.GetValue(null)!).ToList();
        var missing = operators.Select(op => Missing(() => resolve.Invoke(op, null))).OfType<string>();
        Assert.That(operators, Has.Count.GreaterThan(600));
        Assert.That(missing, Is.Empty);
    }

    private static string? Missing(Action resolve)
    {
        try
        {
            resolve();
            return null;
        }
        catch (TargetInvocationException e) when (e.InnerException is ExternalException reason)
        {
            return reason.Message;
        }
    }
}
