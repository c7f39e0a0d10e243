namespace TorchSharp.Siamese.Examples.Host;

/// <summary>Whether an example saves the state of its training.</summary>
public enum Checkpoints
{
    /// <summary>It can't.</summary>
    None,

    /// <summary>Where it is asked to.</summary>
    OnRequest,

    /// <summary>Always: a training that takes long.</summary>
    Always,
}
