using TorchSharp.Siamese.Data.Sampling;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Imaging.Kernels;

/// <summary>What was drawn for each image of a batch.</summary>
internal readonly ref struct BatchDraws(ReadOnlySpan<double> parameters, int perImage, ReadOnlySpan<CounterRandom> randoms)
{
    private readonly ReadOnlySpan<double> _parameters = parameters;

    /// <summary>The images' keys.</summary>
    public ReadOnlySpan<CounterRandom> Randoms { get; } = randoms;

    /// <summary>Images.</summary>
    public int Count => Randoms.Length;

    /// <summary>The parameters of one image.</summary>
    public ReadOnlySpan<double> Of(int image) => _parameters.Slice(image * perImage, perImage);

    /// <summary>One parameter of all images.</summary>
    public double[] Column(int parameter)
    {
        var values = new double[Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = Of(i)[parameter];
        return values;
    }

    /// <summary>One number for each image, float32 <c>[B, 1, 1, 1]</c>, on the device of the images.</summary>
    public static Tensor OnDevice(double[] values, Tensor images) =>
        tensor(Array.ConvertAll(values, v => (float)v), device: images.device).view(-1, 1, 1, 1);

    /// <summary>One parameter of all images, float32 <c>[B, 1, 1, 1]</c>, on their device.</summary>
    public Tensor Column(int parameter, Tensor images) => OnDevice(Column(parameter), images);
}
