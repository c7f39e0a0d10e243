using TorchSharp.Siamese.Examples.Host;
using TorchSharp.Siamese.Examples.ImageFolder;

IImageCommand[] commands = [new TrainCommand(), new CompareCommand(), new EmbedCommand(), new SearchCommand(), new EvaluateCommand(), new DiagnoseCommand()];
var names = string.Join(", ", commands.Select(one => one.Command.Name));
if (args.Length == 0 || commands.FirstOrDefault(one => one.Command.Name == args[0]) is not { } chosen)
{
    Console.Error.WriteLine($"error: needs one of {names} as its first word, got {(args.Length == 0 ? "nothing" : $"'{args[0]}'")}.");
    return ExampleProgram.WrongCommandLine;
}
return await ExampleProgram.RunAsync(chosen.Command, args[1..], (parsed, cancellationToken) =>
{
    chosen.Run(parsed, cancellationToken);      // on this thread: networks train fastest on a program's first
    return Task.CompletedTask;
});
