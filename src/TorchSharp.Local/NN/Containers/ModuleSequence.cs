using System;
using System.Collections.Generic;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>What a list of named modules contains, for the containers that keep such a list instead of registering.</summary>
internal static class ModuleSequence
{
    public static IEnumerable<(string name, Parameter parameter)> NamedParameters(this IEnumerable<(string, nn.Module)> modules, bool recurse)
    {
        if (!recurse) yield break;
        var seen = new HashSet<Tensor>(ReferenceEqualityComparer.Instance);
        foreach (var (outer, module) in modules)
            foreach (var (inner, p) in module.named_parameters())
                if (!p.IsInvalid && seen.Add(p)) yield return ($"{outer}.{inner}", p);
    }

    public static IEnumerable<(string name, Tensor buffer)> NamedBuffers(this IEnumerable<(string, nn.Module)> modules, bool recurse, bool persistent)
    {
        if (!recurse) yield break;
        var seen = new HashSet<Tensor>(ReferenceEqualityComparer.Instance);
        foreach (var (outer, module) in modules)
            foreach (var (inner, b) in module.named_buffers(true, persistent))
                if (!b.IsInvalid && seen.Add(b)) yield return ($"{outer}.{inner}", b);
    }

    public static IEnumerable<(string name, nn.Module module)> NamedModules(this IEnumerable<(string, nn.Module)> modules)
    {
        foreach (var module in modules) yield return module;
        foreach (var (outer, module) in modules)
            foreach (var (inner, below) in module.named_modules()) yield return ($"{outer}.{inner}", below);
    }

    public static nn.Module Apply(this IEnumerable<(string, nn.Module Module)> modules, nn.Module container, Action<nn.Module> fn)
    {
        foreach (var (_, module) in modules) module.apply(fn);
        fn(container);
        return container;
    }

    public static nn.Module To(this IEnumerable<(string, nn.Module Module)> modules, nn.Module container, Action<nn.Module> move)
    {
        foreach (var (_, module) in modules) move(module);
        return container;
    }
}
