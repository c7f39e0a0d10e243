namespace TorchSharp.Siamese.Data.Sources;

/// <summary>Which folders are classes.</summary>
public enum ClassFolders
{
    /// <summary>Those directly in the folder or archive; all folders in one belong to it. The rule of Keras and torchvision.</summary>
    Top,

    /// <summary>
    /// Every folder, at any depth, that has images directly in it; the class is called by its path, such as
    /// <c>Fruit/Apple/Pink-Lady</c>. For trees in which the folders above mean something too, or are of mixed depth.
    /// </summary>
    Innermost,

    /// <summary>None: images without classes.</summary>
    None,
}
