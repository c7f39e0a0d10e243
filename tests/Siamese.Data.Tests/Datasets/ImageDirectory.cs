using TorchSharp.Siamese.TestSupport;

namespace TorchSharp.Siamese.Data.Tests.Datasets;

/// <summary>A folder of tiny PNG files, each of one colour that is the image's number: known after any resizing.</summary>
internal sealed class ImageDirectory : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private int _count;

    /// <summary>Classes of so many images: "a", "b" and so on.</summary>
    public ImageDirectory(params int[] classSizes)
    {
        for (var c = 0; c < classSizes.Length; c++)
        {
            for (var i = 0; i < classSizes[c]; i++)
                Add($"{(char)('a' + c)}/{i:000}.png");
        }
    }

    public string Path => _folder.Path;

    /// <summary>Writes the next image, of the next number.</summary>
    public void Add(string name, int width = 6, int height = 4)
    {
        var pixels = new byte[width * height * 3];
        Array.Fill(pixels, (byte)_count++);
        Write(name, PngFile.Write(width, height, 3, pixels));
    }

    public void Write(string name, byte[] content)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(_folder.File(name))!);
        _folder.Write(name, content);
    }

    /// <summary>Names below the folder, with slashes.</summary>
    public string[] Relative(IEnumerable<string> paths) => [.. paths.Select(path => System.IO.Path.GetRelativePath(Path, path))];

    public void Dispose() => _folder.Dispose();
}
