using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using TorchSharp.Interop;
using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            private static readonly Op OpTo = new("to", "device");

            protected internal virtual Module _to(Device device, ScalarType dtype, bool non_blocking)
            {
                RequireFractional(dtype);
                if (device.type != DeviceType.CUDA) device = new Device(device.type, -1);
                RequireDevice(device.type);
                _toEpilog(device, dtype, non_blocking);
                return this;
            }

            protected internal virtual Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking)
            {
                if (deviceType != DeviceType.CUDA) deviceIndex = -1;
                RequireDevice(deviceType);
                if (deviceType != _deviceType || deviceIndex != _deviceIndex) _toEpilog(deviceType, deviceIndex, non_blocking);
                return this;
            }

            protected internal virtual Module _to(ScalarType dtype, bool non_blocking)
            {
                RequireFractional(dtype);
                _toEpilog(dtype, non_blocking);
                return this;
            }

            public Module _to(Tensor other, bool non_blocking)
            {
                _to(other.dtype, non_blocking);
                return _to(other.device_type, other.device_index, non_blocking);
            }

            protected void _toEpilog(ScalarType dtype, bool non_blocking) => _toEpilog(dtype, null, non_blocking);

            protected void _toEpilog(Device device, ScalarType dtype, bool non_blocking) => _toEpilog(dtype, device, non_blocking);

            protected void _toEpilog(DeviceType deviceType, int deviceIndex, bool non_blocking) =>
                _toEpilog(null, new Device(deviceType, deviceIndex), non_blocking);

            /// <summary>Replaces what has to move, here and below: registered objects, and the properties and fields of their names.</summary>
            protected virtual void _toEpilog(ScalarType? dtype, Device? device, bool non_blocking)
            {
                if (dtype is null && device is null) throw new ArgumentNullException(nameof(dtype), "Give a dtype, a device, or both.");
                foreach (var (_, child) in named_children())
                {
                    if (device is null) child._to(dtype!.Value, non_blocking);
                    else if (dtype is null) child._to(device.type, device.index, non_blocking);
                    else child._to(device, dtype.Value, non_blocking);
                }
                Dictionary<string, MemberInfo>? holders = null;
                foreach (var (key, old) in named_parameters(false).ToList())
                {
                    if (!ReplaceParameter(dtype, device, old, out var moved)) continue;
                    if (Assign(holders ??= Holders(), key, moved!)) continue;
                    old.Dispose();
                    ConditionallyRegisterParameter(key, moved);
                }
                foreach (var (key, old) in named_buffers(false).ToList())
                {
                    if (!ReplaceBuffer(dtype, device, old, out var moved)) continue;
                    if (!Assign(holders ??= Holders(), key, moved!)) ConditionallyRegisterBuffer(key, moved);
                }
                if (device is not null) (_deviceType, _deviceIndex) = (device.type, device.index);
            }

            /// <summary>The members that hold components, by key: a property where there is one, which registers by itself, else a field.</summary>
            private Dictionary<string, MemberInfo> Holders()
            {
                var holders = new Dictionary<string, MemberInfo>();
                foreach (var property in GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
                    if (property.CanWrite && typeof(Tensor).IsAssignableFrom(property.PropertyType)) holders.TryAdd(property.Name, property);
                foreach (var field in AllFields()) holders.TryAdd(field.ComponentName(), field);
                return holders;
            }

            /// <returns>Whether the member has registered the value too.</returns>
            private bool Assign(Dictionary<string, MemberInfo> holders, string key, Tensor value)
            {
                switch (holders.GetValueOrDefault(key))
                {
                    case PropertyInfo property: property.SetValue(this, value); return true;
                    case FieldInfo field: field.SetValue(this, value); return false;
                    default: return false;
                }
            }

            /// <summary>A buffer of integers keeps its dtype. The old buffer is disposed.</summary>
            protected static bool ReplaceBuffer(ScalarType? dtype, Device? device, Tensor buffer, out Tensor? result)
            {
                result = null;
                if (!WillMove(buffer, dtype, device)) return false;
                result = Moved(buffer, dtype, device).DetachFromDisposeScope();
                buffer.Dispose();
                return true;
            }

            /// <summary>A new leaf with the old one's gradient. The old parameter is left to the caller.</summary>
            protected static bool ReplaceParameter(ScalarType? dtype, Device? device, Parameter param, out Parameter? p)
            {
                p = null;
                using var grad = param.grad;
                if (!WillMove(param, dtype, device) && (grad is null || !WillMove(grad, dtype, device))) return false;
                using var off = no_grad();
                p = new Parameter(Moved(param, dtype, device), param.requires_grad);
                p.DetachFromDisposeScope();
                if (grad is null) return true;
                using var moved = Moved(grad, dtype, device);
                p.grad = moved;
                return true;
            }

            private static bool WillMove(Tensor t, ScalarType? dtype, Device? device) =>
                dtype is { } type && type != t.dtype || device is not null && (device.type != t.device_type || device.index != t.device_index);

            private static Tensor Moved(Tensor t, ScalarType? dtype, Device? device) =>
                OpTo.Call(t, device ?? t.device, dtype is { } type && (t.is_floating_point() || t.is_complex()) ? type : t.dtype);

            private static void RequireFractional(ScalarType dtype)
            {
                if (!is_floating_point(dtype) && !is_complex(dtype))
                    throw new ArgumentException($"nn.Module.to only accepts floating point or complex types, but got desired dtype={dtype}");
            }

            private static void RequireDevice(DeviceType type)
            {
                if (type == DeviceType.CUDA && !torch.cuda.is_available()) throw new InvalidOperationException("CUDA is not available.");
                InitializeDeviceType(type);
            }
        }
    }
}
