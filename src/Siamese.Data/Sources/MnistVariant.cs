namespace TorchSharp.Siamese.Data.Sources;

/// <summary>A data set in MNIST's four files: what it is called, where copies are, and which bytes are right.</summary>
public sealed record MnistVariant
{
    private static readonly string[] FileNames =
    [
        "train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz", "t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz",
    ];

    internal MnistVariant(string name, IReadOnlyList<Uri> mirrors, params ReadOnlySpan<string> md5)
    {
        Name = name;
        Mirrors = mirrors;
        var files = new List<(string Name, string Md5)>();
        for (var i = 0; i < FileNames.Length; i++)
            files.Add((FileNames[i], md5[i]));
        Files = files;
    }

    /// <summary>Handwritten digits, LeCun and Cortes, CC BY-SA 3.0. Mean 0.1307, deviation 0.3081.</summary>
    public static MnistVariant Mnist { get; } = new(
        "mnist",
        [new("https://ossci-datasets.s3.amazonaws.com/mnist/"), new("https://storage.googleapis.com/cvdf-datasets/mnist/")],
        "f68b3c2dcbeaaa9fbdd348bbdeb94873", "d53e105ee54ea40749a09fcbcd1e9432",
        "9fb629c4189551a2d022fa330f9573f3", "ec29112dd5afa0611ce80d1b7f02629c");

    /// <summary>Articles of clothing, Zalando Research, MIT. Mean 0.2860, deviation 0.3530.</summary>
    public static MnistVariant FashionMnist { get; } = new(
        "fashion-mnist",
        [
            new("https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/"),
            new("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"),
        ],
        "8d4fb7e6c68d591d4c3dfef9ec88bf0d", "25c81989df183df01b3e8a0aad5dffbe",
        "bef4ecab320f06d8554ea6380940ec79", "bb300cfdad3c16e7a12a480ee83cd310");

    /// <summary>Cursive Japanese characters (Kuzushiji), ROIS-DS Center for Open Data in the Humanities, CC BY-SA 4.0.</summary>
    public static MnistVariant Kmnist { get; } = new(
        "kmnist",
        [new("http://codh.rois.ac.jp/kmnist/dataset/kmnist/")],
        "bdb82020997e1d708af4cf47b453dcf7", "e144d726b3acfaa3e44228e80efcd344",
        "5c965bf0a639b31b8f53240b1b52f4d7", "7320c461ea6c1c855c0b718fb2a4b134");

    /// <summary>A name fit for a folder.</summary>
    public string Name { get; }

    /// <summary>Folders on the web that hold the four files, in the order in which they are tried.</summary>
    public IReadOnlyList<Uri> Mirrors { get; }

    /// <summary>The four compressed files and the MD5 of each, in lower-case hexadecimal.</summary>
    public IReadOnlyList<(string Name, string Md5)> Files { get; }
}
