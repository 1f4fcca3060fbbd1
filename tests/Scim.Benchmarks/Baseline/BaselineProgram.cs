using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Scim.Benchmarks.Baseline;

/// <summary>
/// The baseline the product is measured against: Kestrel with routing only. It returns captured responses of the
/// product and runs one SQL statement per write. It has no authentication, no rules and no index except the primary
/// key.
/// </summary>
internal static class BaselineProgram
{
    private const int IdLength = 36;

    /// <summary>
    /// Runs the server until shutdown. Usage: <c>bare PORT RESPONSES IDS [sqlite FILE | postgres CONNECTIONSTRING]</c>.
    /// </summary>
    public static async Task<int> RunAsync(string[] args)
    {
        Dictionary<string, CapturedResponse> responses = CapturedResponse.ReadFile(args[1]);
        await using IBaselineStore? store =
            args.Length < 5 ? null
            : args[3] == "sqlite" ? new SqliteBaselineStore(args[4])
            : new PostgresBaselineStore(args[4]);
        var document = new VersionedDocument(responses["user"].Body);
        if (store is not null)
            await store.PrepareSchemaAsync(File.ReadLines(args[2]), document.CreateNextVersion());

        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder
            .WebHost.UseUrls($"http://127.0.0.1:{args[0]}")
            .ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        await using WebApplication app = builder.Build();
        const string Base = "/tenants/{tenant}/scim/v2";
        app.MapGet(
            Base + "/Users/{id}",
            (RequestDelegate)(http => responses["user"].WriteResponseAsync(http.Response))
        );
        app.MapGet(Base + "/Users", (RequestDelegate)(http => responses["list"].WriteResponseAsync(http.Response)));
        app.MapPost(
            "/tenants/{tenant}/api/sessions/introspect",
            (RequestDelegate)(
                async http =>
                {
                    await ReadBodyAsync(http);
                    await responses["introspected"].WriteResponseAsync(http.Response);
                }
            )
        );
        if (store is not null)
            MapWrites(app, Base, store, document, responses);
        await app.StartAsync();
        Console.WriteLine("ready");
        await app.WaitForShutdownAsync();
        return 0;
    }

    private static void MapWrites(
        WebApplication app,
        string root,
        IBaselineStore store,
        VersionedDocument document,
        Dictionary<string, CapturedResponse> responses
    )
    {
        app.MapPost(
            root + "/Users",
            (RequestDelegate)(
                async http =>
                {
                    await ReadBodyAsync(http);
                    await store.InsertUserAsync(Guid.CreateVersion7().ToString(), document.CreateNextVersion());
                    await responses["created"].WriteResponseAsync(http.Response);
                }
            )
        );
        app.MapPatch(
            root + "/Users/{id}",
            (RequestDelegate)(
                async http =>
                {
                    await ReadBodyAsync(http);
                    await store.UpdateUserAsync((string)http.Request.RouteValues["id"]!, document.CreateNextVersion());
                    await responses["patched"].WriteResponseAsync(http.Response);
                }
            )
        );
        app.MapPatch(
            root + "/Groups/{id}",
            (RequestDelegate)(
                async http =>
                {
                    string body = await ReadBodyAsync(http);
                    await store.ChangeMemberAsync(
                        (string)http.Request.RouteValues["id"]!,
                        ParseMemberId(body),
                        add: body.Contains("\"add\"", StringComparison.Ordinal)
                    );
                    await responses["member"].WriteResponseAsync(http.Response);
                }
            )
        );
    }

    // The last hyphen of a UUID follows 23 characters, and the plans' bodies contain no hyphen after the id.
    private static string ParseMemberId(string body) => body.Substring(body.LastIndexOf('-') - 23, IdLength);

    private static async Task<string> ReadBodyAsync(HttpContext http)
    {
        byte[] bytes = new byte[(int)http.Request.ContentLength!];
        await http.Request.Body.ReadExactlyAsync(bytes);
        return Encoding.UTF8.GetString(bytes);
    }

    // A different number in each version of the document prevents the database from skipping an unchanged write.
    private sealed class VersionedDocument(byte[] document)
    {
        private long _version;

        public byte[] CreateNextVersion() =>
            [.. Encoding.UTF8.GetBytes($"{{\"n\":{Interlocked.Increment(ref _version)},"), .. document.AsSpan(1)];
    }
}
