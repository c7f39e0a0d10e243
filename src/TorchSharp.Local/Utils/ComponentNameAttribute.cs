using System;

namespace TorchSharp.Utils;

/// <summary>The checkpoint key of a field, where it is not the field's own name.</summary>
[AttributeUsage(AttributeTargets.All)]
public class ComponentNameAttribute : Attribute
{
    public string Name { get; set; } = null!;
}
