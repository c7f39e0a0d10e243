using System.Collections;
using System.Globalization;
using System.Reflection;

namespace TorchSharp.Siamese.Models.Training;

/// <summary>What losses, miners and other parts of this library were made with, read from their fields that never change.</summary>
/// <remarks>So a training need not be told twice what it consists of, and a checkpoint can say what is different about another one.</remarks>
internal static class OptionsText
{
    private const int DepthLimit = 6;
    private const int LengthLimit = 64;
    private const string Library = "TorchSharp.Siamese";

    public static void Add(SortedDictionary<string, string> texts, string name, object? value, int depth = 0)
    {
        if (Plain(value) is { } text)
            texts[name] = text;
        else if (value is Array list)
            AddList(texts, name, list, depth);
        else if (IsOurs(value!.GetType()) && depth < DepthLimit)
            AddFields(texts, name, value, depth);
    }

    private static void AddFields(SortedDictionary<string, string> texts, string name, object value, int depth)
    {
        texts[name] = value.GetType().Name;
        for (var type = value.GetType(); type is not null && IsOurs(type); type = type.BaseType)
        {
            foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                // What can be assigned later is state, which has its own place in a checkpoint; text and numbers that can't are options.
                if (field.IsInitOnly)
                    Add(texts, $"{name}.{NameOf(field)}", field.GetValue(value), depth + 1);
            }
        }
    }

    private static void AddList(SortedDictionary<string, string> texts, string name, Array list, int depth)
    {
        if (list.GetType().GetElementType() is not { } element || !(IsPlain(element) || IsOurs(element)))
            return;
        texts[$"{name}.Length"] = list.Length.ToString(CultureInfo.InvariantCulture);
        var i = 0;
        foreach (var item in (IEnumerable)list)
        {
            if (i == LengthLimit)
                break;
            Add(texts, $"{name}[{i++}]", item, depth + 1);
        }
    }

    private static string? Plain(object? value) => value switch
    {
        null => "none",
        string text => text,
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        _ when IsPlain(value.GetType()) => Convert.ToString(value, CultureInfo.InvariantCulture),
        _ => null,
    };

    private static bool IsPlain(Type type) => type.IsPrimitive || type.IsEnum || type == typeof(string) || type == typeof(decimal) || type == typeof(TimeSpan);

    private static bool IsOurs(Type type) => type.Namespace?.StartsWith(Library, StringComparison.Ordinal) == true && !typeof(Delegate).IsAssignableFrom(type);

    private static string NameOf(FieldInfo field)
    {
        var name = field.Name;
        return name.StartsWith('<') ? name[1..name.IndexOf('>', StringComparison.Ordinal)] : name.TrimStart('_');
    }
}
