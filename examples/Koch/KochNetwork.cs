using TorchSharp.Siamese.Models.Encoders;
using TorchSharp.Siamese.Models.Heads;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Examples.Koch;

/// <summary>The twin and its head. In the files ink is 0: drawings are inverted here, so that paper gives no signal.</summary>
internal sealed class KochNetwork : IDisposable
{
    public KochNetwork(ulong seed, Device device)
    {
        (Encoder, Head) = (new KochEncoder(seed: seed), new WeightedL1Head(KochEncoder.EmbeddingSize, seed + 1));
        Encoder.to(device);
        Head.to(device);
    }

    public KochEncoder Encoder { get; }

    public WeightedL1Head Head { get; }

    public IEnumerable<Modules.Parameter> Parameters => Encoder.parameters().Concat(Head.parameters());

    /// <summary>Embeddings of drawings with white paper, <c>[N, 1, 105, 105]</c>.</summary>
    public Tensor Embed(Tensor drawings)
    {
        using var scope = NewDisposeScope();
        return Encoder.call(1 - drawings).MoveToOuterDisposeScope();
    }

    /// <summary>Both modules, one after the other.</summary>
    public void SaveTo(Stream stream)
    {
        using var writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true);
        Encoder.save(writer);
        Head.save(writer);
    }

    public void Dispose()
    {
        Encoder.Dispose();
        Head.Dispose();
    }
}
