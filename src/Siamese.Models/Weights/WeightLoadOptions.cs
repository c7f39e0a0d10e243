namespace TorchSharp.Siamese.Models.Weights;

/// <summary>How weights of a file become those of a module.</summary>
public sealed record WeightLoadOptions
{
    /// <summary>
    /// What the module calls the weight that the file calls so; null leaves the weight out. The same name by default. <c>name =&gt;
    /// name.Replace("module.", "")</c> takes away what data-parallel training in Python put in front.
    /// </summary>
    public Func<string, string?>? Rename { get; init; }

    /// <summary>Whether every weight must have its counterpart of the same shape, else nothing is loaded; true by default. If not, what fits is loaded.</summary>
    public bool Strict { get; init; } = true;

    /// <summary>Which entry of a checkpoint with several has the weights, such as "state_dict"; null where the file is a state dict.</summary>
    public string? Entry { get; init; }
}
