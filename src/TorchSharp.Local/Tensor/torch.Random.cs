using System;
using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    private static readonly Op OpStandardGamma = new("_standard_gamma"), OpSampleDirichlet = new("_sample_dirichlet");

    public static long seed() => random.seed();
    public static long initial_seed() => random.initial_seed();
    public static Tensor get_rng_state() => random.get_rng_state();
    public static void set_rng_state(Tensor new_state) => random.set_rng_state(new_state);

    public static Tensor bernoulli(Tensor input, Generator? generator = null) => input.bernoulli(generator);
    public static Tensor multinomial(Tensor input, long num_samples, bool replacement = false, Generator? generator = null) =>
        input.multinomial(num_samples, replacement, generator);
    public static Tensor poisson(Tensor input, Generator? generator = null) => input.poisson(generator);
    public static Tensor binomial(Tensor count, Tensor probs, Generator? generator = null) => count.binomial(probs, generator);
    public static Tensor randint_like(Tensor input, long low, long high, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false) =>
        input.randint_like(low, high, dtype, device, requires_grad);
    public static Tensor _standard_gamma(Tensor input, Generator? generator = null) => OpStandardGamma.Call(input, generator);
    public static Tensor _sample_dirichlet(Tensor input, Generator? generator = null) => OpSampleDirichlet.Call(input, generator);

    public static Tensor normal(Tensor mean, Tensor std, Generator? generator = null)
    {
        if (mean.device.Packed != std.device.Packed) throw new ArgumentException("The 'means' and 'stddev' tensors must be located on the same device.");
        return randn(mean.shape, null, std.device, false, generator).mul_(std).add_(mean);
    }
}
