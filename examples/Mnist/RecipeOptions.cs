namespace TorchSharp.Siamese.Examples.Mnist;

/// <summary>Which way of training.</summary>
internal enum RecipeKind
{
    /// <summary>This project's: small network with batch normalisation, balanced batches, augmentation.</summary>
    Own,

    /// <summary>That of pytorch-metric-learning's notebook TripletMarginLossMNIST.</summary>
    Pml,

    /// <summary>This project's with the fewest errors: residual network, elastic augmentation, more epochs.</summary>
    Best,
}

/// <summary>What is priced.</summary>
internal enum LossKind
{
    /// <summary>Semi-hard triplets.</summary>
    Triplet,

    /// <summary>All pairs of a batch.</summary>
    Contrastive,

    /// <summary>Each image against all others of its batch.</summary>
    SupCon,
}

/// <summary>What the command line may change about a recipe; null leaves it to the recipe.</summary>
internal sealed record RecipeOptions(RecipeKind Kind, LossKind? AskedLoss, int? Epochs, int? BatchSize, double? LearningRate, double? Margin)
{
    /// <summary>What is priced.</summary>
    public LossKind Loss => AskedLoss ?? (Kind == RecipeKind.Best ? LossKind.SupCon : LossKind.Triplet);

    /// <summary>As in the figures: recipe and loss.</summary>
    public string Name => $"{Kind}-{Loss}".ToLowerInvariant();
}
