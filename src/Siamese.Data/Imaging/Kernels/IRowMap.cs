namespace TorchSharp.Siamese.Data.Imaging.Kernels;

/// <summary>Says where in the source image the pixels of a row of the result come from.</summary>
internal interface IRowMap
{
    /// <summary>Fills both, whose length is the width rounded up to whole vectors; what is behind the width does not count.</summary>
    /// <param name="row">Row of the result.</param>
    /// <param name="sourceX">Columns of the source, in pixels; 0 is the middle of the first.</param>
    /// <param name="sourceY">Rows of the source.</param>
    void Fill(int row, Span<float> sourceX, Span<float> sourceY);
}
