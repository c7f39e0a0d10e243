using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.Examples.Host;
using TorchSharp.Siamese.Models.Evaluation;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Examples.ImageFolder;

/// <summary>Embeddings as other programs read them; the ending of the file says how.</summary>
internal static class EmbeddingFile
{
    private const string Csv = ".csv", Npy = ".npy", Gallery = ".gallery";
    private const int NpyBlock = 64;      // NumPy wants the numbers to begin at a multiple of this

    /// <summary>The endings in words.</summary>
    public const string Endings = ".csv, .npy or .gallery";

    /// <summary>Whether there is a format for that file.</summary>
    public static bool Takes(string path) => Path.GetExtension(path).ToLowerInvariant() is Csv or Npy or Gallery;

    /// <summary>Writes names and embeddings.</summary>
    /// <param name="target">The file; it appears whole or not at all.</param>
    /// <param name="names">One for each row.</param>
    /// <param name="rows">float32 <c>[N, D]</c>, on the CPU.</param>
    /// <param name="distance">Kept in a gallery.</param>
    public static void Write(FileInfo target, IReadOnlyList<string> names, Tensor rows, IDistance distance)
    {
        switch (target.Extension.ToLowerInvariant())
        {
            case Csv:
                AtomicFile.Write(target, stream => WriteCsv(stream, names, rows));
                break;
            case Npy:
                AtomicFile.Write(target, stream => WriteNpy(stream, rows));
                AtomicFile.Write(new FileInfo(Path.ChangeExtension(target.FullName, ".paths.txt")), stream => stream.Write(Encoding.UTF8.GetBytes(string.Concat(names.Select(name => name + "\n")))));
                break;
            default:
                using (var gallery = new GalleryIndex((int)rows.shape[1], distance))
                {
                    gallery.Add(names, rows);
                    gallery.Save(target.FullName);
                }
                break;
        }
    }

    // Format 1.0 of the NPY specification: mark, version, length of the header, header, numbers, little-endian and row by row.
    private static void WriteNpy(Stream stream, Tensor rows)
    {
        var header = $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({rows.shape[0]}, {rows.shape[1]}), }}";
        const int before = 10;
        header = header.PadRight((before + header.Length + 1 + NpyBlock - 1) / NpyBlock * NpyBlock - before - 1) + "\n";
        stream.Write([0x93, .. "NUMPY"u8, 1, 0]);
        Span<byte> length = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(length, (ushort)header.Length);
        stream.Write(length);
        stream.Write(Encoding.ASCII.GetBytes(header));
        using var scope = NewDisposeScope();
        stream.Write(rows.contiguous().bytes);
    }

    private static void WriteCsv(Stream stream, IReadOnlyList<string> names, Tensor rows)
    {
        using var scope = NewDisposeScope();
        var values = MemoryMarshal.Cast<byte, float>(rows.contiguous().bytes);
        var width = (int)rows.shape[1];
        using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        writer.Write("path");
        for (var d = 0; d < width; d++)
            writer.Write(string.Create(CultureInfo.InvariantCulture, $",e{d}"));
        writer.WriteLine();
        for (var i = 0; i < names.Count; i++)
        {
            writer.Write(names[i].AsSpan().IndexOfAny(",\"\n\r") < 0 ? names[i] : $"\"{names[i].Replace("\"", "\"\"", StringComparison.Ordinal)}\"");
            foreach (var value in values.Slice(i * width, width))
            {
                writer.Write(',');
                writer.Write(value.ToString("R", CultureInfo.InvariantCulture));
            }
            writer.WriteLine();
        }
    }
}
