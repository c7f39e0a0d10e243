using System.Net;

namespace TorchSharp.Siamese.Examples.Tests;

/// <summary>A web server on this machine for one test.</summary>
internal sealed class Mirror : IDisposable
{
    private static int nextPort = 20_000 + Environment.ProcessId % 20_000;
    private readonly HttpListener _listener;
    private readonly Func<string, byte[]?> _file;

    /// <param name="file">Content of a file by its name; null where there is none.</param>
    public Mirror(Func<string, byte[]?> file)
    {
        _file = file;
        (_listener, Address) = Listen();
        _ = ServeAsync();
    }

    /// <summary>Address of the folder.</summary>
    public string Address { get; }

    /// <summary>Names that were asked for, in order.</summary>
    public List<string> Asked { get; } = [];

    public void Dispose() => _listener.Close();

    private static (HttpListener Listener, string Address) Listen()
    {
        while (true)
        {
            var address = $"http://127.0.0.1:{Interlocked.Increment(ref nextPort)}/";
            var listener = new HttpListener { Prefixes = { address } };
            try
            {
                listener.Start();
                return (listener, address);
            }
            catch (HttpListenerException) when (nextPort < 60_000)
            {
                listener.Close();       // somebody else has that port
            }
        }
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                var name = context.Request.Url!.Segments[^1];
                Asked.Add(name);
                if (_file(name) is { } content)
                {
                    context.Response.ContentLength64 = content.Length;
                    await context.Response.OutputStream.WriteAsync(content);
                }
                else
                {
                    context.Response.StatusCode = 404;
                }
                context.Response.Close();
            }
        }
        catch (Exception error) when (error is HttpListenerException or ObjectDisposedException)
        {
            // Closed: the test is over.
        }
    }
}
