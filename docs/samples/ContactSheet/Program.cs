using TorchSharp;
using TorchSharp.Siamese.Data.Imaging;
using TorchSharp.Siamese.Data.Sampling;
using static TorchSharp.torch;

// Draws a PNG with a row for each augmentation: the picture as it was, then what seven keys make of it.
// Arguments: the file to write, and a PNG or JPEG to start from; by default a drawn one.
const int Size = 96;
const int Keys = 7;
var file = args.Length > 0 ? args[0] : "augmentations.png";

(string Name, IBatchAugmentation Augmentation)[] rows =
[
    ("RandomHorizontalFlip", new RandomHorizontalFlip()),
    ("RandomVerticalFlip", new RandomVerticalFlip()),
    ("RandomRotation", new RandomRotation(ValueRange.PlusMinus(40), fill: 0.5f)),
    ("RandomAffine", new RandomAffine(new RandomAffineOptions
    {
        Rotation = ValueRange.PlusMinus(15),
        ShearX = ValueRange.PlusMinus(20),
        Scale = new(0.7, 1.2),
        TranslationX = ValueRange.PlusMinus(0.15),
        TranslationY = ValueRange.PlusMinus(0.15),
        Fill = 0.5f,
    })),
    ("RandomPerspective", new RandomPerspective(0.6, fill: 0.5f, probability: 1)),
    ("RandomResizedCrop", new RandomResizedCrop(new(0.15, 0.8))),
    ("ElasticTransform", new ElasticTransform(new ElasticTransformOptions { Alpha = ValueRange.Only(60), Sigma = ValueRange.Only(5), Fill = 0.5f })),
    ("ColorJitter: brightness", new ColorJitter(ColorJitterOptions.Around(brightness: 0.7))),
    ("ColorJitter: contrast", new ColorJitter(ColorJitterOptions.Around(contrast: 0.9))),
    ("ColorJitter: saturation", new ColorJitter(ColorJitterOptions.Around(saturation: 1))),
    ("ColorJitter: hue", new ColorJitter(ColorJitterOptions.Around(hue: 0.5))),
    ("RandomGrayscale", new RandomGrayscale(0.5)),
    ("RandomInvert", new RandomInvert()),
    ("RandomAutocontrast", new RandomAutocontrast()),
    ("GaussianBlur", new GaussianBlur(15, new(0.1, 4))),
    ("GaussianNoise", new GaussianNoise(new(0, 0.3), clip: new(0, 1))),
    ("RandomErasing", new RandomErasing(new RandomErasingOptions { Probability = 0.8, Fill = 0.5, NoiseDeviation = 0.2 })),
];

using var scope = NewDisposeScope();
var picture = args.Length > 1 ? Photo(args[1]) : Drawing();
var strips = new List<Tensor>();
foreach (var (name, augmentation) in rows)
{
    CounterRandom[] keys = [.. Enumerable.Range(0, Keys).Select(i => new CounterRandom((ulong)i))];
    var changed = augmentation.Apply(picture.expand(Keys, 3, Size, Size).contiguous(), keys);
    strips.Add(cat([picture, .. Enumerable.Range(0, Keys).Select(i => changed.narrow(0, i, 1))], 3));   // [1, 3, Size, 8 Size]
    Console.WriteLine($"row {strips.Count}: {name}");
}
var sheet = (cat([.. strips], 2).clamp(0, 1) * 255).round().to(ScalarType.Byte).squeeze(0);
torchvision.io.write_png(sheet, file);
Console.WriteLine($"{file}: {sheet.shape[2]} x {sheet.shape[1]} pixels");

// [1, 3, Size, Size], 0 to 1.
static Tensor Photo(string path)
{
    var bytes = torchvision.io.read_image(path, torchvision.io.ImageReadMode.RGB).to(ScalarType.Float32).unsqueeze(0);
    return nn.functional.interpolate(bytes, size: [Size, Size], mode: InterpolationMode.Area) / 255;
}

// A sky, a sun and a letter F: sides, corners and colours can all be told apart.
static Tensor Drawing()
{
    var x = arange(Size, ScalarType.Float32).expand(Size, Size);
    var y = x.transpose(0, 1);
    var color = stack([x / (2 * Size), 0.3 + (y / (3 * Size)), 0.8 - (y / (3 * Size))]);                    // [3, Size, Size]
    Tensor Box(int left, int top, int right, int bottom) => (x >= left) & (x < right) & (y >= top) & (y < bottom);
    static Tensor Color(params float[] channels) => tensor(channels).view(3, 1, 1);
    var letter = Box(20, 20, 32, 84) | Box(20, 20, 62, 31) | Box(20, 46, 52, 57);
    var sun = ((x - 74) * (x - 74)) + ((y - 22) * (y - 22)) < 144;
    color = where(letter, Color(0.9f, 0.2f, 0.15f), color);
    return where(sun, Color(0.95f, 0.85f, 0.2f), color).unsqueeze(0);
}
