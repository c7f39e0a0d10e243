namespace TorchSharp.Siamese.Data.Sources;

/// <summary>Which half of an MNIST-like data set.</summary>
public enum MnistSplit
{
    /// <summary>60,000 images for training: <c>train-images-idx3-ubyte</c>, <c>train-labels-idx1-ubyte</c>.</summary>
    Train,

    /// <summary>10,000 images for testing: <c>t10k-images-idx3-ubyte</c>, <c>t10k-labels-idx1-ubyte</c>.</summary>
    Test,
}
