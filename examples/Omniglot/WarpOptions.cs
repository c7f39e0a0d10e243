namespace TorchSharp.Siamese.Examples.Omniglot;

/// <summary>How far drawings are changed, each number drawn evenly from minus to plus this.</summary>
/// <param name="Degrees">Turn.</param>
/// <param name="Shear">Lean.</param>
/// <param name="LogScale">Logarithm of the factors of width and height, drawn apart.</param>
/// <param name="Shift">Move in either direction, as a share of the side.</param>
/// <param name="Bend">Standard deviation of the grid's displacements, as a share of the side.</param>
internal sealed record WarpOptions(double Degrees = 15, double Shear = 0.3, double LogScale = 0.22, double Shift = 0.075, double Bend = 0.02);
