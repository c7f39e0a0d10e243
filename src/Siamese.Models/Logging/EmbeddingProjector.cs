using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Logging;

/// <summary>Writes embeddings for the projector of TensorBoard, which turns them in space by PCA, t-SNE or UMAP.</summary>
/// <remarks>
/// A folder holds one set: <c>tensors.tsv</c>, <c>metadata.tsv</c>, <c>sprite.png</c> and <c>projector_config.pbtxt</c>, which names them
/// and is written last. TensorBoard finds it where it looks for event files; the stand-alone projector in a browser takes the first three.
/// Source: TensorBoard's projector_config.proto.
/// </remarks>
public static class EmbeddingProjector
{
    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Writes the set.</summary>
    /// <param name="folder">Where to; made if it is not there. A set that is there is replaced.</param>
    /// <param name="embeddings"><c>[N, D]</c>, floating point, N and D of 1 or more, any device.</param>
    /// <param name="options">Labels and pictures.</param>
    /// <exception cref="ArgumentException">A shape or type differs from the above, a column has not N values, the images are not N, or a name is empty.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static void Write(string folder, Tensor embeddings, EmbeddingProjectorOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        ArgumentNullException.ThrowIfNull(embeddings);
        options ??= new();
        Check(embeddings, options);
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var count = (int)embeddings.shape[0];
        var config = new StringBuilder().Append("embeddings {\n").Append(CultureInfo.InvariantCulture, $"  tensor_name: \"{Escaped(options.Name)}\"\n")
            .Append(CultureInfo.InvariantCulture, $"  tensor_shape: {count}\n  tensor_shape: {embeddings.shape[1]}\n  tensor_path: \"tensors.tsv\"\n");
        Save(folder, "tensors.tsv", s_utf8.GetBytes(Rows(embeddings)));
        if (options.Columns.Count > 0)
        {
            Save(folder, "metadata.tsv", s_utf8.GetBytes(Table(options.Columns, count)));
            config.Append("  metadata_path: \"metadata.tsv\"\n");
        }
        if (options.Images is { } images)
        {
            var sprite = SpriteSheet.Of(images);
            Save(folder, "sprite.png", sprite.Png);
            config.Append("  sprite {\n    image_path: \"sprite.png\"\n").Append(CultureInfo.InvariantCulture,
                $"    single_image_dim: {sprite.ImageWidth}\n    single_image_dim: {sprite.ImageHeight}\n  }}\n");
        }
        Save(folder, "projector_config.pbtxt", s_utf8.GetBytes(config.Append("}\n").ToString()));
    }

    private static void Check(Tensor embeddings, EmbeddingProjectorOptions options)
    {
        if (embeddings.dim() != 2 || embeddings.shape[0] < 1 || embeddings.shape[1] < 1)
            throw new ArgumentException($"Expected embeddings [N, D] of at least one row and column, got [{string.Join(", ", embeddings.shape)}].", nameof(embeddings));
        if (!embeddings.is_floating_point())
            throw new ArgumentException($"Expected floating-point embeddings, got {embeddings.dtype}.", nameof(embeddings));
        if (string.IsNullOrWhiteSpace(options.Name))
            throw new ArgumentException("Expected a name, got an empty one.", nameof(options));
        foreach (var column in options.Columns)
        {
            if (string.IsNullOrWhiteSpace(column.Name) || column.Values.Count != embeddings.shape[0])
                throw new ArgumentException($"Expected a column with a name and {embeddings.shape[0]} values, got '{column.Name}' with {column.Values.Count}.", nameof(options));
        }
        if (options.Images is { } images && (images.dim() != 4 || images.shape[0] != embeddings.shape[0]))
            throw new ArgumentException($"Expected {embeddings.shape[0]} images [N, C, H, W], got [{string.Join(", ", images.shape)}].", nameof(options));
    }

    private static string Rows(Tensor embeddings)
    {
        var dimension = (int)embeddings.shape[1];
        var values = MemoryMarshal.Cast<byte, float>(embeddings.detach().to(ScalarType.Float32).cpu().contiguous().clone().bytes);
        var text = new StringBuilder(values.Length * 12);
        for (var i = 0; i < values.Length; i++)
            text.Append(CultureInfo.InvariantCulture, $"{values[i]:R}").Append((i + 1) % dimension == 0 ? '\n' : '\t');
        return text.ToString();
    }

    // A table of one column has no header, one of several has: so the projector tells them apart.
    private static string Table(IReadOnlyList<ProjectorColumn> columns, int count)
    {
        var text = new StringBuilder();
        if (columns.Count > 1)
            text.AppendJoin('\t', columns.Select(column => OneLine(column.Name))).Append('\n');
        for (var i = 0; i < count; i++)
            text.AppendJoin('\t', columns.Select(column => OneLine(column.Values[i]))).Append('\n');
        return text.ToString();
    }

    private static string OneLine(string text) => text.Replace('\t', ' ').ReplaceLineEndings(" ");

    private static string Escaped(string text) => OneLine(text).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);

    private static void Save(string folder, string name, byte[] bytes)
    {
        var target = Path.Combine(Path.GetFullPath(folder), name);
        var part = $"{target}.{Environment.ProcessId}.part";
        try
        {
            Directory.CreateDirectory(folder);
            File.WriteAllBytes(part, bytes);
            File.Move(part, target, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"Could not write '{target}': {error.Message}", error);
        }
        finally
        {
            File.Delete(part);
        }
    }
}
