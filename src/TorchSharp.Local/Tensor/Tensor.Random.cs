using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private static readonly Op OpBernoulli = new("bernoulli"), OpBernoulliFloat_ = new("bernoulli_", "float"),
            OpBernoulliTensor_ = new("bernoulli_", "Tensor"), OpBinomial = new("binomial"), OpMultinomial = new("multinomial"),
            OpPoisson = new("poisson"), OpCauchy_ = new("cauchy_"), OpExponential_ = new("exponential_"), OpGeometric_ = new("geometric_"),
            OpLogNormal_ = new("log_normal_"), OpNormal_ = new("normal_"), OpRandomFrom_ = new("random_", "from"), OpUniform_ = new("uniform_");

        public Tensor bernoulli(Generator? generator = null) => OpBernoulli.Call(this, generator);
        public Tensor bernoulli_(double p = 0.5, Generator? generator = null) => OpBernoulliFloat_.Update(this, p, generator);
        public Tensor bernoulli_(Tensor p, Generator? generator = null) => OpBernoulliTensor_.Update(this, p, generator);
        public Tensor binomial(Tensor prob, Generator? generator = null) => OpBinomial.Call(this, prob, generator);
        public Tensor multinomial(long num_samples, bool replacement = false, Generator? generator = null) =>
            OpMultinomial.Call(this, num_samples, replacement, generator);
        public Tensor poisson(Generator? generator = null) => OpPoisson.Call(this, generator);
        public Tensor cauchy_(double median = 0, double sigma = 1, Generator? generator = null) => OpCauchy_.Update(this, median, sigma, generator);
        public Tensor exponential_(double lambda = 1, Generator? generator = null) => OpExponential_.Update(this, lambda, generator);
        public Tensor geometric_(double p, Generator? generator = null) => OpGeometric_.Update(this, p, generator);
        public Tensor log_normal_(double mean = 0, double std = 1, Generator? generator = null) => OpLogNormal_.Update(this, mean, std, generator);
        public Tensor normal_(double mean = 0, double std = 1, Generator? generator = null) => OpNormal_.Update(this, mean, std, generator);

        /// <summary>Whole numbers from <paramref name="from"/> up to but not including <paramref name="to"/>.</summary>
        public Tensor random_(double from, double to, Generator? generator = null) => OpRandomFrom_.Update(this, (long)from, (long)to, generator);
        public Tensor uniform_(double from, double to, Generator? generator = null) => OpUniform_.Update(this, from, to, generator);
    }
}
