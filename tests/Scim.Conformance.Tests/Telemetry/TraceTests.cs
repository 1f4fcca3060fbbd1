using System.Globalization;
using System.Net;
using System.Text;

namespace Scim.Conformance.Tests.Telemetry;

/// <summary>
/// Traces are exported to the configured collector: requests and the grain calls that they cause, without personal
/// data.
/// </summary>
public sealed class TraceTests
{
    [Fact]
    public async Task Traces_OfRequest_HoldPatternAndGrainCallsWithoutUserIds()
    {
        int port = PortAllocator.AllocatePort();
        string collector = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/");
        using HttpListener listener = new() { Prefixes = { collector } };
        listener.Start();
        StringBuilder received = new();
        Task collecting = CollectRequestsAsync(listener, received);
        string id;
        await using (
            ScimServer server = await ScimServer.StartAsync(
                new ServerSettings
                {
                    Environment = new Dictionary<string, string>
                    {
                        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector,
                        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
                        ["OTEL_BSP_SCHEDULE_DELAY"] = "100",
                    },
                }
            )
        )
        {
            id = await server.DemoClient.CreateUserAsync("ada.the.traced");
            (await server.DemoClient.GetAsync($"/Users/{id}?filter=userName%20eq%20%22ada.the.traced%22")).AssertStatus(
                200
            );
            (await server.DemoClient.QueryResourcesAsync("/Users", "userName eq \"ada.the.traced\"")).AssertStatus(200);
            await Polling.WaitUntilAsync(
                () =>
                    Task.FromResult(
                        GetText(received) is var text
                            && text.Contains("GET /tenants/{tenant}/scim/v2/{type}/{id}", StringComparison.Ordinal)
                            && text.Contains("IResourceGrain/Read", StringComparison.Ordinal)
                            && text.Contains("IDirectoryGrain", StringComparison.Ordinal)
                    ),
                TimeSpan.FromSeconds(30),
                () =>
                    "The expected spans did not arrive. Received:\n"
                    + new string([.. GetText(received).Where(c => c is >= ' ' and <= '~')])
            );
        }

        listener.Stop();
        await collecting;
        Assert.DoesNotContain(id, GetText(received), StringComparison.Ordinal);
        Assert.DoesNotContain("ada.the.traced", GetText(received), StringComparison.Ordinal);
    }

    // Protocol buffers store strings verbatim, so they can be found without decoding the message.
    private static async Task CollectRequestsAsync(HttpListener listener, StringBuilder received)
    {
        try
        {
            while (true)
            {
                HttpListenerContext context = await listener.GetContextAsync();
                using MemoryStream body = new();
                await context.Request.InputStream.CopyToAsync(body);
                if (context.Request.Url!.AbsolutePath == "/v1/traces")
                {
                    lock (received)
                        received.Append(Encoding.Latin1.GetString(body.GetBuffer(), 0, (int)body.Length));
                }

                context.Response.StatusCode = 200;
                context.Response.Close();
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // The listener was stopped: the test ends.
        }
    }

    private static string GetText(StringBuilder received)
    {
        lock (received)
            return received.ToString();
    }
}
