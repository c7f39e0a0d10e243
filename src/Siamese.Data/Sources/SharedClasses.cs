namespace TorchSharp.Siamese.Data.Sources;

/// <summary>What becomes of classes of the same name where sources are put together.</summary>
public enum SharedClasses
{
    /// <summary>They are one class.</summary>
    Merge,

    /// <summary>They stay apart; each class is called by the number of its source and its name, such as <c>0/cat</c> and <c>1/cat</c>.</summary>
    KeepApart,
}
