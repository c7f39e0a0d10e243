namespace TorchSharp;

public static partial class torchvision
{
    public static partial class io
    {
        /// <summary>The channels that a decoded image shall have; unchanged is what the file has.</summary>
        public enum ImageReadMode
        {
            UNCHANGED,
            GRAY,
            GRAY_ALPHA,
            RGB,
            RGB_ALPHA,
        }
    }
}
