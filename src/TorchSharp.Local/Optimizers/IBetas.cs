namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        /// <summary>A scheduler may move the first beta in the place of a momentum.</summary>
        public interface IBetas
        {
            (double, double) Betas { get; set; }
        }
    }
}
