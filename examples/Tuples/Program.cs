using System.CommandLine;
using TorchSharp.Siamese.Examples.Host;
using TorchSharp.Siamese.Examples.Tuples;

var command = new Command("tuples",
    "Counts the pairs, triplets and tuplets of labelled samples, and writes them as CSV: all of them or the first N, in the order\n"
    + "of the space or shuffled, no tuple twice, at any length in constant memory. Shows which files make up a batch of a training.\n\n"
    + "Examples:\n"
    + "  ./run.sh tuples --data photos                                  counts, and the first pairs on a terminal\n"
    + "  ./run.sh tuples --data photos --out pairs.csv                  all unique pairs\n"
    + "  ./run.sh tuples --data omniglot.zip --innermost --space triplets --limit 1000     each alphabet/character is a class\n"
    + "  ./run.sh tuples --data photos --shuffle --limit 1000000        a million balanced pairs in random order\n"
    + "  ./run.sh tuples --data labels.csv --space tuplets --negatives 4 --balance class --seed 7 --limit 5000 --out tuplets.csv\n"
    + "  ./run.sh tuples --data photos --seed 7 --batch-size 64 --audit 3:120      who was in batch 120 of epoch 3\n\n"
    + "Counts go to standard output, or to standard error where the rows go to standard output.");
var options = new TupleOptions(command);

return await ExampleProgram.RunAsync(command, args, (parsed, cancellationToken) =>
{
    new TupleCommand(options.Read(parsed, isTerminal: !Console.IsOutputRedirected), cancellationToken).Run();
    return Task.CompletedTask;
});
