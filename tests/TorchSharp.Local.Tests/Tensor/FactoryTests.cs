using System.Numerics;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp.Local.Tests.Tensors;

public class FactoryTests
{
    private static readonly Dictionary<string, (Func<Tensor> Make, ScalarType Type)> Arrays = new()
    {
        ["bool"] = (() => tensor(new[] { true, false, true }), ScalarType.Bool),
        ["byte"] = (() => tensor(new byte[] { 1, 0, 1 }), ScalarType.Byte),
        ["sbyte"] = (() => tensor(new sbyte[] { 1, 0, 1 }), ScalarType.Int8),
        ["short"] = (() => tensor(new short[] { 1, 0, 1 }), ScalarType.Int16),
        ["int"] = (() => tensor(new[] { 1, 0, 1 }), ScalarType.Int32),
        ["long"] = (() => tensor(new[] { 1L, 0, 1 }), ScalarType.Int64),
        ["Half"] = (() => tensor(new[] { (Half)1, (Half)0, (Half)1 }), ScalarType.Float16),
        ["BFloat16"] = (() => tensor(new[] { new BFloat16(1), new BFloat16(0), new BFloat16(1) }), ScalarType.BFloat16),
        ["float"] = (() => tensor(new[] { 1f, 0, 1 }), ScalarType.Float32),
        ["double"] = (() => tensor(new[] { 1.0, 0, 1 }), ScalarType.Float64),
        ["list"] = (() => tensor(new List<float> { 1, 0, 1 }), ScalarType.Float32),
        ["list interface"] = (() => tensor((IList<long>)Array.AsReadOnly(new[] { 1L, 0, 1 })), ScalarType.Int64),
        ["memory"] = (() => tensor(new Memory<int>([1, 0, 1]), [3]), ScalarType.Int32),
    };

    private static string[] Kinds => [.. Arrays.Keys];

    [TestCaseSource(nameof(Kinds))]
    public void Tensor_FromEachKindOfArray_HasItsTypeAndValues(string kind)
    {
        using var scope = NewDisposeScope();
        var made = Arrays[kind].Make();
        Assert.That(made.dtype, Is.EqualTo(Arrays[kind].Type));
        TensorAssert.Holds(made, 1, 0, 1);
    }

    [Test]
    public void Tensor_FromComplexNumbers_KeepsBothParts()
    {
        using var scope = NewDisposeScope();
        var single = tensor(new[] { (1f, 2f), (3f, 4f) });
        Assert.That(single.dtype, Is.EqualTo(ScalarType.ComplexFloat32));
        TensorAssert.Holds(single.imag, 2, 4);
        var twofold = tensor(new[] { new Complex(1, -2) });
        Assert.That(twofold.dtype, Is.EqualTo(ScalarType.ComplexFloat64));
        Assert.That(twofold[0].item<Complex>(), Is.EqualTo(new Complex(1, -2)));
        Assert.That(tensor(0.5, 1.5).item<Complex>(), Is.EqualTo(new Complex(0.5, 1.5)));
    }

    [Test]
    public void Tensor_OfArraysOfSeveralRanks_HasTheirShapes()
    {
        using var scope = NewDisposeScope();
        TensorAssert.Holds(tensor(new[,] { { 1f, 2 }, { 3, 4 }, { 5, 6 } }), [3, 2], [1, 2, 3, 4, 5, 6]);
        TensorAssert.Holds(tensor(new[,,] { { { 1 }, { 2 } } }), [1, 2, 1], [1, 2]);
        TensorAssert.Holds(tensor(new[,,,] { { { { 7.0 } } } }), [1, 1, 1, 1], [7]);
        TensorAssert.Holds(tensor(new[] { 1f, 2, 3, 4, 5, 6 }, [2, 3]), [2, 3], [1, 2, 3, 4, 5, 6]);
        TensorAssert.Holds(tensor([1, 2, 3, 4], 2, 2), [2, 2], [1, 2, 3, 4]);
    }

    [Test]
    public void Tensor_OfNumbers_HasNoDimensionsAndTheirType()
    {
        using var scope = NewDisposeScope();
        Assert.That(new[] { tensor(1f), tensor(1.0), tensor(1), tensor(1L), tensor(true), tensor((byte)1) }.Select(t => t.dtype),
            Is.EqualTo(new[] { ScalarType.Float32, ScalarType.Float64, ScalarType.Int32, ScalarType.Int64, ScalarType.Bool, ScalarType.Byte }));
        TensorAssert.IsScalar(tensor(2.5, ScalarType.Float32), 2.5);
    }

