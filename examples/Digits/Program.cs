using System.CommandLine;
using TorchSharp.Siamese.Examples.Digits;
using TorchSharp.Siamese.Examples.Host;

var epochs = RangedOption.Create("--epochs", "Passes over the training images.", 40, 1, 10_000);
var batch = RangedOption.Create("--batch", "Images a batch, as many of each digit.", 80, 1, 1_000_000);
var learningRate = RangedOption.Create("--learning-rate", "Peak of the one-cycle schedule.", 3e-3, 1e-9, 1e9);
var margin = RangedOption.Create("--margin", "How much farther than the positive a negative should be.", 0.2, 1e-6, 2.0);
var command = new Command("digits",
    "Trains a siamese network on 1,797 handwritten digits of 8x8 pixels, which are part of this program: "
    + "70 % to train on, 30 % held out.\n"
    + "Data: Optical Recognition of Handwritten Digits, E. Alpaydin and C. Kaynak, UCI, CC BY 4.0.")
    { epochs, batch, learningRate, margin };
var common = new CommonOptions(command, threads: 1, Checkpoints.OnRequest);      // images of 64 pixels do not keep a second core busy

return await ExampleProgram.RunAsync(command, args, (parsed, cancellationToken) =>
{
    var settings = common.Apply(parsed);
    var training = new Training(
        parsed.GetValue(epochs), parsed.GetValue(batch), parsed.GetValue(learningRate), parsed.GetValue(margin));
    var (train, test) = DigitsData.Split(DigitsData.Open(), (ulong)settings.Seed);
    Console.WriteLine(FormattableString.Invariant($"{train.Count:#,0} digits to train on, {test.Count:#,0} held out; 8x8 pixels, part of this program."));

    using var network = Training.CreateNetwork(settings.Device);
    var record = new RunRecord();
    var outcome = TrainingBar.Run(progress => training.Run(network, train, settings, record, progress, cancellationToken));
    var heldOut = HeldOut.Measure(network, train, test, settings.Device, cancellationToken);
    var figures = Figures.Of(command.Name, "own", settings, outcome, heldOut);
    figures.Publish(network, settings);
    RunReport.Write(settings, figures, network, train, test, record, cancellationToken);
    return Task.CompletedTask;
});
