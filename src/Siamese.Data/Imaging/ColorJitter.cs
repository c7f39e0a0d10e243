using TorchSharp.Siamese.Data.Imaging.Kernels;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Sources;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Imaging;

/// <summary>Changes brightness, contrast, saturation and hue of each image at random, in a random order.</summary>
/// <remarks>
/// <para>The operations are those of torchvision's <c>ColorJitter</c>. Brightness b: <c>b v</c>. Contrast c: <c>c v + (1 - c) m</c>,
/// m the mean of the gray picture. Saturation s: <c>s v + (1 - s) g</c>, g the pixel's gray. Hue: turned on the colour circle.
/// Values are counted from black and kept between <see cref="ColorJitterOptions.Values"/>.</para>
/// <para>Images of other than 3 channels (or 4, where the last is alpha and stays) have no colour: saturation and hue leave
/// them as they are. Images that were normalised by mean and deviation come in by <see cref="Unnormalized"/>. Immutable,
/// thread-safe.</para>
/// </remarks>
public sealed class ColorJitter : ImageAugmentation
{
    private const int Steps = 4;
    private const ulong OrderBranch = 1;

    private readonly ColorJitterOptions _options;

    /// <param name="options">What to draw from.</param>
    public ColorJitter(ColorJitterOptions options)
        : base(NotNull(options).Probability, "Brightness", "Contrast", "Saturation", "Hue", "First", "Second", "Third", "Fourth") =>
        _options = options;

    // Numbers of the parameters and of the draws; those of the order, behind them, hold these. Never renumbered.
    private enum Step
    {
        Brightness, Contrast, Saturation, Hue,
    }

    private protected override string Settings => _options.ToString();

    private protected override bool Draw(CounterRandom random, ImageShape shape, Span<double> parameters)
    {
        parameters[(int)Step.Brightness] = _options.Brightness.At(random.Unit((ulong)Step.Brightness));
        parameters[(int)Step.Contrast] = _options.Contrast.At(random.Unit((ulong)Step.Contrast));
        parameters[(int)Step.Saturation] = _options.Saturation.At(random.Unit((ulong)Step.Saturation));
        parameters[(int)Step.Hue] = _options.Hue.At(random.Unit((ulong)Step.Hue));
        var order = parameters[Steps..];
        for (var i = 0; i < Steps; i++)
            order[i] = i;
        random.Fork(OrderBranch).Shuffle(order);
        for (var i = 0; i < Steps; i++)
        {
            if (Changes((Step)i, parameters[i], shape))
                return true;
        }
        return false;
    }

    private protected override void Change(
        Span<float> image, ImageShape shape, ReadOnlySpan<double> parameters, CounterRandom random, Span<float> scratch)
    {
        foreach (var step in parameters[Steps..])
            Change(image, shape, (Step)(int)step, parameters[(int)step]);
    }

    private protected override Tensor Change(Tensor images, ImageShape shape, in BatchDraws draws)
    {
        var result = images;
        var places = new List<long>(draws.Count);
        var amounts = new List<double>(draws.Count);
        for (var turn = 0; turn < Steps; turn++)
        {
            for (var step = 0; step < Steps; step++)
            {
                places.Clear();
                amounts.Clear();
                for (var i = 0; i < draws.Count; i++)
                {
                    var parameters = draws.Of(i);
                    if ((int)parameters[Steps + turn] != step || !Changes((Step)step, parameters[step], shape))
                        continue;
                    places.Add(i);
                    amounts.Add(parameters[step]);
                }
                if (places.Count == 0)
                    continue;
                var at = tensor(places.ToArray(), device: images.device);
                var amount = BatchDraws.OnDevice([.. amounts], images);
                var changed = ColorTensors.OnVisible(
                    result.index_select(0, at), shape, visible => Changed(visible, shape, (Step)step, amount));
                result = result.index_copy(0, at, changed);
            }
        }
        return result;
    }

    private static ColorJitterOptions NotNull(ColorJitterOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options;
    }

    private static bool Changes(Step step, double amount, ImageShape shape) => step switch
    {
        Step.Brightness or Step.Contrast => amount != 1,
        Step.Saturation => amount != 1 && ColorKernels.HasColor(shape),
        Step.Hue => amount != 0 && ColorKernels.HasColor(shape),
        _ => throw new ArgumentOutOfRangeException(nameof(step), step, $"Needs {Step.Brightness} to {Step.Hue}, got {step}."),
    };

    private void Change(Span<float> image, ImageShape shape, Step step, double amount)
    {
        if (!Changes(step, amount, shape))
            return;
        var (black, white) = ((float)_options.Values.Min, (float)_options.Values.Max);
        var visible = ColorKernels.Visible(image, shape);
        switch (step)
        {
            case Step.Brightness:
                ColorKernels.Levels(visible, (float)amount, (float)((1 - amount) * black), black, white);
                break;
            case Step.Contrast:
                var mean = ColorKernels.MeanBrightness(image, shape, black);
                ColorKernels.Levels(visible, (float)amount, (float)((1 - amount) * mean), black, white);
                break;
            case Step.Saturation:
                ColorKernels.Saturate(image, shape, amount, _options.Values);
                break;
            default:
                ColorKernels.TurnHue(image, shape, amount, _options.Values);
                break;
        }
    }

    private Tensor Changed(Tensor visible, ImageShape shape, Step step, Tensor amount) => step switch
    {
        Step.Brightness => ColorTensors.Brighten(visible, amount, _options.Values),
        Step.Contrast => ColorTensors.Contrast(visible, shape, amount, _options.Values),
        Step.Saturation => ColorTensors.Saturate(visible, amount, _options.Values),
        _ => ColorTensors.TurnHue(visible, amount, _options.Values),
    };
}
