using System.Net;

namespace TorchSharp.Siamese.Data.Tests.Sources;

/// <summary>Answers requests as a test says, without a network, and keeps their addresses.</summary>
internal sealed class FakeMirrors(Func<Uri, HttpContent?> answer) : HttpMessageHandler
{
    public List<string> Requests { get; } = [];

    /// <summary>True once somebody disposed it.</summary>
    public bool IsDisposed { get; private set; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        await Task.Yield();
        Requests.Add(request.RequestUri!.AbsoluteUri);
        return answer(request.RequestUri) is { } content
            ? new HttpResponseMessage(HttpStatusCode.OK) { Content = content }
            : new HttpResponseMessage(HttpStatusCode.NotFound);
    }

    protected override void Dispose(bool disposing)
    {
        IsDisposed = true;
        base.Dispose(disposing);
    }
}
