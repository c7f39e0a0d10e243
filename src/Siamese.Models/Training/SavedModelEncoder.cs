using System.Text.Json;
using System.Text.Json.Serialization;
using TorchSharp.Siamese.Models.Encoders;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Training;

/// <summary>The architecture of an encoder as a file keeps it: a name and options, from which it can be built again.</summary>
/// <param name="Kind">Name of the encoder's type.</param>
/// <param name="Options">Its options; null for an encoder that is none of this library's, which only its owner can build.</param>
internal sealed record SavedModelEncoder(string Kind, JsonElement? Options)
{
    internal static readonly JsonSerializerOptions Json = new()
    {
        Converters = { new JsonStringEnumConverter() },
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    public static SavedModelEncoder Of(nn.Module<Tensor, Tensor> encoder) => encoder switch
    {
        ConvEncoder conv => new(nameof(ConvEncoder), JsonSerializer.SerializeToElement(conv.Options, Json)),
        ResidualEncoder residual => new(nameof(ResidualEncoder), JsonSerializer.SerializeToElement(residual.Options, Json)),
        KochEncoder koch => new(nameof(KochEncoder), JsonSerializer.SerializeToElement(new KochOptions(koch.Channels), Json)),
        _ => new(encoder.GetType().FullName ?? encoder.GetType().Name, null),
    };

    /// <summary>Builds the encoder with fresh weights; null where it is none of this library's.</summary>
    /// <exception cref="JsonException">The options are not those of such an encoder.</exception>
    /// <exception cref="ArgumentException">A value of the options is outside its range.</exception>
    public nn.Module<Tensor, Tensor>? Build() => Kind switch
    {
        nameof(ConvEncoder) => new ConvEncoder(Read<ConvEncoderOptions>()),
        nameof(ResidualEncoder) => new ResidualEncoder(Read<ResidualEncoderOptions>(), seed: 0),
        nameof(KochEncoder) => new KochEncoder(Read<KochOptions>().Channels, seed: 0),
        _ => null,
    };

    private T Read<T>()
        where T : class
        => Options?.Deserialize<T>(Json) ?? throw new JsonException($"The encoder {Kind} has no options.");

    private sealed record KochOptions(int Channels);
}
