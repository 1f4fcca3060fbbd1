using System.Globalization;
using System.Net;
using System.Text;

namespace Scim.Conformance.Tests.Jwt;

/// <summary>An HTTP server that publishes an issuer's keys and metadata.</summary>
public sealed class TestIssuerServer : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Task _serveTask;
    private readonly Dictionary<string, (int Status, string Body)> _pages = [];
    private int _requests;

    public TestIssuerServer()
    {
        Url = $"http://127.0.0.1:{PortAllocator.AllocatePort().ToString(CultureInfo.InvariantCulture)}";
        _listener.Prefixes.Add(Url + "/");
        _listener.Start();
        _serveTask = ServeRequestsAsync();
    }

    /// <summary>The server's address, without a trailing slash.</summary>
    public string Url { get; }

    /// <summary>The number of requests received.</summary>
    public int RequestCount => Volatile.Read(ref _requests);

    /// <summary>Publishes a document at a path.</summary>
    public void PublishPage(string path, string body, int status = 200)
    {
        lock (_pages)
            _pages[path] = (status, body);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _serveTask;
    }

    private async Task ServeRequestsAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
            Interlocked.Increment(ref _requests);
            (int Status, string Body) page;
            lock (_pages)
                page = _pages.GetValueOrDefault(context.Request.Url!.AbsolutePath, (404, ""));
            context.Response.StatusCode = page.Status;
            if (page.Status is 301 or 302)
                context.Response.RedirectLocation = page.Body;
            else
                await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(page.Body));
            context.Response.Close();
        }
    }
}
