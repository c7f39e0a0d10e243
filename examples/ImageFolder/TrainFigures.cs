namespace TorchSharp.Siamese.Examples.ImageFolder;

/// <summary>The final figures of a training, in JSON with these names in snake_case; docs/figures.md describes them.</summary>
internal sealed record TrainFigures(
    int Classes, int TrainImages, int HeldOutImages, ulong Seed, int Threads, long Steps, long ImagesTrained, double Loss,
    double TrainSeconds, double CpuSeconds, Dictionary<string, double> Validation, string? Protocol, double? Threshold,
    string Model);
