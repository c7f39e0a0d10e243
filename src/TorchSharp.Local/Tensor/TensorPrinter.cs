using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Numerics;
using System.Text;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>The values of a tensor as text, in the three styles of TorchSharp.</summary>
internal sealed class TensorPrinter
{
    private const string Ellipsis = "...";

    private readonly StringBuilder _text = new();
    private readonly Tensor _values;
    private readonly long[] _shape;
    private readonly string _format;
    private readonly string _newLine;
    private readonly CultureInfo _culture;

    private TensorPrinter(Tensor values, string format, CultureInfo? culture, string newLine)
    {
        (_values, _shape) = (values, values.shape);
        (_format, _newLine, _culture) = (format, newLine, culture ?? CultureInfo.CurrentCulture);
    }

    /// <summary>Shape, type and device.</summary>
    public static string Metadata(Tensor tensor) => $"[{string.Join('x', tensor.shape)}], type = {tensor.dtype}, device = {tensor.device}";

    public static string Numpy(Tensor tensor, string format, CultureInfo? culture, string newLine) =>
        Print(tensor, format, culture, newLine, p => p.Nested(0, 0, '[', ']', "", depth => string.Concat(Enumerable.Repeat(newLine, depth))));

    public static string CSharp(Tensor tensor, string format, CultureInfo? culture, string newLine)
    {
        var head = Metadata(tensor) + ", value = ";
        if (tensor.Dimensions == 0) return head + Print(tensor, format, culture, newLine, p => p._text.Append(p.Cell(0)));
        if (Keyword(tensor.dtype) is not { } type) return Metadata(tensor);
        var nested = tensor.Dimensions > 1;
        var declaration = (nested ? newLine : "") + $"{type.Name} [{new string(',', (int)tensor.Dimensions - 1)}] ";
        var body = Print(tensor, format, culture, newLine, p => p.Nested(0, 0, '{', '}', type.Suffix, _ => "," + newLine));
        return head + declaration + (nested ? "{" + newLine + " " + body[1..^1] + newLine + "}" : body);
    }

    public static string Julia(Tensor tensor, string format, int width, CultureInfo? culture, string newLine) =>
        Metadata(tensor) + Print(tensor, format, culture, newLine, p => p.Julia(width));

    private static string Print(Tensor tensor, string format, CultureInfo? culture, string newLine, Action<TensorPrinter> print)
    {
        using var scope = NewDisposeScope();
        using var grad = no_grad();
        var printer = new TensorPrinter(tensor.detach().cpu().contiguous(), format, culture, newLine);
        print(printer);
        return printer._text.ToString();
    }

    private static (string Name, string Suffix)? Keyword(ScalarType type) => type switch
    {
        ScalarType.Bool => ("bool", ""),
        ScalarType.Byte => ("byte", ""),
        ScalarType.Int8 => ("sbyte", ""),
        ScalarType.Int16 => ("short", ""),
        ScalarType.Int32 => ("int", ""),
        ScalarType.Int64 => ("long", "L"),
        ScalarType.Float32 => ("float", "f"),
        ScalarType.Float64 => ("double", ""),
        ScalarType.BFloat16 => ("bfloat16", "f"),
        ScalarType.Float16 => ("float16", "f"),
        ScalarType.ComplexFloat32 => ("complex32", ""),
        ScalarType.ComplexFloat64 => ("complex64", ""),
        _ => null,
    };

    /// <summary>Everything from dimension <paramref name="dim"/> on, where the elements from <paramref name="start"/> lie.</summary>
    private void Nested(int dim, long start, char open, char close, string suffix, Func<int, string> between)
    {
        if (_shape.Length == 0)
        {
            _text.Append(Cell(0));
            return;
        }
        _text.Append(open);
        if (dim == _shape.Length - 1) Cells(start, suffix);
        else Rows(dim, start, open, close, suffix, between);
        _text.Append(close);
    }

    private void Cells(long start, string suffix)
    {
        var size = _shape[^1];
        var trailing = size > maxColumns ? maxColumns / 2 : 0;
        var leading = size > maxColumns ? maxColumns - trailing : size;
        for (var i = 0L; i < size; i = i == leading - 1 && trailing > 0 ? size - trailing : i + 1)
        {
            if (i > 0) _text.Append(", ");
            if (trailing > 0 && i == size - trailing) _text.Append(Ellipsis).Append(' ');
            _text.Append(Cell(start + i)).Append(suffix);
        }
    }

