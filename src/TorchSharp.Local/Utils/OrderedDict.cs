using System;
using System.Collections;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;

namespace TorchSharp.Utils;

/// <summary>A dictionary that enumerates in the order of insertion; a changed value keeps its place.</summary>
public class OrderedDict<TKey, TValue> : IDictionary<TKey, TValue>, IList<(TKey, TValue)>
    where TKey : notnull
{
    private readonly List<(TKey, TValue)> _list = [];
    private readonly Dictionary<TKey, TValue> _byKey = [];

    public int Count => _list.Count;
    public bool IsReadOnly => false;
    public ICollection<TKey> Keys => [.. _list.Select(item => item.Item1)];
    public ICollection<TValue> Values => [.. _list.Select(item => item.Item2)];

    public (TKey, TValue) this[int index]
    {
        get => _list[index];
        set
        {
            _byKey.Remove(_list[index].Item1);
            _list[index] = value;
            _byKey[value.Item1] = value.Item2;
        }
    }

    public TValue this[TKey key]
    {
        get => _byKey[key];
        set
        {
            if (_byKey.TryAdd(key, value))
            {
                _list.Add((key, value));
                return;
            }
            _byKey[key] = value;
            _list[IndexOf(key)] = (key, value);
        }
    }

    public void clear() => Clear();
    public IEnumerator<(TKey, TValue)> items() => GetEnumerator();
    public IEnumerable<TKey> keys() => Keys;
    public IEnumerable<TValue> values() => Values;

    public IEnumerator<(TKey, TValue)> GetEnumerator() => _list.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    IEnumerator<KeyValuePair<TKey, TValue>> IEnumerable<KeyValuePair<TKey, TValue>>.GetEnumerator() => Pairs().GetEnumerator();

    public void Add(TKey key, TValue value)
    {
        _byKey.Add(key, value);
        _list.Add((key, value));
    }

    public void Add((TKey, TValue) item) => Add(item.Item1, item.Item2);
    public void Add(KeyValuePair<TKey, TValue> item) => Add(item.Key, item.Value);

    public void Insert(int index, (TKey, TValue) item)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(index, _list.Count);
        _byKey.Add(item.Item1, item.Item2);
        _list.Insert(index, item);
    }

    /// <exception cref="KeyNotFoundException">There is no such key.</exception>
    public bool Remove(TKey key)
    {
        if (!_byKey.Remove(key)) throw new KeyNotFoundException($"The given key '{key}' was not present in the dictionary.");
        _list.RemoveAt(IndexOf(key));
        return true;
    }

    public bool Remove((TKey, TValue) item)
    {
        if (!_list.Remove(item)) return false;
        return _byKey.Remove(item.Item1);
    }

    public bool Remove(KeyValuePair<TKey, TValue> item) => Remove((item.Key, item.Value));

    public void RemoveAt(int index)
    {
        if (index >= _list.Count) throw new IndexOutOfRangeException();
        _byKey.Remove(_list[index].Item1);
        _list.RemoveAt(index);
    }

    public void Clear()
    {
        _byKey.Clear();
        _list.Clear();
    }

    public bool Contains((TKey, TValue) item) => _list.Contains(item);
    public bool Contains(KeyValuePair<TKey, TValue> item) => _byKey.ContainsKey(item.Key);
    public bool ContainsKey(TKey key) => _byKey.ContainsKey(key);
    public bool TryGetValue(TKey key, [MaybeNullWhen(false)] out TValue value) => _byKey.TryGetValue(key, out value);
    public int IndexOf((TKey, TValue) item) => _list.IndexOf(item);
    public void CopyTo((TKey, TValue)[] array, int arrayIndex) => _list.CopyTo(array, arrayIndex);
    public void CopyTo(KeyValuePair<TKey, TValue>[] array, int arrayIndex) => Pairs().ToArray().CopyTo(array, arrayIndex);

    private IEnumerable<KeyValuePair<TKey, TValue>> Pairs() => _list.Select(item => KeyValuePair.Create(item.Item1, item.Item2));

    private int IndexOf(TKey key) => _list.FindIndex(item => EqualityComparer<TKey>.Default.Equals(item.Item1, key));
}
