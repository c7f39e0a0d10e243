namespace TorchSharp.Siamese.Data.Datasets;

/// <summary>Height and width of images; a single number makes a square.</summary>
/// <param name="Height">Rows, 1 to 65,535.</param>
/// <param name="Width">Columns, 1 to 65,535.</param>
public readonly record struct ImageSize(int Height, int Width)
{
    /// <summary>A square.</summary>
    public static implicit operator ImageSize(int side) => new(side, side);

    /// <summary>Height, then width.</summary>
    public static implicit operator ImageSize((int Height, int Width) size) => new(size.Height, size.Width);

    /// <summary>As <c>height x width</c>.</summary>
    public override string ToString() => $"{Height} x {Width}";
}
