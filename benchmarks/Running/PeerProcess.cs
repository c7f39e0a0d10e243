using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace TorchSharp.Siamese.Benchmarks.Running;

/// <summary>A Python script of benchmarks/peers that does a round whenever it is asked to.</summary>
internal sealed class PeerProcess : IDisposable
{
    // Debian's sees python3-torch; a machine with a PyTorch of its own names the Python that has it.
    private static readonly string Python = Environment.GetEnvironmentVariable("PEER_PYTHON") is { Length: > 0 } named ? named : "/usr/bin/python3";
    private readonly Process _process;
    private readonly string _script;

    /// <param name="script">File name in the folder peers.</param>
    /// <param name="settings">Threads and sizes.</param>
    /// <param name="arguments">Further arguments of the script.</param>
    public PeerProcess(string script, BenchmarkSettings settings, params string[] arguments)
    {
        _script = script;
        var path = Path.Combine(AppContext.BaseDirectory, "peers", script);
        var start = new ProcessStartInfo(Python)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        foreach (var argument in (string[])[path, "--threads", settings.Threads.ToString(CultureInfo.InvariantCulture), .. arguments])
            start.ArgumentList.Add(argument);
        if (settings.Quick)
            start.ArgumentList.Add("--quick");
        _process = Process.Start(start) ?? throw new InvalidOperationException($"{Python} did not start.");
        Introduction = Read();
        Title = Introduction.GetProperty("peer").GetString()!;
    }

    /// <summary>Name and version of the peer.</summary>
    public string Title { get; }

    /// <summary>The first line of the script: what it is, and what it found out on the way.</summary>
    public JsonElement Introduction { get; }

    /// <summary>Asks for one round and returns its figures.</summary>
    public JsonElement Round()
    {
        _process.StandardInput.WriteLine("round");
        _process.StandardInput.Flush();
        return Read();
    }

    /// <summary>Asks for one round and returns its seconds.</summary>
    public double Seconds() => Round().GetProperty("seconds").GetDouble();

    /// <summary>Ends the script.</summary>
    public void Dispose()
    {
        try
        {
            _process.StandardInput.Close();
            if (!_process.WaitForExit(TimeSpan.FromSeconds(5)))
                _process.Kill();
        }
        catch (IOException)
        {
            // The script is gone already, and said why on standard error.
        }
        _process.Dispose();
    }

    private JsonElement Read()
    {
        var line = _process.StandardOutput.ReadLine()
            ?? throw new InvalidOperationException($"The peer {_script} ended without an answer; see its message above.");
        return JsonDocument.Parse(line).RootElement.Clone();
    }
}
