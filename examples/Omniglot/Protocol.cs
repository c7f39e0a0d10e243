namespace TorchSharp.Siamese.Examples.Omniglot;

/// <summary>Which figures are wanted.</summary>
internal enum Protocol
{
    /// <summary>Those of <see cref="Lake"/> and <see cref="Unstructured"/>, and verification.</summary>
    All,

    /// <summary>Lake's 20 runs, and random ones like them.</summary>
    Lake,

    /// <summary>Episodes of all 659 evaluation characters.</summary>
    Unstructured,

    /// <summary>Koch's pairs; trained on 12 of the 20 drawers of each background character.</summary>
    Koch,
}
