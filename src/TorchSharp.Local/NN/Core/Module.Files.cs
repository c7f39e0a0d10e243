using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            public Module save(string location, IList<string>? skip = null)
            {
                using var stream = File.Create(location);
                return save(stream, skip);
            }

            /// <summary>Closes the stream.</summary>
            public Module save(Stream stream, IList<string>? skip = null)
            {
                using var writer = new BinaryWriter(stream);
                return save(writer, skip);
            }

            public Module save(BinaryWriter writer, IList<string>? skip = null)
            {
                save_state_dict(writer, state_dict(), skip);
                return this;
            }

            /// <summary>The number of entries as LEB128, then each key as <see cref="BinaryWriter"/> writes a string and its tensor.</summary>
            public static void save_state_dict(BinaryWriter writer, Dictionary<string, Tensor> sd, IList<string>? skip = null)
            {
                var entries = skip is { Count: > 0 } ? sd.Where(e => !skip.Contains(e.Key)).ToList() : sd.ToList();
                writer.Encode(entries.Count);
                foreach (var (key, tensor) in entries)
                {
                    writer.Write(key);
                    tensor.Save(writer);
                }
            }

            /// <exception cref="FileNotFoundException">There is no file at <paramref name="location"/>.</exception>
            /// <inheritdoc cref="load(BinaryReader, bool, IList{string}?, Dictionary{string, bool}?)"/>
            public virtual Module load(string location, bool strict = true, IList<string>? skip = null, Dictionary<string, bool>? loadedParameters = null)
            {
                if (!File.Exists(location)) throw new FileNotFoundException(location);
                using var stream = File.OpenRead(location);
                using var reader = new BinaryReader(stream);
                return load(reader, strict, skip, loadedParameters);
            }

            /// <summary>Reads values into the tensors of the same key; skipped and unknown entries are passed over.</summary>
            /// <param name="strict">The entries must be as many as the module's, and every key known.</param>
            /// <param name="loadedParameters">Gets each key of the stream, and whether the module has it.</param>
            /// <exception cref="ArgumentException">Strict and not matching, or a tensor of another dtype or shape.</exception>
            public virtual Module load(BinaryReader reader, bool strict = true, IList<string>? skip = null,
                Dictionary<string, bool>? loadedParameters = null)
            {
                var (device, index) = (_deviceType, _deviceIndex);
                if (device != DeviceType.CPU) this.cpu();
                try
                {
                    var state = state_dict();
                    var entries = reader.Decode();
                    if (strict && entries != state.Count)
                        throw new ArgumentException($"Mismatched state_dict sizes: expected {state.Count}, but found {entries} entries.");
                    for (var i = 0L; i < entries; i++)
                    {
                        var key = reader.ReadString();
                        var found = state.TryGetValue(key, out var target);
                        if (strict && !found)
                            throw new ArgumentException($"Mismatched module state names: the target modules does not have a submodule or buffer named '{key}'");
                        if (found && skip?.Contains(key) != true) target!.Load(reader);
                        else TensorExtensionMethods.Load(reader, skip: true).Dispose();
                        loadedParameters?.Add(key, found);
                    }
                }
                finally
                {
                    if (device != DeviceType.CPU) _to(device, index, false);
                }
                return this;
            }

            /// <summary>Closes the stream.</summary>
            /// <inheritdoc cref="load(BinaryReader, bool, IList{string}?, Dictionary{string, bool}?)"/>
            public Module load(Stream stream, bool strict = true, IList<string>? skip = null, Dictionary<string, bool>? loadedParameters = null)
            {
                using var reader = new BinaryReader(stream);
                return load(reader, strict, skip, loadedParameters);
            }

            public static Module Create<T>(string path) where T : Module, new() => new T().load(path);
        }
    }
}