    private void Rows(int dim, long start, char open, char close, string suffix, Func<int, string> between)
    {
        var size = _shape[dim];
        var stride = _shape[(dim + 1)..].Aggregate(1L, (a, b) => a * b);
        var rowBreak = between(_shape.Length - dim - 1);
        var trailing = size > maxRows ? maxRows / 2 : 0;
        var leading = size > maxRows ? maxRows - trailing : size;
        for (var i = 0L; i < size; i = i == leading - 1 && trailing > 0 ? size - trailing : i + 1)
        {
            if (i > 0) _text.Append(rowBreak);
            if (trailing > 0 && i == size - trailing)
                _text.Append(' ', dim).Append(' ').Append(Ellipsis).Append(open == '[' ? rowBreak : _newLine);
            if (i > 0) _text.Append(' ', dim + 1);
            Nested(dim + 1, start + (i * stride), open, close, suffix, between);
        }
    }

    private void Julia(int width)
    {
        switch (_shape.Length)
        {
            case 0:
                _text.Append(", value = ").Append(Cell(0));
                break;
            case 1:
                _text.Append(_newLine);
                Table(0, 1, _shape[0], width);
                break;
            default:
                var tables = _shape[..^2].Aggregate(1L, (a, b) => a * b);
                for (var i = 0L; i < tables; i++)
                {
                    _text.Append(_newLine);
                    if (_shape.Length > 2) _text.Append(Place(i)).Append(" =").Append(_newLine);
                    Table(i * _shape[^2] * _shape[^1], _shape[^2], _shape[^1], width);
                }
                break;
        }
    }

    /// <summary>Where a table of the last two dimensions stands: "[1,0,..,..]".</summary>
    private string Place(long table)
    {
        var at = new string[_shape.Length];
        at[^1] = at[^2] = "..";
        for (var i = _shape.Length - 3; i >= 0; i--)
        {
            table = Math.DivRem(table, _shape[i], out var index);
            at[i] = index.ToString(_culture);
        }
        return $"[{string.Join(',', at)}]";
    }

    private void Table(long start, long rows, long columns, int width)
    {
        var lines = new List<List<string>>();
        for (var i = 0L; i < rows; i++) lines.Add(Fitting(start + (i * columns), columns, width));
        var shown = lines.Count == 0 ? 0 : lines.Min(line => line.Count);
        var widths = new int[shown];
        foreach (var line in lines)
            for (var j = 0; j < shown; j++) widths[j] = Math.Max(widths[j], line[j].Length);
        foreach (var line in lines)
        {
            for (var j = 0; j < shown; j++) _text.Append(' ').Append(line[j].PadLeft(widths[j]));
            if (shown < columns) _text.Append(' ').Append(Ellipsis);
            _text.Append(_newLine);
        }
    }

    private List<string> Fitting(long start, long count, int width)
    {
        var line = new List<string>();
        for (var i = 0L; i < count; i++)
        {
            var cell = Cell(start + i);
            if (width - cell.Length - Ellipsis.Length - 1 < 0) break;
            line.Add(cell);
            width -= cell.Length + 1;
        }
        return line;
    }

    private string Cell(long i) => _values.dtype switch
    {
        ScalarType.Byte => _values.ReadCpuByte(i).ToString(CultureInfo.CurrentCulture),
        ScalarType.Int8 => _values.ReadCpuSByte(i).ToString(CultureInfo.CurrentCulture),
        ScalarType.Int16 => _values.ReadCpuInt16(i).ToString(CultureInfo.CurrentCulture),
        ScalarType.Int32 => _values.ReadCpuInt32(i).ToString(CultureInfo.CurrentCulture),
        ScalarType.Int64 => _values.ReadCpuInt64(i).ToString(CultureInfo.CurrentCulture),
        ScalarType.Bool => _values.ReadCpuBool(i).ToString(_culture),
        ScalarType.Float16 => _values.ReadCpuFloat16(i).ToString(_format, _culture),
        ScalarType.BFloat16 => _values.ReadCpuBFloat16(i).ToString(_format, _culture),
        ScalarType.Float32 => _values.ReadCpuSingle(i).ToString(_format, _culture),
        ScalarType.Float64 => _values.ReadCpuDouble(i).ToString(_format, _culture),
        ScalarType.ComplexFloat32 => Complex32(_values.ReadCpuValue<(float Real, float Imaginary)>(i)),
        ScalarType.ComplexFloat64 => Complex64(_values.ReadCpuValue<Complex>(i)),
        _ => "",
    };

    private string Complex32((float Real, float Imaginary) value) =>
        Parts(value.Real.ToString(_format, _culture), value.Imaginary.ToString(_format, _culture), value.Real == 0, value.Imaginary == 0);

    private string Complex64(Complex value) =>
        Parts(value.Real.ToString(_format, _culture), value.Imaginary.ToString(_format, _culture), value.Real == 0, value.Imaginary == 0);

    private static string Parts(string real, string imaginary, bool noReal, bool noImaginary) =>
        noImaginary ? real : noReal ? imaginary + "i" : $"{real}+{imaginary}i";
}
