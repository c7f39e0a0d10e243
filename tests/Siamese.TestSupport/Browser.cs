using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.RegularExpressions;
using NUnit.Framework;

namespace TorchSharp.Siamese.TestSupport;

/// <summary>A Chromium without a window, that tests drive over its DevTools protocol.</summary>
public sealed class Browser : IDisposable
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly TemporaryFolder _profile;
    private readonly Uri _address;

    private Browser(Process process, TemporaryFolder profile, Uri address) => (_process, _profile, _address) = (process, profile, address);

    /// <summary>Starts one; a test is skipped where none is installed.</summary>
    public static Browser Start()
    {
        var program = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').SelectMany(folder => Names.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
        if (program is null)
            Assert.Ignore($"Needs a browser ({string.Join(", ", Names)}), found none. On Debian: apt-get install chromium.");
        var profile = new TemporaryFolder();
        var process = Process.Start(new ProcessStartInfo(program!,
        [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0", $"--user-data-dir={profile.Path}", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--hide-scrollbars", "about:blank",
        ])
        { RedirectStandardError = true, RedirectStandardOutput = true })!;
        try
        {
            return new Browser(process, profile, AddressOf(process));
        }
        catch
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    /// <summary>Opens a file in a page of its own.</summary>
    /// <param name="path">An HTML file.</param>
    /// <param name="width">Of the page, in pixels.</param>
    /// <param name="height">Of the page, in pixels.</param>
    /// <param name="dark">Whether its reader prefers dark pages.</param>
    public async Task<BrowserPage> OpenAsync(string path, int width = 1280, int height = 900, bool dark = false)
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(_address, default);
        return await BrowserPage.OpenAsync(socket, new Uri(Path.GetFullPath(path)), width, height, dark);
    }

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
        try
        {
            _profile.Dispose();
        }
        catch (IOException)
        {
            // A process of the browser's that is just ending may still write there.
        }
    }

    private static Uri AddressOf(Process process)
    {
        var found = Task.Run(() =>
        {
            while (process.StandardError.ReadLine() is { } line)
            {
                if (Regex.Match(line, @"DevTools listening on (ws://\S+)") is { Success: true } match)
                {
                    _ = process.StandardError.ReadToEndAsync();      // a full pipe would stop it
                    return new Uri(match.Groups[1].Value);
                }
            }
            throw new InvalidOperationException("The browser ended before it said where to reach it.");
        });
        return found.Wait(StartLimit) ? found.Result : throw new TimeoutException($"The browser did not start within {StartLimit}.");
    }
}