    [Test]
    public void Tensor_WithAType_Converts()
    {
        using var scope = NewDisposeScope();
        var made = tensor(new[] { 1.9, -1.9 }, ScalarType.Int32);
        Assert.That(made.dtype, Is.EqualTo(ScalarType.Int32));
        TensorAssert.Holds(made, 1, -1);
    }

    [Test]
    public void Tensor_FromAnArray_DoesNotShareIt()
    {
        using var scope = NewDisposeScope();
        var array = new[] { 1f, 2 };
        var made = tensor(array);
        array[0] = 9;
        TensorAssert.Holds(made, 1, 2);
    }

    [Test]
    public void Tensor_DimensionsNeedMoreThanThereIs_NamesBothNumbers()
    {
        var error = Assert.Throws<ArgumentException>(() => tensor(new[] { 1f, 2, 3 }, [2, 2]));
        Assert.That(error!.Message, Does.Contain("4 vs. 3"));
    }

    [Test]
    public void Tensor_IntegersThatShallHaveAGradient_ThrowsAndLeavesNothing()
    {
        var before = Tensor.TotalCount;
        Assert.Throws<ExternalException>(() => tensor(new[] { 1, 2 }, requires_grad: true));
        Assert.That(Tensor.TotalCount, Is.EqualTo(before));
    }

    [Test]
    public void FromArray_SharesMemoryBothWays()
    {
        using var scope = NewDisposeScope();
        var array = new[,] { { 1f, 2 }, { 3, 4 } };
        var made = from_array(array);
        array[0, 1] = 9;
        made[1, 0] = 7;
        TensorAssert.Holds(made, [2, 2], [1, 9, 7, 4]);
        Assert.That(array[1, 0], Is.EqualTo(7));
    }

    [Test]
    public void FromArray_WithAnotherType_Copies()
    {
        using var scope = NewDisposeScope();
        var array = new[] { 1, 2 };
        var made = from_array(array, ScalarType.Float32);
        array[0] = 9;
        TensorAssert.Holds(made, 1, 2);
        Assert.Throws<NotSupportedException>(() => from_array(new[] { "a" }));
    }

    [Test]
    public void FromArray_TensorOutlivesTheLastReferenceToTheArray()
    {
        using var made = Make();
        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        using var sum = made.sum();
        Assert.That(sum.item<long>(), Is.EqualTo(499_500));

        static Tensor Make() => from_array(Enumerable.Range(0, 1000).Select(i => (long)i).ToArray());
    }

    [Test]
    public void Frombuffer_TakesAPartAndChecksIt()
    {
        using var scope = NewDisposeScope();
        var array = new[] { 1f, 2, 3, 4 };
        TensorAssert.Holds(frombuffer(array, float32, 2, 1), 2, 3);
        TensorAssert.Holds(frombuffer(array, float64, offset: 2), 3, 4);
        Assert.Throws<ArgumentException>(() => frombuffer(array, float32, offset: 4));
        Assert.Throws<ArgumentException>(() => frombuffer(array, float32, offset: -1));
        Assert.Throws<IndexOutOfRangeException>(() => frombuffer(array, float32, 4, 1));
    }

    [Test]
    public void AsTensor_SharesWhatNeedsNoConversion()
    {
        using var scope = NewDisposeScope();
        var given = ones(2);
        var same = as_tensor(given);
        same[0] = 5;
        TensorAssert.Holds(given, 5, 1);
        Assert.That(as_tensor(given, ScalarType.Int64).dtype, Is.EqualTo(ScalarType.Int64));
        TensorAssert.Holds(as_tensor(new[] { 1L, 2 }), 1, 2);
    }

