using System;
using System.Linq;
using TorchSharp.Interop;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp
{
    namespace Modules
    {
        public sealed class Upsample : ParameterLessModule<Tensor, Tensor>
        {
            private readonly long[]? _size;
            private readonly double[]? _scale;

            internal Upsample(long[]? size, double[]? scale_factor, UpsampleMode mode, bool? align_corners, bool? recompute_scale_factor)
                : base(nameof(Upsample))
            {
                (_size, _scale, this.mode) = (size, scale_factor, mode);
                (this.align_corners, this.recompute_scale_factor) = (align_corners, recompute_scale_factor);
            }

            public bool? recompute_scale_factor { get; set; }
            public UpsampleMode mode { get; private set; }
            public bool? align_corners { get; private set; }
            public ReadOnlySpan<long> size => _size;
            public ReadOnlySpan<double> scale_factor => _scale;

            public override Tensor forward(Tensor input) =>
                nn.functional.interpolate(input, _size, _scale, (InterpolationMode)mode, align_corners, recompute_scale_factor ?? false);
        }

        public sealed class PixelShuffle : ParameterLessModule<Tensor, Tensor>
        {
            internal PixelShuffle(long upscale_factor)
                : base(nameof(PixelShuffle)) => this.upscale_factor = upscale_factor;

            public long upscale_factor { get; set; }

            public override Tensor forward(Tensor input) => nn.functional.pixel_shuffle(input, upscale_factor);
        }

        public sealed class PixelUnshuffle : ParameterLessModule<Tensor, Tensor>
        {
            internal PixelUnshuffle(long downscale_factor)
                : base(nameof(PixelUnshuffle)) => this.downscale_factor = downscale_factor;

            public long downscale_factor { get; set; }

            public override Tensor forward(Tensor input) => nn.functional.pixel_unshuffle(input, downscale_factor);
        }

        public sealed class ChannelShuffle : ParameterLessModule<Tensor, Tensor>
        {
            private static readonly Op OpChannelShuffle = new("channel_shuffle");

            internal ChannelShuffle(long groups)
                : base(nameof(ChannelShuffle)) => this.groups = groups;

            public long groups { get; set; }

            public override Tensor forward(Tensor tensor) => OpChannelShuffle.Call(tensor, groups);
        }
    }

    public static partial class torch
    {
        public enum UpsampleMode
        {
            Nearest = 0,
            Linear = 1,
            Bilinear = 2,
            Bicubic = 3,
            Trilinear = 4,
        }

        public enum InterpolationMode
        {
            Nearest = 0,
            Linear = 1,
            Bilinear = 2,
            Bicubic = 3,
            Trilinear = 4,
            Area = 5,
            NearestExact = 6,
        }

        public enum GridSampleMode
        {
            Nearest = 0,
            Bilinear = 2,
        }

        public enum GridSamplePaddingMode
        {
            Zeros = 0,
            Reflection = 1,
            Border = 2,
        }

        public static partial class nn
        {
            public static Upsample Upsample(long[]? size = null, double[]? scale_factor = null, UpsampleMode mode = UpsampleMode.Nearest,
                bool? align_corners = null, bool? recompute_scale_factor = null) =>
                new(size, scale_factor, mode, align_corners, recompute_scale_factor);

            public static PixelShuffle PixelShuffle(long upscale_factor) => new(upscale_factor);
            public static PixelUnshuffle PixelUnshuffle(long downscale_factor) => new(downscale_factor);
            public static ChannelShuffle ChannelShuffle(long groups) => new(groups);

            public static partial class functional
            {
                private static readonly Op OpPixelShuffle = new("pixel_shuffle"), OpPixelUnshuffle = new("pixel_unshuffle");
                private static readonly Op OpGridSample = new("grid_sampler"), OpAffineGrid = new("affine_grid_generator");
                private static readonly Op OpNearest1d = new("upsample_nearest1d", "vec"), OpNearestExact1d = new("_upsample_nearest_exact1d", "vec");
                private static readonly Op OpNearest2d = new("upsample_nearest2d", "vec"), OpNearestExact2d = new("_upsample_nearest_exact2d", "vec");
                private static readonly Op OpNearest3d = new("upsample_nearest3d", "vec"), OpNearestExact3d = new("_upsample_nearest_exact3d", "vec");
                private static readonly Op OpLinear1d = new("upsample_linear1d", "vec"), OpTrilinear = new("upsample_trilinear3d", "vec");
                private static readonly Op OpBilinear2d = new("upsample_bilinear2d", "vec"), OpBilinearSmooth = new("_upsample_bilinear2d_aa", "vec");
                private static readonly Op OpBicubic2d = new("upsample_bicubic2d", "vec"), OpBicubicSmooth = new("_upsample_bicubic2d_aa", "vec");

                public static Tensor pixel_shuffle(Tensor input, long upscale_factor) => OpPixelShuffle.Call(input, upscale_factor);
                public static Tensor pixel_unshuffle(Tensor input, long downscale_factor) => OpPixelUnshuffle.Call(input, downscale_factor);

                public static Tensor grid_sample(Tensor input, Tensor grid, GridSampleMode mode = GridSampleMode.Bilinear,
                    GridSamplePaddingMode padding_mode = GridSamplePaddingMode.Zeros, bool? align_corners = null) =>
                    OpGridSample.Call(input, grid, mode == GridSampleMode.Nearest ? 1 : 0, padding_mode switch
                    {
                        GridSamplePaddingMode.Border => 1,
                        GridSamplePaddingMode.Reflection => 2,
                        _ => 0,
                    }, align_corners ?? false);

                /// <param name="size">Of the output: <c>[N, C, H, W]</c> or <c>[N, C, D, H, W]</c>.</param>
                public static Tensor affine_grid(Tensor theta, long[]? size = null, bool align_corners = false)
                {
                    if (size?.Length is not (4 or 5) || size.Min() <= 0)
                        throw new ArgumentException($"Expected 4 or 5 positive sizes, got [{string.Join(", ", size ?? [])}].", nameof(size));
                    return OpAffineGrid.Call(theta, size, align_corners);
                }

                /// <summary>Resizes the dimensions after the first two, to <paramref name="size"/> or by <paramref name="scale_factor"/>.</summary>
                public static Tensor interpolate(Tensor x, long[]? size = null, double[]? scale_factor = null,
                    InterpolationMode mode = InterpolationMode.Nearest, bool? align_corners = null, bool recompute_scale_factor = false,
                    bool antialias = false)
                {
                    var dimensions = (int)x.ndim - 2;
                    if (size is { Length: 0 }) size = null;
                    if (scale_factor is { Length: 0 }) scale_factor = null;
                    CheckSizes(dimensions, size, scale_factor);
                    var smooth = mode is InterpolationMode.Linear or InterpolationMode.Bilinear or InterpolationMode.Bicubic or InterpolationMode.Trilinear;
                    if (!smooth && align_corners is not null)
                        throw new ArgumentException("align_corners can be set only with the modes Linear, Bilinear, Bicubic and Trilinear.", nameof(align_corners));
                    if (antialias && mode is not (InterpolationMode.Bilinear or InterpolationMode.Bicubic) || antialias && dimensions != 2)
                        throw new ArgumentException("antialias needs the mode Bilinear or Bicubic and images.", nameof(antialias));
                    if (scale_factor is not null && (recompute_scale_factor || mode == InterpolationMode.Area))
                        (size, scale_factor) = (x.shape.Skip(2).Zip(scale_factor, (n, scale) => (long)Math.Floor(n * scale)).ToArray(), null);
                    return (dimensions, mode) switch
                    {
                        (1, InterpolationMode.Nearest) => OpNearest1d.Call(x, size, scale_factor),
                        (2, InterpolationMode.Nearest) => OpNearest2d.Call(x, size, scale_factor),
                        (3, InterpolationMode.Nearest) => OpNearest3d.Call(x, size, scale_factor),
                        (1, InterpolationMode.NearestExact) => OpNearestExact1d.Call(x, size, scale_factor),
                        (2, InterpolationMode.NearestExact) => OpNearestExact2d.Call(x, size, scale_factor),
                        (3, InterpolationMode.NearestExact) => OpNearestExact3d.Call(x, size, scale_factor),
                        (1, InterpolationMode.Area) => adaptive_avg_pool1d(x, size![0]),
                        (2, InterpolationMode.Area) => adaptive_avg_pool2d(x, size!),
                        (3, InterpolationMode.Area) => adaptive_avg_pool3d(x, size!),
                        (1, InterpolationMode.Linear) => OpLinear1d.Call(x, size, align_corners ?? false, scale_factor),
                        (2, InterpolationMode.Bilinear) =>
                            (antialias ? OpBilinearSmooth : OpBilinear2d).Call(x, size, align_corners ?? false, scale_factor),
                        (2, InterpolationMode.Bicubic) =>
                            (antialias ? OpBicubicSmooth : OpBicubic2d).Call(x, size, align_corners ?? false, scale_factor),
                        (3, InterpolationMode.Trilinear) => OpTrilinear.Call(x, size, align_corners ?? false, scale_factor),
                        _ => throw new ArgumentException($"The mode {mode} does not fit an input of {x.ndim} dimensions.", nameof(mode)),
                    };
                }

                private static void CheckSizes(int dimensions, long[]? size, double[]? scale)
                {
                    if ((size is null) == (scale is null)) throw new ArgumentException("Give either size or scale_factor.", nameof(size));
                    var count = size?.Length ?? scale!.Length;
                    if (count != dimensions)
                        throw new ArgumentException($"Expected {dimensions} numbers, one for each dimension after the second, got {count}.",
                            size is null ? "scale_factor" : nameof(size));
                }
            }
        }
    }
}
