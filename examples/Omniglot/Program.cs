using TorchSharp;
using TorchSharp.Siamese.Data.Sources;
using TorchSharp.Siamese.Examples.Host;
using TorchSharp.Siamese.Examples.Omniglot;
using TorchSharp.Siamese.Models.Encoders;

var options = new OmniglotCommand();
return await ExampleProgram.RunAsync(options.Command, args, (parsed, cancellationToken) =>
{
    // No await before or in the training: dispose scopes belong to a thread, and glibc gives big buffers back to the
    // system on every thread but the first, which costs a quarter of the time.
    var settings = options.Common.Apply(parsed);
    var recipe = new Recipe { Precision = options.Precision(parsed, settings.Device.type != DeviceType.CPU) };
    var protocol = options.Protocol(parsed);
    var folder = OmniglotData.FindAsync(options.Data(parsed), options.Mirror(parsed), cancellationToken).GetAwaiter().GetResult();
    // All files are looked at before the training, so that none is missed after it.
    using var background = OmniglotData.OpenAsync(folder, OmniglotSet.Background, cancellationToken).GetAwaiter().GetResult();
    using var evaluation = OmniglotData.OpenAsync(folder, OmniglotSet.Evaluation, cancellationToken).GetAwaiter().GetResult();
    using var runs = OmniglotData.OpenRunsAsync(folder, cancellationToken).GetAwaiter().GetResult();
    var images = TurnedCharacters.Of(recipe, background, protocol, cancellationToken);
    Console.WriteLine(FormattableString.Invariant($"{images.Count:#,0} drawings to train on, turned and mirrored ones included; from {folder}"));

    using var encoder = recipe.Network((ulong)settings.Seed);
    encoder.to(settings.Device);
    // A training that goes on keeps the length that it began with, whatever the machine does now.
    var steps = settings is { Resume: true, Checkpoint: { Exists: true } saved } && !options.SaysHowLong(parsed) ? RunLength.ReadFrom(saved)
        : options.Minutes(parsed) is { } minutes ? Training.StepsFor(minutes, recipe, images, settings, cancellationToken)
        : options.Steps(parsed);
    Console.WriteLine(FormattableString.Invariant($"{steps:#,0} batches of about {recipe.BatchSize}, {(recipe.Precision == ComputePrecision.Half ? "bfloat16" : "float32")}"));
    var record = new RunRecord();
    var outcome = TrainingBar.Run(progress => Training.Run(recipe, encoder, images, steps, settings, record, progress, cancellationToken));
    var judge = new Evaluation(encoder, recipe.Side, options.Views(parsed), settings.Device);
    using var embeddings = judge.Embed(evaluation, cancellationToken);
    var figures = OmniglotFigures.Of(recipe, protocol, settings, outcome, steps, judge.Of(protocol, background, evaluation, embeddings, runs, cancellationToken));
    figures.Publish(encoder, settings);
    var learnt = LearntSample.Of(judge, background, cancellationToken);
    using var rows = learnt.Rows;
    OmniglotModel.Save(recipe, encoder, learnt, figures, settings);
    OmniglotReport.Write(recipe, figures, record, judge, embeddings, evaluation, learnt, settings, cancellationToken);
    return Task.CompletedTask;
});
