using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Weights;

/// <summary>A dictionary of a pickle, its items in order.</summary>
internal sealed class PickleDictionary
{
    public List<(object? Key, object? Value)> Items { get; } = [];
}

/// <summary>A function or class that a pickle may name.</summary>
internal sealed record PickleGlobal(string Module, string Name)
{
    /// <summary>Numbers of this type, if it is a class of storages.</summary>
    public ScalarType? Storage => Module == "torch"
        ? Name switch
        {
            "FloatStorage" => ScalarType.Float32,
            "DoubleStorage" => ScalarType.Float64,
            "HalfStorage" => ScalarType.Float16,
            "BFloat16Storage" => ScalarType.BFloat16,
            "LongStorage" => ScalarType.Int64,
            "IntStorage" => ScalarType.Int32,
            "ShortStorage" => ScalarType.Int16,
            "CharStorage" => ScalarType.Int8,
            "ByteStorage" => ScalarType.Byte,
            "BoolStorage" => ScalarType.Bool,
            _ => null,
        }
        : null;

    /// <summary>Whether it is one that state dicts need, or makes a plain value.</summary>
    public bool IsAllowed => Storage is not null || (Module, Name) is
        ("collections", "OrderedDict") or ("torch._utils", "_rebuild_tensor_v2") or ("torch._utils", "_rebuild_parameter")
        or ("torch", "Size" or "device" or "float32" or "float64" or "float16" or "bfloat16" or "int64" or "int32" or "int16" or "int8" or "uint8" or "bool");

    public override string ToString() => $"{Module}.{Name}";
}

/// <summary>Numbers that lie in an entry of the archive.</summary>
internal sealed record PickleStorage(ScalarType Type, string Key, long Count);

/// <summary>A tensor that looks at a storage.</summary>
internal sealed record PickleTensor(PickleStorage Storage, long Offset, long[] Shape, long[] Strides);

/// <summary>A value that weights do not need.</summary>
internal sealed record PickleOther(string What);
