namespace TorchSharp.Siamese.Models.Losses.Rows;

/// <summary>Which triplets of an anchor cost what.</summary>
/// <param name="Margin">Margin of the loss.</param>
/// <param name="Soft">Soft margin instead of the hinge.</param>
/// <param name="Selection">Which triplets are priced.</param>
/// <param name="Window">How much farther than the positive a semi-hard negative may be.</param>
internal readonly record struct TripletRule(double Margin, bool Soft, TripletSelection Selection, double Window);
