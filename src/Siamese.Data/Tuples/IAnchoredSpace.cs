namespace TorchSharp.Siamese.Data.Tuples;

/// <summary>A space whose numbers lie in blocks of one class each, classes ascending; so a plan can favour classes or anchors.</summary>
internal interface IAnchoredSpace : ITupleSpace
{
    /// <summary>Number of blocks; several may belong to one class.</summary>
    int BlockCount { get; }

    /// <summary>Whether the tuples of a block lie anchor after anchor, the same number for each.</summary>
    bool IsByAnchor { get; }

    /// <summary>The first number of a block; that of BlockCount is the size of the space.</summary>
    UInt128 StartOfBlock(int block);

    /// <summary>Samples of the block, each the anchor of as many tuples as the others.</summary>
    int AnchorsOfBlock(int block);

    /// <summary>The class of a block, 0 to <see cref="ClassCount"/> - 1.</summary>
    int ClassOfBlock(int block);

    /// <summary>Number of classes of the set.</summary>
    int ClassCount { get; }

    /// <summary>The label of a class, for messages.</summary>
    string NameOfClass(int @class);
}
