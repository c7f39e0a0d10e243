using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Training;

/// <summary>Runs an evaluation so that the training does not notice: modes, weights and generator are afterwards what they were.</summary>
internal static class TrainerEvaluation
{
    public static IReadOnlyDictionary<string, double> Run(TrainingParts parts, CancellationToken cancellationToken)
    {
        var encoder = parts.Encoder;
        (nn.Module Module, bool Training)[] modes = [(encoder, encoder.training), .. encoder.modules().Select(module => (module, module.training))];
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var random = get_rng_state();
        try
        {
            encoder.eval();
            using var averaged = parts.Average?.Apply();
            return parts.Options.Evaluate!(cancellationToken)
                ?? throw new InvalidOperationException("Needs metrics by name from Evaluate, none of them where there are none to tell; got null.");
        }
        finally
        {
            foreach (var (module, training) in modes)      // outer ones first: each call reaches what is inside
                module.train(training);
            set_rng_state(random);
        }
    }
}
