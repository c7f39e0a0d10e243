using System.CommandLine;
using TorchSharp.Siamese.Examples.Host;
using TorchSharp.Siamese.Examples.Koch;

var data = new Option<DirectoryInfo>("--data")
{
    Description = "Folder with Omniglot's images_background and images_evaluation, zips or folders, and all_runs.zip if Lake's runs are wanted.",
    HelpName = "DIR",
    Required = true,
};
var pairs = RangedOption.Create("--pairs", "Pairs an epoch, half of them of one character.", 150_000, 2, 100_000_000);
var epochs = RangedOption.Create("--epochs", "Epochs. Pairs do not repeat from one to the next before all were seen.", 20, 1, 10_000);
var batch = RangedOption.Create("--batch", "Pairs a batch.", 128, 2, 100_000);
var learningRate = RangedOption.Create("--learning-rate", "Step size of Adam; 1 % less after every epoch.", 6e-5, 1e-9, 1.0);
var workers = RangedOption.Create("--workers", "Threads that make batches. 0: one less than there are cores.", 0, 0, 1024);
var testPairs = RangedOption.Create("--test-pairs", "Pairs of the validation and of the test, each.", 10_000, 2, 10_000_000);
var episodes = RangedOption.Create("--episodes", "20-way 1-shot episodes of the test.", 400, 1, 1_000_000);
var command = new Command("koch",
    "Trains Koch's network (2015) on Omniglot: pairs of 105x105 drawings with affine distortions, weighted L1 distance.\n"
    + "Made for a CUDA device: a step takes the CPU seconds. The threshold is chosen on drawers 13 to 16 of the training alphabets,\n"
    + "the test is of other alphabets and drawers.")
    { data, pairs, epochs, batch, learningRate, workers, testPairs, episodes };
var common = new CommonOptions(command);

return await ExampleProgram.RunAsync(command, args, (parsed, cancellationToken) =>
{
    // No await before or in the training: dispose scopes belong to a thread.
    var settings = common.Apply(parsed);
    var asked = parsed.GetValue(workers);
    var recipe = new KochRecipe(
        parsed.GetValue(pairs), parsed.GetValue(epochs), parsed.GetValue(batch), parsed.GetValue(learningRate),
        asked > 0 ? asked : Math.Max(1, Environment.ProcessorCount - 1), parsed.GetValue(testPairs), parsed.GetValue(episodes));
    using var omniglot = KochData.OpenAsync(parsed.GetValue(data)!.FullName, decodeAhead: recipe.Pairs >= 10_000, cancellationToken).GetAwaiter().GetResult();
    Console.WriteLine(FormattableString.Invariant($"{omniglot.Training.Count:#,0} drawings to train on; {recipe.Pairs:#,0} pairs an epoch on {settings.Device}"));
    using var network = new KochNetwork((ulong)settings.Seed, settings.Device);
    var cost = KochTraining.Run(network, omniglot, recipe, settings, cancellationToken);
    var figures = KochTest.Measure(network, omniglot, recipe, settings, cost, cancellationToken);
    figures.Publish(settings);
    AtomicFile.Write(settings.Model, network.SaveTo);
    Console.WriteLine($"Network: {settings.Model}");
    return Task.CompletedTask;
});
