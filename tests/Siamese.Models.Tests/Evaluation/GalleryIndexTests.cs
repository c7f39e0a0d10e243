using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.Models.Evaluation;
using TorchSharp.Siamese.TestSupport;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Tests.Evaluation;

public class GalleryIndexTests
{
    private static readonly object[] Distances =
    [
        new TestCaseData(new LpDistance()).SetArgDisplayNames("Euclidean"),
        new TestCaseData(new LpDistance(1, 2, false)).SetArgDisplayNames("Manhattan squared"),
        new TestCaseData(new CosineSimilarity()).SetArgDisplayNames("cosine"),
        new TestCaseData(new SnrDistance()).SetArgDisplayNames("signal to noise"),
    ];

    [TestCaseSource(nameof(Distances))]
    public void Search_RandomRowsInSmallBlocks_IsASortOfTheMatrix(IDistance distance)
    {
        using var scope = NewDisposeScope();
        var (query, rows) = (Batches.Stack(Batches.Rows(9, 4, 1)), Batches.Stack(Batches.Rows(20, 4, 2)));
        using var gallery = Make(rows, distance);
        var matrix = (double[,])distance.Matrix(query, rows).data<double>().ToNDArray();
        var found = gallery.Search(query, 6, blockElements: 50);
        for (var i = 0; i < 9; i++)
        {
            var expected = Enumerable.Range(0, 20).OrderBy(j => distance.IsInverted ? -matrix[i, j] : matrix[i, j]).Take(6).ToArray();
            Assert.That(found[i].Select(hit => hit.Name), Is.EqualTo(expected.Select(j => $"row {j}")));
            Assert.That(found[i].Select(hit => hit.Score), Is.EqualTo(expected.Select(j => matrix[i, j])).Within(1e-12));
        }
    }

    // Rows at 0, 2, 2, 5; a query at 2: the two at distance 0 in the order they came, then 0, then 5.
    [Test]
    public void Search_Ties_ComeInTheOrderOfAdding()
    {
        using var scope = NewDisposeScope();
        using var gallery = Make(tensor([0.0, 2, 2, 5], [4, 1]), new LpDistance(normalize: false));
        Assert.That(gallery.Search(tensor([2.0], [1, 1]), 9)[0], Is.EqualTo(new GalleryHit[] { new("row 1", 0), new("row 2", 0), new("row 0", 2), new("row 3", 3) }));
        Assert.That(gallery.Search(tensor([2.0], [1, 1]), 1)[0], Is.EqualTo(new GalleryHit[] { new("row 1", 0) }));
        Assert.That(gallery.Within(tensor([2.0], [1, 1]), 2)[0].Select(hit => hit.Name), Is.EqualTo(new[] { "row 1", "row 2", "row 0" }));
        Assert.That(gallery.Within(tensor([9.0], [1, 1]), 3.9)[0], Is.Empty);
    }

    // 0.1 as float32 is above 0.1: the limit counts as it is given.
    [Test]
    public void Within_LimitBetweenFloats_IsNotRounded()
    {
        using var scope = NewDisposeScope();
        using var gallery = new GalleryIndex(1, new LpDistance(normalize: false));
        gallery.Add(["a"], tensor([0.1f], [1, 1]));
        var origin = zeros(1, 1);
        Assert.That(gallery.Within(origin, 0.1)[0], Is.Empty);
        Assert.That(gallery.Within(origin, gallery.Search(origin)[0][0].Score)[0], Has.Count.EqualTo(1));
    }

