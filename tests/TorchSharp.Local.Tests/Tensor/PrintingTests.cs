using static TorchSharp.torch;

namespace TorchSharp.Local.Tests.Tensors;

[NonParallelizable]
public class PrintingTests
{
    // The layouts are TorchSharp's, taken from its documentation and from running it.
    [Test]
    public void ToString_SaysShapeTypeAndDevice()
    {
        using var scope = NewDisposeScope();
        Assert.That(zeros(2, 3).ToString(), Is.EqualTo("[2x3], type = Float32, device = cpu"));
        Assert.That(tensor(1).ToString(), Is.EqualTo("[], type = Int32, device = cpu"));
        Assert.That(zeros(2).metastr(), Is.EqualTo("[2], type = Float32, device = cpu"));
    }

    [Test]
    public void Julia_PutsColumnsUnderEachOther()
    {
        using var scope = NewDisposeScope();
        Assert.That(tensor(3.14159f).jlstr(newLine: "|"), Is.EqualTo("[], type = Float32, device = cpu, value = 3.1416"));
        Assert.That(tensor(new[] { 1f, -2.5f }).jlstr(newLine: "|"), Is.EqualTo("[2], type = Float32, device = cpu| 1 -2.5|"));
        Assert.That(tensor(new[,] { { 1, 20 }, { 300, 4 } }).jlstr(newLine: "|"),
            Is.EqualTo("[2x2], type = Int32, device = cpu|   1 20| 300  4|"));
        Assert.That(arange(4).reshape(2, 1, 2).jlstr(newLine: "|"),
            Is.EqualTo("[2x1x2], type = Int64, device = cpu|[0,..,..] =| 0 1||[1,..,..] =| 2 3|"));
        Assert.That(arange(20).jlstr(width: 12, newLine: "|"), Is.EqualTo("[20], type = Int64, device = cpu| 0 1 2 3 ...|"));
    }

    [Test]
    public void Numpy_NestsAndElides()
    {
        using var scope = NewDisposeScope();
        Assert.That(tensor(7).npstr(), Is.EqualTo("7"));
        Assert.That(tensor(new[] { 1f, 2.5f }).npstr(), Is.EqualTo("[1, 2.5]"));
        Assert.That(tensor(new[,] { { true }, { false } }).npstr(newLine: "|"), Is.EqualTo("[[True]| [False]]"));
        Assert.That(arange(10).npstr(), Is.EqualTo("[0, 1, 2, ... 7, 8, 9]"));
        Assert.That(arange(8).reshape(8, 1).npstr(newLine: "|"), Is.EqualTo("[[0]| [1]| [2]| ...| [5]| [6]| [7]]"));
        Assert.That(arange(4).reshape(2, 2, 1).npstr(newLine: "|"), Is.EqualTo("[[[0]|  [1]]|| [[2]|  [3]]]"));
        Assert.That(zeros(0).npstr(), Is.EqualTo("[]"));
    }

    [Test]
    public void CSharp_IsSource()
    {
        using var scope = NewDisposeScope();
        Assert.That(tensor(1f).cstr(), Is.EqualTo("[], type = Float32, device = cpu, value = 1"));
        Assert.That(tensor(new[] { 1L, 2 }).cstr(), Is.EqualTo("[2], type = Int64, device = cpu, value = long [] {1L, 2L}"));
        Assert.That(tensor(new[,] { { 1f, 2 }, { 3, 4 } }).cstr(newLine: "|"),
            Is.EqualTo("[2x2], type = Float32, device = cpu, value = |float [,] {| {1f, 2f},| {3f, 4f}|}"));
    }

    [Test]
    public void Options_ApplyToWhatIsPrintedAfterwards()
    {
        using var t = tensor(new[] { 1.23456f, 2 });
        try
        {
            set_printoptions(precision: 2, newLine: "|");
            Assert.That(t.str(), Is.EqualTo("[2], type = Float32, device = cpu| 1.23 2.00|"));
            set_printoptions(style: numpy);
            Assert.That(t.ToString(true), Is.EqualTo("[1.23, 2.00]"));
            Assert.That(torch.TensorStringStyle, Is.EqualTo(TensorStringStyle.Numpy));
            Assert.Throws<ArgumentException>(() => torch.TensorStringStyle = TensorStringStyle.Default);
        }
        finally
        {
            set_printoptions(TensorStringStyle.Julia, "g5", 100, Environment.NewLine, 6, 6);
        }
    }

    [Test]
    public void Tolist_NestsScalars()
    {
        using var t = tensor(new[,] { { 1, 2 }, { 3, 4 } });
        var rows = (System.Collections.ArrayList)t.tolist();
        var row = (System.Collections.ArrayList)rows[1]!;
        Assert.That(((Scalar)row[0]!).ToInt32(), Is.EqualTo(3));
    }
}
