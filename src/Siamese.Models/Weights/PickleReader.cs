using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace TorchSharp.Siamese.Models.Weights;

/// <summary>Reads the part of Python's pickle format that state dicts are made of, and refuses the rest; it never calls what a pickle names.</summary>
/// <remarks>Source: the comments on opcodes in Python's pickletools; protocols 2 to 5 without objects of classes.</remarks>
internal sealed class PickleReader(byte[] bytes, string file)
{
    private static readonly object s_mark = new();

    private readonly List<object?> _stack = [];
    private readonly Dictionary<long, object?> _memo = [];
    private long _pairs;
    private int _at;
    private int _opcodeAt;

    /// <summary>The value that the pickle holds.</summary>
    /// <exception cref="InvalidDataException">It is cut, damaged, or holds more than tensors and plain values.</exception>
    public object? Read()
    {
        while (true)
        {
            _opcodeAt = _at;
            var opcode = Take(1)[0];
            if (opcode == (byte)'.')
                return Pop();
            if (!Constant(opcode) && !Memo(opcode) && !Container(opcode) && !Call(opcode))
                throw Refuse($"needs an opcode of a state dict, got 0x{opcode:X2}");
        }
    }

    private bool Constant(byte opcode)
    {
        switch ((char)opcode)
        {
            case '\x80': Take(1); break;            // protocol
            case '\x95': Take(8); break;            // frame
            case 'N': Push(null); break;
            case '\x88': Push(true); break;
            case '\x89': Push(false); break;
            case 'J': Push((long)BinaryPrimitives.ReadInt32LittleEndian(Take(4))); break;
            case 'K': Push((long)Take(1)[0]); break;
            case 'M': Push((long)BinaryPrimitives.ReadUInt16LittleEndian(Take(2))); break;
            case '\x8A': Push(Whole(Take(Take(1)[0]))); break;
            case 'G': Push(BinaryPrimitives.ReadDoubleBigEndian(Take(8))); break;
            case 'X': Push(Encoding.UTF8.GetString(Take(Length(4)))); break;
            case '\x8C': Push(Encoding.UTF8.GetString(Take(Take(1)[0]))); break;
            case '\x8D': Push(Encoding.UTF8.GetString(Take(Length(8)))); break;
            case 'U' or 'C': Push(Encoding.Latin1.GetString(Take(Take(1)[0]))); break;
            case 'T' or 'B': Push(Encoding.Latin1.GetString(Take(Length(4)))); break;
            default: return false;
        }
        return true;
    }

    private bool Memo(byte opcode)
    {
        switch ((char)opcode)
        {
            case 'q': _memo[Take(1)[0]] = Peek(); break;
            case 'r': _memo[Length(4)] = Peek(); break;
            case '\x94': _memo[_memo.Count] = Peek(); break;
            case 'h': Push(Remembered(Take(1)[0])); break;
            case 'j': Push(Remembered(Length(4))); break;
            default: return false;
        }
        return true;
    }

    private bool Container(byte opcode)
    {
        switch ((char)opcode)
        {
            case '(': Push(s_mark); break;
            case '}': Push(new PickleDictionary()); break;
            case ']': Push(new List<object?>()); break;
            case ')': Push(Array.Empty<object?>()); break;
            case 't': Push(PopToMark()); break;
            case '\x85' or '\x86' or '\x87': Push(PopMany(opcode - 0x84)); break;
            case 'l': Push(PopToMark().ToList()); break;
            case 'd': SetItems(PopToMark(), new PickleDictionary()); break;
            case 'a': Append([Pop()]); break;
            case 'e': Append(PopToMark()); break;
            case 's': SetItems(PopMany(2), null); break;
            case 'u': SetItems(PopToMark(), null); break;
            case '0': Pop(); break;
            case '1': PopToMark(); break;
            default: return false;
        }
        return true;
    }

    private bool Call(byte opcode)
    {
        switch ((char)opcode)
        {
            case 'c': Push(Named(Line(), Line())); break;
            case '\x93':
                var names = PopMany(2);
                Push(Named(names[0] as string ?? "?", names[1] as string ?? "?"));
                break;
            case 'R':
                var call = PopMany(2);
                Push(Made(call[0] as PickleGlobal ?? throw Refuse("needs a function to call"), call[1] as object?[] ?? throw Refuse("needs a tuple of arguments")));
                break;
            case 'b': Pop(); Peek(); break;         // attributes of a dictionary: versions of modules
            case 'Q': Push(Storage(Pop())); break;
            default: return false;
        }
        return true;
    }

    private PickleGlobal Named(string module, string name)
    {
        var global = new PickleGlobal(module, name);
        return global.IsAllowed ? global : throw Refuse($"asks for '{global}', which is not run; only tensors and plain values are read");
    }

