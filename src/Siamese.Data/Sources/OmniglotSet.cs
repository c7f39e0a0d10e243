namespace TorchSharp.Siamese.Data.Sources;

/// <summary>Which part of Omniglot.</summary>
public enum OmniglotSet
{
    /// <summary>30 alphabets, 964 characters, to train on: <c>images_background</c>.</summary>
    Background,

    /// <summary>20 alphabets, 659 characters, to evaluate on: <c>images_evaluation</c>.</summary>
    Evaluation,

    /// <summary>5 alphabets of the background set, 136 characters: <c>images_background_small1</c>.</summary>
    BackgroundSmall1,

    /// <summary>5 other alphabets of the background set: <c>images_background_small2</c>.</summary>
    BackgroundSmall2,
}
