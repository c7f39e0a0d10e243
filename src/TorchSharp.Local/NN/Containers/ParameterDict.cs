using System.Collections;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp
{
    namespace Modules
    {
        public class ParameterDict : nn.Module, IDictionary<string, Parameter>, IList<(string, Parameter)>
        {
            private readonly OrderedDict<string, Parameter> _entries = new();
            private bool _registered;

            public ParameterDict()
                : base(nameof(ParameterDict))
            {
            }

            public Parameter this[string key]
            {
                get => _entries[key];
                set => _entries[key] = value;
            }

            public (string, Parameter) this[int index]
            {
                get => _entries[index];
                set => _entries[index] = value;
            }

            public int Count => _entries.Count;
            public bool IsReadOnly => false;
            public ICollection<string> Keys => _entries.Keys;
            public ICollection<Parameter> Values => _entries.Values;

            public IEnumerator<(string, Parameter)> items() => _entries.GetEnumerator();
            public IEnumerable<string> keys() => _entries.Keys;
            public IEnumerable<Parameter> values() => _entries.Values;

            public void Add(string key, Parameter value) => _entries.Add(key, value);
            public void Add((string, Parameter) item) => _entries.Add(item.Item1, item.Item2);
            public void Add(KeyValuePair<string, Parameter> item) => _entries.Add(item.Key, item.Value);
            public void Insert(int index, (string, Parameter) item) => _entries.Insert(index, item);
            public bool Remove(string key) => _entries.Remove(key);
            public bool Remove((string, Parameter) item) => _entries.Remove(item);
            public bool Remove(KeyValuePair<string, Parameter> item) => ContainsKey(item.Key) && _entries.Remove(item.Key);
            public void RemoveAt(int index) => _entries.RemoveAt(index);
            public void Clear() => _entries.Clear();
            public void clear() => _entries.Clear();

            public bool ContainsKey(string key) => _entries.ContainsKey(key);
            public bool Contains((string, Parameter) item) => _entries.Contains(item);
            public bool Contains(KeyValuePair<string, Parameter> item) => _entries.ContainsKey(item.Key);
            public bool TryGetValue(string key, [MaybeNullWhen(false)] out Parameter value) => _entries.TryGetValue(key, out value);
            public int IndexOf((string, Parameter) item) => _entries.IndexOf(item);

            public void CopyTo((string, Parameter)[] array, int arrayIndex) => _entries.CopyTo(array, arrayIndex);
            public void CopyTo(KeyValuePair<string, Parameter>[] array, int arrayIndex) => Pairs().ToArray().CopyTo(array, arrayIndex);
            public IEnumerator<(string, Parameter)> GetEnumerator() => _entries.GetEnumerator();
            IEnumerator<KeyValuePair<string, Parameter>> IEnumerable<KeyValuePair<string, Parameter>>.GetEnumerator() => Pairs().GetEnumerator();
            IEnumerator IEnumerable.GetEnumerator() => Pairs().GetEnumerator();

            private IEnumerable<KeyValuePair<string, Parameter>> Pairs()
            {
                foreach (var (key, p) in _entries) yield return KeyValuePair.Create(key, p);
            }

            // TorchSharp's override has no default for its argument.
            public override IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse) => _entries;
            public override bool has_parameter(string target) => ContainsKey(target);
            public override Parameter? get_parameter(string target) => TryGetValue(target, out var p) ? p : null;

            protected override void RegisterComponents()
            {
                if (_registered) return;
                foreach (var (key, p) in _entries) register_parameter(key, p);
                _registered = true;
            }

            protected override void _toEpilog(ScalarType? dtype, Device? device, bool non_blocking)
            {
                for (var i = 0; i < Count; i++)
                {
                    var (key, old) = _entries[i];
                    if (!ReplaceParameter(dtype, device, old, out var moved)) continue;
                    old.Dispose();
                    _entries[key] = moved!;
                }
                if (device is not null) (_deviceType, _deviceIndex) = (device.type, device.index);
            }
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            public static ParameterDict ParameterDict(params (string, Parameter)[] parameters)
            {
                var result = new ParameterDict();
                foreach (var (key, p) in parameters) result.Add(key, p);
                return result;
            }
        }
    }
}
