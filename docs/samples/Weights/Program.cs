using TorchSharp.Siamese.Models.Encoders;
using TorchSharp.Siamese.Models.Weights;

var folder = Directory.CreateTempSubdirectory("weights-").FullName;
var options = ConvEncoderOptions.Strided(height: 16, width: 16, embeddingSize: 8);
using var trained = new ConvEncoder(options);

// TorchSharp's own format, and one that Python reads: safetensors.torch.load_file(path).
trained.save(Path.Combine(folder, "weights.dat"));
WeightFile.WriteSafeTensors(Path.Combine(folder, "weights.safetensors"), trained.state_dict());

using var copy = new ConvEncoder(options);
copy.load(Path.Combine(folder, "weights.dat"));
var report = copy.LoadWeights(Path.Combine(folder, "weights.safetensors"));     // .pt and .pth of torch.save go the same way
Console.WriteLine($"same network: {report}");

// Another head: everything but the last layer comes, and the report says so.
using var longer = new ConvEncoder(ConvEncoderOptions.Strided(height: 16, width: 16, embeddingSize: 32));
Console.WriteLine($"longer embedding: {longer.LoadWeights(Path.Combine(folder, "weights.safetensors"), new WeightLoadOptions { Strict = false })}");

// Names of another program: rename them, leave out what is not wanted.
using var weights = WeightFile.Read(Path.Combine(folder, "weights.safetensors"));
var renamed = weights.Tensors.ToDictionary(pair => "backbone." + pair.Key, pair => pair.Value);
renamed["classifier.weight"] = weights.Tensors["embed.weight"];
WeightFile.WriteSafeTensors(Path.Combine(folder, "other.safetensors"), renamed);
var mapped = copy.LoadWeights(Path.Combine(folder, "other.safetensors"), new WeightLoadOptions
{
    Rename = name => name.StartsWith("backbone.", StringComparison.Ordinal) ? name["backbone.".Length..] : null,
});
Console.WriteLine($"other names: {mapped}");
Directory.Delete(folder, recursive: true);
