using System.CommandLine;
using TorchSharp.Siamese.Examples.Host;
using TorchSharp.Siamese.Examples.Mnist;

var data = new Option<DirectoryInfo?>("--data")
{
    Description = "Folder with MNIST's four idx files, packed (.gz) or not. Without it: the cache folder, filled from public mirrors.",
    HelpName = "DIR",
};
var mirror = new Option<Uri?>("--mirror")
{
    Description = "Address of a folder on the web with the four packed files, used instead of the public mirrors.",
    HelpName = "URL",
    CustomParser = result =>
    {
        var text = result.Tokens[0].Value;
        if (Uri.TryCreate(text.EndsWith('/') ? text : text + "/", UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
            return address;
        result.AddError($"--mirror needs an address that begins with http:// or https://, got '{text}'.");
        return null;
    },
};
var recipe = new Option<RecipeKind>("--recipe")
{
    Description = "own: small network, balanced batches, light augmentation. "
        + "pml: the notebook TripletMarginLossMNIST of pytorch-metric-learning. "
        + "best: residual network, supervised contrastive loss, elastic augmentation, minutes instead of seconds.",
    HelpName = "own|pml|best",
}.AcceptOnlyFromAmong("own", "pml", "best");
var loss = new Option<LossKind?>("--loss")
{
    Description = "triplet: semi-hard triplets of a batch. contrastive: all pairs of a batch. supcon: each image against all others. "
        + "[default: own and pml triplet, best supcon]",
    HelpName = "triplet|contrastive|supcon",
}.AcceptOnlyFromAmong("triplet", "contrastive", "supcon");
var epochs = RangedOption.CreateOptional("--epochs", "Passes over the training images. [default: own 5, pml 1, best 12]", 1, 10_000);
var batch = RangedOption.CreateOptional("--batch", "Images a batch; own and best take the same number of each digit. [default: own 200, pml 256, best 250]", 1, 1_000_000);
var learningRate = RangedOption.CreateOptional("--learning-rate", "Step size; own and best: peak of the one-cycle schedule. [default: own 0.003, pml 0.01, best 0.004]", 1e-9, 1e9);
var margin = RangedOption.CreateOptional("--margin", "How much farther a negative should be. [default: triplet 0.2, contrastive 1]", 1e-6, 100.0);
var trainLimit = RangedOption.Create("--train-limit", "Train on the first N images only; 0 takes all.", 0, 0, 60_000);
var testLimit = RangedOption.Create("--test-limit", "Test on the first N images only; 0 takes all.", 0, 0, 10_000);
var command = new Command("mnist",
    "Trains a siamese network on MNIST, 60,000 handwritten digits of 28x28 pixels, and tests it on 10,000 more.\n"
    + "Data: Y. LeCun and C. Cortes, CC BY-SA 3.0.")
    { data, mirror, recipe, loss, epochs, batch, learningRate, margin, trainLimit, testLimit };
var common = new CommonOptions(command, checkpoints: Checkpoints.OnRequest);

return await ExampleProgram.RunAsync(command, args, (parsed, cancellationToken) =>
{
    // No await before or in the training: dispose scopes belong to a thread, and glibc gives big buffers back to the
    // system on every thread but the first, which costs a quarter of the time.
    var settings = common.Apply(parsed);
    var options = new RecipeOptions(
        parsed.GetValue(recipe), parsed.GetValue(loss), parsed.GetValue(epochs), parsed.GetValue(batch),
        parsed.GetValue(learningRate), parsed.GetValue(margin));
    var folder = MnistData.FindAsync(parsed.GetValue(data), parsed.GetValue(mirror), cancellationToken).GetAwaiter().GetResult();
    var (train, test) = MnistData.OpenAsync(folder, parsed.GetValue(trainLimit), parsed.GetValue(testLimit), cancellationToken).GetAwaiter().GetResult();
    Console.WriteLine(FormattableString.Invariant($"{train.Count:#,0} digits to train on, {test.Count:#,0} held out; from {folder}"));

    using var chosen = Recipe.Create(options, train, (ulong)settings.Seed, settings.Device);
    var record = new RunRecord();
    var outcome = TrainingBar.Run(progress => Training.Run(chosen, options.Name, train, settings, record, progress, cancellationToken));
    var heldOut = HeldOut.Measure(chosen.Network, train, test, settings.Device, cancellationToken);
    var figures = Figures.Of(command.Name, options.Name, settings, outcome, heldOut);
    figures.Publish(chosen.Network, settings);
    RunReport.Write(settings, figures, chosen.Network, train, test, record, cancellationToken);
    return Task.CompletedTask;
});
