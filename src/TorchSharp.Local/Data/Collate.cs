using System.Collections.Generic;
using System.Linq;
using TorchSharp.Interop;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Items to a batch: tensors of the same name or place are stacked and sent to the loader's device.</summary>
internal static class Collate
{
    private static readonly Op OpStack = new("stack");
    private static readonly Op OpTo = new("to", "dtype_layout");

    public static Dictionary<string, Tensor> Named(IEnumerable<Dictionary<string, Tensor>> items, Device device)
    {
        var list = items.ToList();
        return list[0].Keys.ToDictionary(key => key, key => Stack(list.Select(item => item[key]), device));
    }

    public static IList<Tensor> Listed(IEnumerable<IList<Tensor>> items, Device device)
    {
        var list = items.ToList();
        return [.. Enumerable.Range(0, list[0].Count).Select(i => Stack(list.Select(item => item[i]), device))];
    }

    private static Tensor Stack(IEnumerable<Tensor> rows, Device device)
    {
        var stacked = OpStack.Call(Arg.List(rows), 0);
        if (stacked.device_type == device.type && stacked.device_index == device.index) return stacked;
        using (stacked) return OpTo.Call(stacked, Arg.None, Arg.None, device);
    }
}
