using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Memory;

/// <summary>A second encoder that follows the first one slowly: what it embeds stays comparable for many batches.</summary>
/// <remarks>
/// After every step each of its parameters becomes <c>m·own + (1 − m)·followed</c>; buffers, such as those of batch normalisation,
/// are copied. It has no gradients. Keys: <c>follower.*</c>; the followed encoder is no part of it. Source: He, Fan, Wu, Xie and
/// Girshick, "Momentum contrast", CVPR 2020, eq. 2. Not thread-safe.
/// </remarks>
public sealed class MomentumEncoder : nn.Module<Tensor, Tensor>
{
    private readonly nn.Module<Tensor, Tensor> follower;
    private readonly Func<nn.Module> _followed;   // as a field of its own it would become part of this module

    /// <param name="followed">The encoder that learns; used, not owned.</param>
    /// <param name="follower">Another of the same architecture; takes over the weights of the first, and becomes part of this module.</param>
    /// <param name="momentum">Share of itself that it keeps at a step, 0 to below 1.</param>
    /// <exception cref="ArgumentNullException">An encoder is null.</exception>
    /// <exception cref="ArgumentException">The encoders differ in their parameters or are one and the same.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="momentum"/> is outside its range.</exception>
    public MomentumEncoder(nn.Module<Tensor, Tensor> followed, nn.Module<Tensor, Tensor> follower, double momentum = 0.999)
        : base(nameof(MomentumEncoder))
    {
        ArgumentNullException.ThrowIfNull(followed);
        ArgumentNullException.ThrowIfNull(follower);
        if (ReferenceEquals(followed, follower))
            throw new ArgumentException("Expected a second encoder to follow the first, got the same one twice.", nameof(follower));
        Momentum = momentum is >= 0 and < 1 ? momentum : throw new ArgumentOutOfRangeException(nameof(momentum), momentum, $"Expected 0 to below 1, got {momentum}.");
        this.follower = follower;
        _followed = () => followed;
        CheckSame(followed, follower);
        foreach (var parameter in follower.parameters())
            parameter.requires_grad_(false);
        Move(0);
        RegisterComponents();
    }

    /// <summary>Share of itself that it keeps at a step.</summary>
    public double Momentum { get; }

    /// <param name="input">What the encoder takes.</param>
    /// <returns>Embeddings without gradient. The caller owns them.</returns>
    public override Tensor forward(Tensor input)
    {
        using var grad = no_grad();
        return follower.call(input);
    }

    /// <summary>Follows by one step; call it after the optimiser's.</summary>
    public void Update() => Move(Momentum);

    private void Move(double momentum)
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        foreach (var ((_, own), (_, followed)) in follower.named_parameters().Zip(_followed().named_parameters()))
            own.mul_(momentum).add_(followed.to(own.device), 1 - momentum);
        foreach (var ((_, own), (_, followed)) in follower.named_buffers().Zip(_followed().named_buffers()))
            own.copy_(followed);
    }

    private static void CheckSame(nn.Module followed, nn.Module follower)
    {
        var (left, right) = (Text(followed), Text(follower));
        if (!left.SequenceEqual(right))
            throw new ArgumentException($"Expected an encoder with the parameters {string.Join(", ", left)}, got {string.Join(", ", right)}.", nameof(follower));
    }

    private static string[] Text(nn.Module module)
        => [.. module.named_parameters().Select(parameter => $"{parameter.name} [{string.Join(", ", parameter.parameter.shape)}]")];
}