    [Test]
    public void AddAndRemove_InAnyOrder_LeaveWhatAFreshGalleryHas()
    {
        using var scope = NewDisposeScope();
        var rows = Batches.Stack(Batches.Rows(30, 3, 3));
        using var gallery = new GalleryIndex(3, type: ScalarType.Float64);
        Assert.That(gallery.Search(rows, 2), Has.All.Empty);
        for (var i = 0; i < 30; i++)
            gallery.Add([$"row {i}"], rows.narrow(0, i, 1));
        Assert.That(gallery.Remove(["row 3", "row 29", "nobody", "row 0", "row 3"]), Is.EqualTo(3));
        Assert.That(gallery.Remove(["row 3"]), Is.Zero);
        gallery.Add(["row 3"], rows.narrow(0, 3, 1));
        Assert.That(gallery.Count, Is.EqualTo(28));
        Assert.That(gallery.Names, Is.EqualTo(Enumerable.Range(1, 28).Where(i => i != 3).Append(3).Select(i => $"row {i}")));
        var found = gallery.Search(rows, 1);
        for (var i = 0; i < 30; i++)
            Assert.That(found[i][0].Name == $"row {i}", Is.EqualTo(i is not (0 or 29)), $"query {i}");
    }

    [TestCaseSource(nameof(Distances))]
    public void SaveAndLoad_KeepRowsNamesAndDistance(IDistance distance)
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        var query = Batches.Stack(Batches.Rows(5, 4, 1));
        using var gallery = Make(Batches.Stack(Batches.Rows(20, 4, 2)), distance);
        gallery.Save(folder.File("inside/gallery"));
        using var read = GalleryIndex.Load(folder.File("inside/gallery"), dimension: 4);
        Assert.That((read.Count, read.Dimension, read.Type, read.ToString()), Is.EqualTo((20, 4, ScalarType.Float64, gallery.ToString())));
        Assert.That(read.Search(query, 20), Is.EqualTo(gallery.Search(query, 20)));
        Assert.That(Directory.GetFiles(Path.Combine(folder.Path, "inside")), Has.Length.EqualTo(1), "nothing but the file");
    }

    [Test]
    public void SaveAndLoad_EmptyOrSinglePrecision_Works()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        using var gallery = new GalleryIndex(7);
        gallery.Save(folder.File("g"));
        using (var read = GalleryIndex.Load(folder.File("g")))
            Assert.That((read.Count, read.Dimension), Is.EqualTo((0, 7)));
        var rows = randn(3, 7);
        gallery.Add(["a", "ü", "c"], rows);
        gallery.Save(folder.File("g"));
        using var again = GalleryIndex.Load(folder.File("g"));
        Assert.That(again.Names, Is.EqualTo(new[] { "a", "ü", "c" }));
        Assert.That(again.Rows.equal(rows).all().item<bool>(), Is.True);
    }

    [Test]
    public void Load_AnyByteChangedOrFileCut_IsRefused()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        using (var gallery = Make(Batches.Stack(Batches.Rows(3, 2, 2)), new LpDistance()))
            gallery.Save(folder.File("g"));
        var good = File.ReadAllBytes(folder.File("g"));
        for (var i = 0; i < good.Length; i++)
        {
            var flipped = good.AsSpan().ToArray();
            flipped[i] ^= (byte)(1 << (i % 8));
            AssertRefused(folder.Write("bad", flipped), $"byte {i}");
            AssertRefused(folder.Write("bad", good.AsSpan(0, i)), $"cut at {i}");
        }
        AssertRefused(folder.Write("bad", [.. good, 0]), "longer");
    }

    [Test]
    public void Load_ForeignFiles_SayWhatIsAmiss()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        using (var gallery = Make(Batches.Stack(Batches.Rows(3, 2, 2)), new LpDistance()))
            gallery.Save(folder.File("g"));
        Assert.That(() => GalleryIndex.Load(folder.Write("text", new byte[100])), Throws.TypeOf<InvalidDataException>().With.Message.Contains("needs a gallery that GalleryIndex.Save wrote"));
        Assert.That(() => GalleryIndex.Load(folder.File("g"), dimension: 5), Throws.TypeOf<InvalidDataException>().With.Message.Contains("needs a gallery of embeddings of 5 numbers, got one of 2."));
        Assert.That(() => GalleryIndex.Load(folder.File("g"), new CosineSimilarity()), Throws.TypeOf<InvalidDataException>().With.Message.Contains("needs the distance it was made for"));
        Assert.That(() => GalleryIndex.Load(folder.File("none")), Throws.TypeOf<FileNotFoundException>().With.Message.Contains("found nothing"));
        Assert.That(() => GalleryIndex.Load(folder.Path), Throws.TypeOf<FileNotFoundException>().With.Message.Contains("found a folder"));
    }

    [Test]
    public void Save_PlaceThatCannotBeWritten_LeavesTheOldFile()
    {
        using var folder = new TemporaryFolder();
        using var gallery = new GalleryIndex(2);
        gallery.Save(folder.File("file"));
        Assert.That(() => gallery.Save(folder.File("file/inside")), Throws.InstanceOf<IOException>());
        using var old = GalleryIndex.Load(folder.File("file"));
        Assert.That(old.Count, Is.Zero);
    }

    [Test]
    public void AddAndSearch_BadInput_IsNamedAndAddsNothing()
    {
        using var scope = NewDisposeScope();
        using var gallery = new GalleryIndex(2);
        gallery.Add(["a"], ones(1, 2));
        AssertNamed("names", "Expected names that are not in the gallery and differ from one another, got 'a'.", () => gallery.Add(["b", "a"], ones(2, 2)));
        AssertNamed("names", "Expected names that are not in the gallery and differ from one another, got 'b'.", () => gallery.Add(["b", "b"], ones(2, 2)));
        AssertNamed("embeddings", "Expected shape [2, 2], got [1, 2].", () => gallery.Add(["b", "c"], ones(1, 2)));
        AssertNamed("embeddings", "Expected dtype Float32, got Float64.", () => gallery.Add(["b"], ones(1, 2, ScalarType.Float64)));
        AssertNamed("embeddings", "Expected finite embeddings, got NaN or infinity in row 0.", () => gallery.Add(["b"], full(1, 2, float.NaN)));
        AssertNamed("query", "Expected shape [-1, 2], got [1, 3].", () => gallery.Search(ones(1, 3)));
        AssertNamed("query", "Expected finite embeddings, got NaN or infinity in row 0.", () => gallery.Search(full(1, 2, float.NaN)));
        AssertNamed("k", "Expected 1 to 2147483647, got 0.", () => gallery.Search(ones(1, 2), 0));
        AssertNamed("threshold", "Expected a threshold that is a number, got NaN.", () => gallery.Within(ones(1, 2), double.NaN));
        AssertNamed("dimension", "Expected 1 to 2147483647, got 0.", () => _ = new GalleryIndex(0));
        AssertNamed("type", "Expected Float32 or Float64, got Int64.", () => _ = new GalleryIndex(1, type: ScalarType.Int64));
        Assert.That(gallery.Count, Is.EqualTo(1));
        gallery.Dispose();
        gallery.Dispose();
        Assert.That(() => gallery.Search(ones(1, 2)), Throws.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public void Everything_LeavesOnlyTheRowsAlive()
    {
        using var folder = new TemporaryFolder();
        using Tensor rows = randn(6, 3), more = randn(6, 3);
        var path = folder.File("g");
        LeakCheck.LeavesOnlyItsResult(() =>
        {
            var gallery = new GalleryIndex(3);
            gallery.Add(["a", "b", "c", "d", "e", "f"], rows);
            gallery.Remove(["b"]);
            gallery.Search(more, 2);
            gallery.Within(more, 1);
            gallery.Save(path);
            return gallery;
        });
        LeakCheck.LeavesOnlyItsResult(() => GalleryIndex.Load(path));
    }

    private static GalleryIndex Make(Tensor rows, IDistance distance)
    {
        var gallery = new GalleryIndex((int)rows.shape[1], distance, rows.dtype);
        gallery.Add([.. Enumerable.Range(0, (int)rows.shape[0]).Select(i => $"row {i}")], rows);
        return gallery;
    }

    private static void AssertRefused(string path, string what) => Assert.That(() => GalleryIndex.Load(path), Throws.TypeOf<InvalidDataException>(), what);

    private static void AssertNamed(string name, string message, Action action)
    {
        var error = Assert.Catch<ArgumentException>(action);
        Assert.That(error!.ParamName, Is.EqualTo(name));
        Assert.That(error.Message, Does.StartWith(message));
    }
}
