using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Scim.Benchmarks.Baseline;

/// <summary>
/// What the product is measured against: Kestrel with routing and nothing else, which answers what the product answered
/// and, for a write, runs one statement. No authentication, no rules, no indexes but the primary key.
/// </summary>
internal static class BaselineProgram
{
    private const int IdLength = 36;

    /// <summary>usage: bare PORT ANSWERS IDS [sqlite FILE | postgres CONNECTIONSTRING]</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        Dictionary<string, CapturedResponse> answers = CapturedResponse.ReadFile(args[1]);
        await using IBaselineStore? store =
            args.Length < 5 ? null
            : args[3] == "sqlite" ? new SqliteBaselineStore(args[4])
            : new PostgresBaselineStore(args[4]);
        var document = new VersionedDocument(answers["user"].Body);
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
            (RequestDelegate)(http => answers["user"].WriteResponseAsync(http.Response))
        );
        app.MapGet(
            Base + "/Users",
            (RequestDelegate)(http => answers["list"].WriteResponseAsync(http.Response))
        );
        app.MapPost(
            "/tenants/{tenant}/api/sessions/introspect",
            (RequestDelegate)(
                async http =>
                {
                    await ReadBodyAsync(http);
                    await answers["introspected"].WriteResponseAsync(http.Response);
                }
            )
        );
        if (store is not null)
            MapWrites(app, Base, store, document, answers);
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
        Dictionary<string, CapturedResponse> answers
    )
    {
        app.MapPost(
            root + "/Users",
            (RequestDelegate)(
                async http =>
                {
                    await ReadBodyAsync(http);
                    await store.InsertUserAsync(
                        Guid.CreateVersion7().ToString(),
                        document.CreateNextVersion()
                    );
                    await answers["created"].WriteResponseAsync(http.Response);
                }
            )
        );
        app.MapPatch(
            root + "/Users/{id}",
            (RequestDelegate)(
                async http =>
                {
                    await ReadBodyAsync(http);
                    await store.UpdateUserAsync(
                        (string)http.Request.RouteValues["id"]!,
                        document.CreateNextVersion()
                    );
                    await answers["patched"].WriteResponseAsync(http.Response);
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
                    await answers["member"].WriteResponseAsync(http.Response);
                }
            )
        );
    }

    // A UUID has its last hyphen after 23 characters, and the plans' bodies have none behind it.
    private static string ParseMemberId(string body) =>
        body.Substring(body.LastIndexOf('-') - 23, IdLength);

    private static async Task<string> ReadBodyAsync(HttpContext http)
    {
        byte[] bytes = new byte[(int)http.Request.ContentLength!];
        await http.Request.Body.ReadExactlyAsync(bytes);
        return Encoding.UTF8.GetString(bytes);
    }

    // The document with a number in it: a database may notice that it is given what it has, and do nothing.
    private sealed class VersionedDocument(byte[] document)
    {
        private long _version;

        public byte[] CreateNextVersion() =>
            [
                .. Encoding.UTF8.GetBytes($"{{\"n\":{Interlocked.Increment(ref _version)},"),
                .. document.AsSpan(1),
            ];
    }
}
