using TorchSharp.Siamese.Data.Sources;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Examples.Omniglot;

/// <summary>Embeds images as the mean of several views: as they are, and slightly turned, moved, shrunk and enlarged.</summary>
internal static class SeveralViews
{
    private const int BatchSize = 500;
    private const double Turn = 8;          // degrees
    private const double Move = 0.0375;     // share of the side
    private const double Stretch = 0.1;

    /// <summary>Embeddings of all images, <c>[N, D]</c>, of length 1. The caller owns them.</summary>
    /// <param name="encoder">Images to embeddings of length 1; put into evaluation mode.</param>
    /// <param name="images">The images.</param>
    /// <param name="device">Where the encoder is.</param>
    /// <param name="views">How many, 1 to 9: the first of them is the image as it is.</param>
    /// <param name="cancellationToken">Stops at the next batch.</param>
    public static Tensor Embed(
        nn.Module<Tensor, Tensor> encoder, ISampleSource images, Device device, int views, CancellationToken cancellationToken)
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        encoder.eval();
        var parts = new List<Tensor>();
        var maps = Maps(images.Shape.Width)[..views];
        for (var first = 0; first < images.Count; first += BatchSize)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var inner = NewDisposeScope();
            var values = new float[Math.Min(BatchSize, images.Count - first) * images.Shape.Length];
            for (var i = 0; i < values.Length / images.Shape.Length; i++)
                images.ReadInto(first + i, values.AsSpan(i * images.Shape.Length, images.Shape.Length));
            var sum = zeros(1);
            foreach (var map in maps)
                sum = sum + encoder.call(View(values, images.Shape, map).to(device)).cpu();
            parts.Add(nn.functional.normalize(sum).MoveToOuterDisposeScope());
        }
        return cat(parts).MoveToOuterDisposeScope();
    }

    private static Tensor View(float[] values, ImageShape shape, WarpMap? map)
    {
        var view = values;
        if (map is { } given)
        {
            view = [.. values];
            StrokeWarp.Apply(view, shape, given);
        }
        return tensor(view).view(-1, shape.Channels, shape.Height, shape.Width);
    }

    private static WarpMap?[] Maps(int side)
    {
        WarpMap? Of(double degrees = 0, double scale = 1, double moveX = 0, double moveY = 0)
            => WarpMap.Of(side, degrees, 0, scale, scale, moveX * side, moveY * side);
        return
        [
            null, Of(degrees: Turn), Of(degrees: -Turn), Of(moveX: Move), Of(moveX: -Move), Of(moveY: Move), Of(moveY: -Move),
            Of(scale: 1 - Stretch), Of(scale: 1 + Stretch),
        ];
    }
}
