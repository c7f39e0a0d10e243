using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace TorchSharp.Siamese.Models.Insight.Projection;

/// <summary>Points on a plane that attract and repel each other until their neighbours are those of the affinities.</summary>
/// <remarks>
/// A row of sums belongs to one point and is summed in one order, so threads do not change a bit. Numbers are float32: the picture
/// does not need more, and eight pairs are computed at once.
/// </remarks>
internal sealed class TsneField
{
    private const float Far = 1e15f;        // where padding lies: its weight, 1 / (1 + d²), is nothing beside a real one
    private const float MinGain = 0.01f;
    private const int RowsATime = 32;

    private readonly Affinities _affinities;
    private readonly float[] _x, _y, _forceX, _forceY, _speedX, _speedY, _gainX, _gainY;
    private readonly double[] _rowSums;
    private readonly double _ownEntropy;    // Σ p log p, which no step changes

    public TsneField(Affinities affinities, IReadOnlyList<PlanePoint> start)
    {
        _affinities = affinities;
        var padded = affinities.Stride;
        (_x, _y) = (new float[padded], new float[padded]);
        (_forceX, _forceY, _speedX, _speedY) = (new float[Count], new float[Count], new float[Count], new float[Count]);
        (_gainX, _gainY, _rowSums) = (new float[Count], new float[Count], new double[Count]);
        Array.Fill(_x, Far);
        Array.Fill(_gainX, 1);
        Array.Fill(_gainY, 1);
        for (var i = 0; i < Count; i++)
            (_x[i], _y[i]) = (start[i].X, start[i].Y);
        _ownEntropy = OwnEntropy();
    }

    /// <summary>Number of points.</summary>
    public int Count => _affinities.Count;

    /// <summary>The slope of the divergence, after <see cref="Attract"/>: x of every point, then y.</summary>
    internal (IReadOnlyList<float> X, IReadOnlyList<float> Y) Gradient => (_forceX, _forceY);

    /// <summary>Where the points are.</summary>
    public PlanePoint[] Points() => [.. Enumerable.Range(0, Count).Select(i => new PlanePoint(_x[i], _y[i]))];

    /// <summary>
    /// Computes the gradient, 4 Σ (p - q) w (y - y'), where w = 1 / (1 + |y - y'|²) and q = w / Σ w.
    /// </summary>
    /// <param name="exaggeration">By how much p is multiplied.</param>
    public void Attract(float exaggeration)
    {
        var (pullX, pullY) = (_forceX, _forceY);
        var (pushX, pushY) = (new float[Count], new float[Count]);
        ForRows(i => (pullX[i], pullY[i], pushX[i], pushY[i], _rowSums[i]) = Forces(i));
        var total = 0.0;
        foreach (var sum in _rowSums)
            total += sum;
        for (var i = 0; i < Count; i++)
        {
            pullX[i] = (float)(4 * (exaggeration * pullX[i] - pushX[i] / total));
            pullY[i] = (float)(4 * (exaggeration * pullY[i] - pushY[i] / total));
        }
    }

    /// <summary>Goes down the gradient, with momentum and a gain for each coordinate that grows as long as its direction stays.</summary>
    public void Move(float rate, float momentum)
    {
        Move(_x, _forceX, _speedX, _gainX, rate, momentum);
        Move(_y, _forceY, _speedY, _gainY, rate, momentum);
    }

    /// <summary>The Kullback-Leibler divergence of the plane's q from p: Σ p log p + Σ p log(1 + d²) + log Σ w.</summary>
    public double Divergence()
    {
        var (weights, costs) = (new double[Count], new double[Count]);
        ForRows(i => (weights[i], costs[i]) = Costs(i));
        return _ownEntropy + costs.Sum() + Math.Log(weights.Sum());
    }

    private static void Move(float[] places, float[] gradient, float[] speeds, float[] gains, float rate, float momentum)
    {
        var mean = 0.0;
        for (var i = 0; i < gradient.Length; i++)
        {
            var onwards = gradient[i] > 0 != speeds[i] > 0;         // a step goes against the gradient
            gains[i] = Math.Max(MinGain, onwards ? gains[i] + 0.2f : gains[i] * 0.8f);
            speeds[i] = momentum * speeds[i] - rate * gains[i] * gradient[i];
            places[i] += speeds[i];
            mean += places[i];
        }
        mean /= gradient.Length;
        for (var i = 0; i < gradient.Length; i++)
            places[i] -= (float)mean;
    }

    private (float PullX, float PullY, float PushX, float PushY, double Sum) Forces(int row)
    {
        ReadOnlySpan<Vector256<float>> p = Row(row), xs = Vectors(_x), ys = Vectors(_y);
        var (ownX, ownY) = (Vector256.Create(_x[row]), Vector256.Create(_y[row]));
        var (pullX, pullY, pushX, pushY, sum) = (Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero);
        for (var j = 0; j < p.Length; j++)
        {
            var (dx, dy) = (ownX - xs[j], ownY - ys[j]);
            var weight = Vector256<float>.One / (Vector256<float>.One + dx * dx + dy * dy);
            var (pull, push) = (p[j] * weight, weight * weight);
            sum += weight;
            pullX += pull * dx;
            pullY += pull * dy;
            pushX += push * dx;
            pushY += push * dy;
        }
        return (Vector256.Sum(pullX), Vector256.Sum(pullY), Vector256.Sum(pushX), Vector256.Sum(pushY), Vector256.Sum(sum) - 1.0);   // without itself
    }

    private (double Weights, double Cost) Costs(int row)
    {
        ReadOnlySpan<Vector256<float>> p = Row(row), xs = Vectors(_x), ys = Vectors(_y);
        var (ownX, ownY) = (Vector256.Create(_x[row]), Vector256.Create(_y[row]));
        var (weights, costs) = (Vector256<float>.Zero, Vector256<float>.Zero);
        for (var j = 0; j < p.Length; j++)
        {
            var (dx, dy) = (ownX - xs[j], ownY - ys[j]);
            var apart = Vector256<float>.One + dx * dx + dy * dy;
            weights += Vector256<float>.One / apart;
            costs += p[j] * Vector256.Log(apart);
        }
        return (Vector256.Sum(weights) - 1.0, Vector256.Sum(costs));
    }

    private double OwnEntropy()
    {
        var sums = new double[Count];
        ForRows(i =>
        {
            foreach (var p in _affinities.Values.AsSpan(i * _affinities.Stride, Count))
                sums[i] += p > 0 ? p * Math.Log(p) : 0;
        });
        return sums.Sum();
    }

    private void ForRows(Action<int> body) => Parallel.For(0, (Count + RowsATime - 1) / RowsATime, part =>
    {
        for (var i = part * RowsATime; i < Math.Min(Count, (part + 1) * RowsATime); i++)
            body(i);
    });

    private ReadOnlySpan<Vector256<float>> Row(int row) => Vectors(_affinities.Values.AsSpan(row * _affinities.Stride, _affinities.Stride));

    private static ReadOnlySpan<Vector256<float>> Vectors(ReadOnlySpan<float> values) => MemoryMarshal.Cast<float, Vector256<float>>(values);
}