    [Test]
    public void Filled_EachForm_HasShapeTypeAndValue()
    {
        using var scope = NewDisposeScope();
        TensorAssert.Holds(zeros(2, 3), [2, 3], new double[6]);
        TensorAssert.Holds(ones([2L], ScalarType.Int64), 1, 1);
        TensorAssert.Holds(full([2L], 7, ScalarType.Float32), 7, 7);
        Assert.That(zeros(1).dtype, Is.EqualTo(ScalarType.Float32));
        Assert.That(full(1, 7).dtype, Is.EqualTo(ScalarType.Int64), "full takes an integer's type");
        Assert.That(full(1, 7.0).dtype, Is.EqualTo(ScalarType.Float32));
        Assert.That(empty(2, 3, 4, 5).shape, Is.EqualTo(new long[] { 2, 3, 4, 5 }));
        Assert.That(empty_strided([2, 2], [1, 2]).stride(), Is.EqualTo(new long[] { 1, 2 }));
        Assert.That(zeros(1, requires_grad: true).requires_grad, Is.True);
        Assert.Throws<ExternalException>(() => zeros(-1));
    }

    [Test]
    public void Like_TakesShapeAndTypeFromTheTensorUnlessTold()
    {
        using var scope = NewDisposeScope();
        var given = tensor(new[,] { { 1L, 2 } });
        Assert.That(given.zeros_like().dtype, Is.EqualTo(ScalarType.Int64));
        TensorAssert.Holds(ones_like(given, float32), [1, 2], [1, 1]);
        TensorAssert.Holds(full_like(given, 3), [1, 2], [3, 3]);
        Assert.That(empty_like(given).shape, Is.EqualTo(given.shape));
        Assert.That(given.new_zeros(3).dtype, Is.EqualTo(ScalarType.Int64));
        TensorAssert.Holds(given.new_full(1, 2, 5), [1, 2], [5, 5]);
        TensorAssert.Holds(given.new_ones(2), 1, 1);
    }

    [Test]
    public void Ranges_HaveTheirEndsAndTypes()
    {
        using var scope = NewDisposeScope();
        TensorAssert.Holds(arange(4), 0, 1, 2, 3);
        TensorAssert.Holds(arange(1, 2, 0.25), 1, 1.25, 1.5, 1.75);
        TensorAssert.Holds(arange(5, 0, -2), 5, 3, 1);
        Assert.That(arange(4).dtype, Is.EqualTo(ScalarType.Int64));
        Assert.That(arange(4.0).dtype, Is.EqualTo(ScalarType.Float32));
        Assert.That(arange(3, complex64).dtype, Is.EqualTo(ScalarType.ComplexFloat32));
        TensorAssert.Holds(linspace(0, 1, 5), 0, 0.25, 0.5, 0.75, 1);
        TensorAssert.Holds(logspace(0, 3, 4, 2), 1, 2, 4, 8);
        TensorAssert.Holds(eye(2), [2, 2], [1, 0, 0, 1]);
        TensorAssert.Holds(eye(2, 3, ScalarType.Int32), [2, 3], [1, 0, 0, 0, 1, 0]);
        Assert.Throws<ExternalException>(() => arange(0, 4, -1));
    }

    [Test]
    public void Windows_StartAndPeakWhereTheyShould()
    {
        using var scope = NewDisposeScope();
        TensorAssert.Holds(hann_window(4), 0, 0.5, 1, 0.5);
        TensorAssert.Holds(bartlett_window(5, periodic: false), 0, 0.5, 1, 0.5, 0);
        TensorAssert.Holds(hamming_window(2), [2], [0.08, 1], 1e-5);
    }

    [Test]
    public void SparseCooTensor_ToDense_PutsTheValuesInPlace()
    {
        using var scope = NewDisposeScope();
        var sparse = sparse_coo_tensor(tensor(new[,] { { 0L, 1 }, { 2, 0 } }), tensor(new[] { 3f, 4 }), [2, 3]);
        Assert.That(sparse.is_sparse, Is.True);
        TensorAssert.Holds(sparse.to_dense(), [2, 3], [0, 0, 3, 4, 0, 0]);
        TensorAssert.Holds(sparse.to_dense().to_sparse().to_dense(), [2, 3], [0, 0, 3, 4, 0, 0]);
    }

    [Test]
    public void DefaultType_IsUsedWhereNoneIsGiven()
    {
        using var scope = NewDisposeScope();
        set_default_dtype(float64);
        try
        {
            Assert.That(zeros(1).dtype, Is.EqualTo(ScalarType.Float64));
            Assert.That(arange(1.0).dtype, Is.EqualTo(ScalarType.Float64));
            Assert.That(rand(1).dtype, Is.EqualTo(ScalarType.Float64));
        }
        finally
        {
            set_default_dtype(float32);
        }
        Assert.Throws<ArgumentException>(() => set_default_dtype(int64));
    }
}
