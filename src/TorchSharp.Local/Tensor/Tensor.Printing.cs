using System.Collections;
using System.ComponentModel;
using System.Globalization;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Shape, type and device.</summary>
        public override string ToString() => TensorPrinter.Metadata(this);

        /// <param name="disamb">Values too, in the style of <see cref="torch.TensorStringStyle"/>.</param>
        public string ToString(bool disamb, string? fltFormat = null, int? width = null, CultureInfo? cultureInfo = null, string? newLine = null) =>
            disamb ? ToString(torch.TensorStringStyle, fltFormat, width, cultureInfo, newLine) : TensorPrinter.Metadata(this);

        public string ToString(TensorStringStyle style, string? fltFormat = null, int? width = null, CultureInfo? cultureInfo = null,
            string? newLine = null)
        {
            var format = fltFormat ?? floatFormat;
            var line = newLine ?? torch.newLine;
            if (style == TensorStringStyle.Default) style = torch.TensorStringStyle;
            if (is_meta) style = TensorStringStyle.Metadata;
            return style switch
            {
                TensorStringStyle.Metadata => TensorPrinter.Metadata(this),
                TensorStringStyle.Julia => TensorPrinter.Julia(this, format, width ?? lineWidth, cultureInfo, line),
                TensorStringStyle.Numpy => TensorPrinter.Numpy(this, format, cultureInfo, line),
                TensorStringStyle.CSharp => TensorPrinter.CSharp(this, format, cultureInfo, line),
                _ => throw new InvalidEnumArgumentException($"Unsupported tensor string style: {style}"),
            };
        }

        /// <summary>Nested lists of <see cref="Scalar"/>; one of them for a tensor without dimensions.</summary>
        public object tolist()
        {
            if (Dimensions == 0) return ToScalar();
            var list = new ArrayList();
            for (long i = 0, count = shape[0]; i < count; i++)
            {
                using var item = this[i];
                list.Add(item.tolist());
            }
            return list;
        }
    }
}
