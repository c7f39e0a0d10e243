using System.Globalization;
using System.Reflection;
using System.Text;
using NUnit.Framework;

namespace TorchSharp.Siamese.TestSupport;

/// <summary>
/// The public members of an assembly as text, one a line, compared with a file in the repository: a change of what
/// users can call is then seen in review. <c>UPDATE_PUBLIC_API=1</c> in the environment writes the file anew.
/// </summary>
public static class PublicSurface
{
    private const string UpdateVariable = "UPDATE_PUBLIC_API";
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>Fails the test where the surface differs from the file, and shows the first differences.</summary>
    /// <param name="assembly">What users reference.</param>
    /// <param name="file">Path from the repository's root.</param>
    public static void AssertPinned(Assembly assembly, string file)
    {
        var path = Path.Combine(RepositoryRoot.Path, file);
        var lines = Of(assembly);
        if (Environment.GetEnvironmentVariable(UpdateVariable) == "1")
            File.WriteAllLines(path, lines);
        var pinned = File.Exists(path) ? File.ReadAllLines(path) : [];
        var added = lines.Except(pinned).Take(20).Select(line => $"+ {line}");
        var removed = pinned.Except(lines).Take(20).Select(line => $"- {line}");
        Assert.That(string.Join('\n', added.Concat(removed)), Is.Empty,
            $"The public API differs from {file}. If that is meant, run the tests once with {UpdateVariable}=1 and commit the file.");
    }

    /// <returns>Sorted lines: each type with what it derives from, each member with its full signature.</returns>
    public static IReadOnlyList<string> Of(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        var lines = new List<string>();
        foreach (var type in assembly.GetExportedTypes())
        {
            lines.Add(Describe(type));
            if (type.IsSubclassOf(typeof(Delegate)))
                continue;
            lines.AddRange(type.GetMembers(Declared).Where(IsVisible).Select(m => $"{Name(type)}::{Describe(m)}"));
        }
        lines.Sort(StringComparer.Ordinal);
        return lines;
    }

    private static bool IsVisible(MemberInfo member) => member switch
    {
        ConstructorInfo m => IsVisible(m),
        MethodInfo m => IsVisible(m) && (!m.IsSpecialName || m.Name.StartsWith("op_", StringComparison.Ordinal)) && !m.Name.Contains('<'),
        FieldInfo f => (f.IsPublic || f.IsFamily || f.IsFamilyOrAssembly) && !f.IsSpecialName,
        PropertyInfo p => p.GetAccessors(nonPublic: true).Any(IsVisible),
        EventInfo e => IsVisible(e.AddMethod!),
        _ => false,
    };

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static string Describe(Type type)
    {
        var kind = type switch
        {
            { IsEnum: true } => "enum",
            { IsInterface: true } => "interface",
            { IsValueType: true } => "struct",
            _ when type.IsSubclassOf(typeof(Delegate)) => "delegate",
            { IsAbstract: true, IsSealed: true } => "static class",
            { IsAbstract: true } => "abstract class",
            { IsSealed: true } => "sealed class",
            _ => "class",
        };
        var bases = new[] { type.BaseType }.Concat(type.GetInterfaces().Where(i => i.IsVisible).OrderBy(Name, StringComparer.Ordinal))
            .Where(t => t is not null && t != typeof(object) && t != typeof(ValueType)).Select(t => Name(t!));
        return $"{Name(type)} = {kind} : {string.Join(", ", bases)}".TrimEnd(' ', ':');
    }

    private static string Describe(MemberInfo member) => member switch
    {
        ConstructorInfo m => $"new({Parameters(m)})",
        MethodInfo m => $"{Modifiers(m)}{Name(m.ReturnType)} {m.Name}{Generics(m)}({Parameters(m)})",
        FieldInfo { IsLiteral: true } f => $"const {Name(f.FieldType)} {f.Name} = {Literal(f.GetRawConstantValue())}",
        FieldInfo f => $"{(f.IsStatic ? "static " : "")}{(f.IsInitOnly ? "readonly " : "")}{Name(f.FieldType)} {f.Name}",
        PropertyInfo p => $"{Modifiers(p.GetAccessors(true)[0])}{Name(p.PropertyType)} {p.Name}{Index(p)} {{ {Accessors(p)} }}",
        EventInfo e => $"event {Name(e.EventHandlerType!)} {e.Name}",
        _ => member.Name,
    };

    private static string Modifiers(MethodInfo m) =>
        (m.IsFamily || m.IsFamilyOrAssembly ? "protected " : "") + (m.IsStatic ? "static " : "")
        + (m.IsAbstract ? "abstract " : m.IsVirtual && !m.IsFinal ? "virtual " : "");

    private static string Accessors(PropertyInfo p) =>
        string.Join(" ", p.GetAccessors(true).Where(IsVisible).Select(a =>
            a == p.GetMethod ? "get;"
            : a.ReturnParameter.GetRequiredCustomModifiers().Any(t => t.Name == "IsExternalInit") ? "init;" : "set;"));

    private static string Index(PropertyInfo p) =>
        p.GetIndexParameters() is { Length: > 0 } indices ? $"[{string.Join(", ", indices.Select(Describe))}]" : "";

    private static string Generics(MethodInfo m) =>
        m.IsGenericMethod ? $"<{string.Join(", ", m.GetGenericArguments().Select(t => t.Name))}>" : "";

    private static string Parameters(MethodBase m) => string.Join(", ", m.GetParameters().Select(Describe));

    private static string Describe(ParameterInfo p)
    {
        var way = p.ParameterType.IsByRef ? p.IsOut ? "out " : p.IsIn ? "in " : "ref " : p.IsDefined(typeof(ParamArrayAttribute)) ? "params " : "";
        var fallback = p.HasDefaultValue ? $" = {Literal(p.DefaultValue)}" : "";
        return $"{way}{Name(p.ParameterType)} {p.Name}{fallback}";
    }

    private static string Literal(object? value) => value switch
    {
        null => "null",
        string text => $"\"{text}\"",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    private static string Name(Type type)
    {
        if (type.IsByRef)
            return Name(type.GetElementType()!);
        if (type.IsArray)
            return $"{Name(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]";
        if (type.IsGenericParameter)
            return type.Name;
        if (Nullable.GetUnderlyingType(type) is { } value)
            return $"{Name(value)}?";
        var name = new StringBuilder(type.IsNested ? $"{Name(type.DeclaringType!)}." : type.Namespace is null or "System" ? "" : $"{type.Namespace}.");
        var plain = type.Name.Split('`')[0];
        name.Append(plain);
        var own = type.GetGenericArguments().Skip(type.DeclaringType?.GetGenericArguments().Length ?? 0).ToArray();
        if (own.Length > 0)
            name.Append('<').AppendJoin(", ", own.Select(Name)).Append('>');
        return name.ToString();
    }
}