    private object Made(PickleGlobal function, object?[] arguments) => (function.Name, arguments) switch
    {
        ("OrderedDict", []) => new PickleDictionary(),
        ("OrderedDict", [List<object?> pairs]) => FromPairs(pairs),
        ("_rebuild_tensor_v2", [PickleStorage storage, long offset, object?[] shape, object?[] strides, ..]) =>
            new PickleTensor(storage, offset, Numbers(shape), Numbers(strides)),
        ("_rebuild_parameter", [PickleTensor tensor, ..]) => tensor,
        ("Size", [object?[] sizes]) => sizes,
        ("device", _) => new PickleOther("a device"),
        _ => throw Refuse($"calls '{function}' with arguments that it does not take"),
    };

    private PickleStorage Storage(object? id) => id switch
    {
        object?[] and ["storage", PickleGlobal { Storage: { } type }, string key, string, long count] => new(type, key, count),
        object?[] and ["storage", PickleGlobal other, ..] => throw Refuse($"needs numbers of a type that TorchSharp has, got '{other}'"),
        _ => throw Refuse("needs a reference to a storage"),
    };

    private PickleDictionary FromPairs(List<object?> pairs)
    {
        // A list may be named again and again, which takes a few bytes each time: no whole file has more pairs than bytes.
        if ((_pairs += pairs.Count) > bytes.Length)
            throw Refuse($"has more pairs than bytes, {_pairs}");
        var dictionary = new PickleDictionary();
        foreach (var pair in pairs)
        {
            if (pair is not List<object?> and not object?[])
                throw Refuse("needs pairs of keys and values");
            var items = pair is List<object?> list ? [.. list] : (object?[])pair;
            if (items.Length != 2)
                throw Refuse("needs pairs of keys and values");
            dictionary.Items.Add((items[0], items[1]));
        }
        return dictionary;
    }

    private long[] Numbers(object?[] values) => [.. values.Select(value => value as long? ?? throw Refuse("needs whole numbers as sizes"))];

    private void Append(object?[] items) => (Peek() as List<object?> ?? throw Refuse("needs a list to append to")).AddRange(items);

    private void SetItems(object?[] items, PickleDictionary? fresh)
    {
        if (items.Length % 2 != 0)
            throw Refuse("needs pairs of keys and values");
        if (fresh is not null)
            Push(fresh);
        var dictionary = Peek() as PickleDictionary ?? throw Refuse("needs a dictionary to set items of");
        for (var i = 0; i < items.Length; i += 2)
            dictionary.Items.Add((items[i], items[i + 1]));
    }

    private void Push(object? value) => _stack.Add(value);

    private object? Peek() => _stack.Count > 0 && _stack[^1] != s_mark ? _stack[^1] : throw Refuse("needs a value on its stack");

    private object? Pop()
    {
        var value = Peek();
        _stack.RemoveAt(_stack.Count - 1);
        return value;
    }

    private object?[] PopMany(int count)
    {
        var values = new object?[count];
        for (var i = count - 1; i >= 0; i--)
            values[i] = Pop();
        return values;
    }

    private object?[] PopToMark()
    {
        var mark = _stack.LastIndexOf(s_mark);
        if (mark < 0)
            throw Refuse("needs a mark on its stack");
        object?[] values = [.. _stack.Skip(mark + 1)];
        _stack.RemoveRange(mark, _stack.Count - mark);
        return values;
    }

    private object? Remembered(long index) =>
        _memo.TryGetValue(index, out var value) ? value : throw Refuse(string.Create(CultureInfo.InvariantCulture, $"needs value {index} that it has not stored"));

    private long Whole(ReadOnlySpan<byte> value)
    {
        var number = new BigInteger(value);
        return number >= long.MinValue && number <= long.MaxValue ? (long)number : throw Refuse($"needs numbers of 64 bits, got {number}");
    }

    private int Length(int size)
    {
        var length = size == 4 ? BinaryPrimitives.ReadUInt32LittleEndian(Take(4)) : BinaryPrimitives.ReadUInt64LittleEndian(Take(8));
        return length <= int.MaxValue ? (int)length : throw Refuse($"needs a length or index of at most {int.MaxValue}, got {length}");
    }

    private string Line()
    {
        var length = bytes.AsSpan(_at).IndexOf((byte)'\n');
        if (length < 0)
            throw Refuse("ends within a name");
        var text = Encoding.UTF8.GetString(Take(length));
        Take(1);
        return text;
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > bytes.Length - _at)
            throw Refuse($"ends early: needs {count} bytes at offset {_at}, came {bytes.Length - _at}");
        _at += count;
        return bytes.AsSpan(_at - count, count);
    }

    private InvalidDataException Refuse(string reason) =>
        new(string.Create(CultureInfo.InvariantCulture, $"'{file}': the pickle at offset {_opcodeAt} {reason}."));
}
