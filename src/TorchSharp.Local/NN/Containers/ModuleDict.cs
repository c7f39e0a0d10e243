using System.Collections;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch.nn;

namespace TorchSharp
{
    namespace Modules
    {
        /// <inheritdoc cref="ModuleList{T}"/>
        public class ModuleDict<T> : Module, IDictionary<string, T>, IList<(string, T)> where T : Module
        {
            private readonly OrderedDict<string, T> _modules = new();
            private bool _registered;

            public ModuleDict()
                : base(nameof(ModuleDict<>))
            {
            }

            public T this[string key]
            {
                get => _modules[key];
                set => _modules[key] = value;
            }

            public (string, T) this[int index]
            {
                get => _modules[index];
                set => _modules[index] = value;
            }

            public int Count => _modules.Count;
            public bool IsReadOnly => false;
            public ICollection<string> Keys => _modules.Keys;
            public ICollection<T> Values => _modules.Values;

            public IEnumerator<(string, T)> items() => _modules.GetEnumerator();
            public IEnumerable<string> keys() => _modules.Keys;
            public IEnumerable<T> values() => _modules.Values;

            public void Add(string key, T value) => _modules.Add(key, value);
            public void Add((string, T) item) => _modules.Add(item.Item1, item.Item2);
            public void Add(KeyValuePair<string, T> item) => _modules.Add(item.Key, item.Value);
            public void Insert(int index, (string, T) item) => _modules.Insert(index, item);
            public bool Remove(string key) => _modules.Remove(key);
            public bool Remove((string, T) item) => _modules.Remove(item);
            public bool Remove(KeyValuePair<string, T> item) => _modules.ContainsKey(item.Key) && _modules.Remove(item.Key);
            public void RemoveAt(int index) => _modules.RemoveAt(index);
            public void Clear() => _modules.Clear();
            public void clear() => _modules.Clear();

            public bool ContainsKey(string key) => _modules.ContainsKey(key);
            public bool Contains((string, T) item) => _modules.Contains(item);
            public bool Contains(KeyValuePair<string, T> item) => _modules.ContainsKey(item.Key);
            public bool TryGetValue(string key, [MaybeNullWhen(false)] out T value) => _modules.TryGetValue(key, out value);
            public int IndexOf((string, T) item) => _modules.IndexOf(item);

            public void CopyTo((string, T)[] array, int arrayIndex) => _modules.CopyTo(array, arrayIndex);
            public void CopyTo(KeyValuePair<string, T>[] array, int arrayIndex) => Pairs().ToArray().CopyTo(array, arrayIndex);
            public IEnumerator<(string, T)> GetEnumerator() => _modules.GetEnumerator();
            IEnumerator<KeyValuePair<string, T>> IEnumerable<KeyValuePair<string, T>>.GetEnumerator() => Pairs().GetEnumerator();
            IEnumerator IEnumerable.GetEnumerator() => Pairs().GetEnumerator();

            private IEnumerable<KeyValuePair<string, T>> Pairs()
            {
                foreach (var (key, module) in _modules) yield return KeyValuePair.Create(key, module);
            }

            protected override void RegisterComponents()
            {
                if (_registered) return;
                foreach (var (key, module) in _modules) register_module(key, module);
                _registered = true;
            }
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            public static ModuleDict<Module> ModuleDict(params (string, Module)[] modules) => ModuleDict<Module>(modules);

            public static ModuleDict<T> ModuleDict<T>(params (string, T)[] modules) where T : Module
            {
                var result = new ModuleDict<T>();
                foreach (var (key, module) in modules) result.Add(key, module);
                return result;
            }
        }
    }
}
