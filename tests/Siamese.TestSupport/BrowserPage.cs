using System.Globalization;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace TorchSharp.Siamese.TestSupport;

/// <summary>A page in a <see cref="Browser"/>: what it complained of, what it asked the network for, what is on it.</summary>
public sealed class BrowserPage : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly ClientWebSocket _socket;
    private readonly List<JsonNode> _events = [];
    private string? _session;
    private int _calls;

    private BrowserPage(ClientWebSocket socket) => _socket = socket;

    /// <summary>Errors and warnings in the console, and exceptions that nobody caught.</summary>
    public IReadOnlyList<string> Complaints => [.. _events.Where(IsComplaint).Select(entry => entry.ToJsonString())];

    /// <summary>Addresses that were asked for, those inside the page (data:) left out.</summary>
    public IReadOnlyList<string> Requests => [.. _events.Where(entry => Method(entry) == "Network.requestWillBeSent")
        .Select(entry => (string)entry["params"]!["request"]!["url"]!).Where(url => !url.StartsWith("data:", StringComparison.Ordinal))];

    internal static async Task<BrowserPage> OpenAsync(ClientWebSocket socket, Uri address, int width, int height, bool dark)
    {
        var page = new BrowserPage(socket);
        var target = await page.CallAsync("Target.createTarget", new JsonObject { ["url"] = "about:blank" });
        var attached = await page.CallAsync("Target.attachToTarget", new JsonObject { ["targetId"] = (string)target["targetId"]!, ["flatten"] = true });
        page._session = (string)attached["sessionId"]!;
        foreach (var domain in new[] { "Page", "Runtime", "Log", "Network" })
            await page.CallAsync(domain + ".enable", []);
        await page.ResizeAsync(width, height);
        await page.CallAsync("Emulation.setEmulatedMedia", new JsonObject
        {
            ["features"] = new JsonArray(new JsonObject { ["name"] = "prefers-color-scheme", ["value"] = dark ? "dark" : "light" }),
        });
        await page.CallAsync("Page.navigate", new JsonObject { ["url"] = address.AbsoluteUri });
        while (!page._events.Any(entry => Method(entry) == "Page.loadEventFired"))
            await page.ReceiveAsync();
        await page.EvaluateAsync("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
        return page;
    }

    /// <summary>Makes the page another size.</summary>
    public Task ResizeAsync(int width, int height) => CallAsync("Emulation.setDeviceMetricsOverride", new JsonObject
    {
        ["width"] = width,
        ["height"] = height,
        ["deviceScaleFactor"] = 1,
        ["mobile"] = false,
    });

    /// <summary>The value of a JavaScript expression, or what its promise gives.</summary>
    public async Task<JsonNode?> EvaluateAsync(string expression)
    {
        var answer = await CallAsync("Runtime.evaluate", new JsonObject { ["expression"] = expression, ["returnByValue"] = true, ["awaitPromise"] = true });
        return answer["exceptionDetails"] is { } error
            ? throw new InvalidOperationException($"'{expression}' failed: {error.ToJsonString()}")
            : answer["result"]!["value"];
    }

    /// <summary>The same as a number.</summary>
    public async Task<double> NumberAsync(string expression) => Convert.ToDouble((await EvaluateAsync(expression))!.GetValue<JsonElement>().GetDouble(), CultureInfo.InvariantCulture);

    /// <summary>The same as a text.</summary>
    public async Task<string> TextAsync(string expression) => (string)(await EvaluateAsync(expression))!;

    /// <summary>Moves the mouse to a place of the window.</summary>
    public Task MoveAsync(double x, double y) => MouseAsync("mouseMoved", x, y);

    /// <summary>Presses and lets go of the left button.</summary>
    public async Task ClickAsync(double x, double y)
    {
        await MouseAsync("mouseMoved", x, y);
        await MouseAsync("mousePressed", x, y);
        await MouseAsync("mouseReleased", x, y);
    }

    /// <summary>Presses and lets go of a key, such as "ArrowRight".</summary>
    public async Task KeyAsync(string key)
    {
        foreach (var type in new[] { "keyDown", "keyUp" })
            await CallAsync("Input.dispatchKeyEvent", new JsonObject { ["type"] = type, ["key"] = key });
    }

    /// <summary>A picture of the window, or of the whole page, as PNG.</summary>
    public async Task<byte[]> ScreenshotAsync(bool wholePage = false)
    {
        var answer = await CallAsync("Page.captureScreenshot", new JsonObject { ["format"] = "png", ["captureBeyondViewport"] = wholePage });
        return Convert.FromBase64String((string)answer["data"]!);
    }

    public void Dispose() => _socket.Dispose();

    private Task<JsonNode> MouseAsync(string type, double x, double y) => CallAsync("Input.dispatchMouseEvent", new JsonObject
    {
        ["type"] = type,
        ["x"] = x,
        ["y"] = y,
        ["button"] = type == "mouseMoved" ? "none" : "left",
        ["clickCount"] = type == "mouseMoved" ? 0 : 1,
    });

    private static string? Method(JsonNode entry) => (string?)entry["method"];

    private static bool IsComplaint(JsonNode entry) => Method(entry) switch
    {
        "Runtime.exceptionThrown" => true,
        "Runtime.consoleAPICalled" => (string)entry["params"]!["type"]! is "error" or "warning" or "assert",
        "Log.entryAdded" => (string)entry["params"]!["entry"]!["level"]! is "error" or "warning",
        _ => false,
    };

    private async Task<JsonNode> CallAsync(string method, JsonObject parameters)
    {
        var call = new JsonObject { ["id"] = ++_calls, ["method"] = method, ["params"] = parameters };
        if (_session is not null)
            call["sessionId"] = _session;
        await _socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(call), WebSocketMessageType.Text, true, default);
        while (true)
        {
            var answer = await ReceiveAsync();
            if ((int?)answer["id"] == _calls)
                return answer["error"] is { } error ? throw new InvalidOperationException($"{method}: {error.ToJsonString()}") : answer["result"]!;
        }
    }

    private async Task<JsonNode> ReceiveAsync()
    {
        using var limit = new CancellationTokenSource(Limit);
        using var message = new MemoryStream();
        var buffer = new byte[1 << 16];
        WebSocketReceiveResult part;
        do
        {
            part = await _socket.ReceiveAsync(buffer, limit.Token);
            message.Write(buffer.AsSpan(0, part.Count));
        }
        while (!part.EndOfMessage);
        var node = JsonNode.Parse(message.ToArray())!;
        if (node["method"] is not null)
            _events.Add(node);
        return node;
    }
}
