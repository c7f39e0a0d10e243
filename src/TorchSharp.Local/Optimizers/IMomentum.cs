namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        /// <summary>A scheduler may move the momentum.</summary>
        public interface IMomentum
        {
            double Momentum { get; set; }
        }
    }
}
