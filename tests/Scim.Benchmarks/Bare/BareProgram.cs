using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Scim.Benchmarks.Bare;

/// <summary>
/// What the product is measured against: Kestrel with routing and nothing else, which answers what the product answered and, for a write, runs one statement. No
/// authentication, no rules, no indexes but the primary key.
/// </summary>
internal static class BareProgram
{
    private const int IdLength = 36;

    /// <summary>usage: bare PORT ANSWERS IDS [sqlite FILE | postgres CONNECTIONSTRING]</summary>
    public static async Task<int> Run(string[] args)
    {
        Dictionary<string, CapturedAnswer> answers = CapturedAnswer.Read(args[1]);
        await using IBareStore? store = args.Length < 5 ? null : args[3] == "sqlite" ? new SqliteBareStore(args[4]) : new PostgresBareStore(args[4]);
        var document = new Versions(answers["user"].Body);
        if (store is not null) await store.Prepare(File.ReadLines(args[2]), document.Next());

        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{args[0]}").ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        await using WebApplication app = builder.Build();
        const string Base = "/tenants/{tenant}/scim/v2";
        app.MapGet(Base + "/Users/{id}", (RequestDelegate)(http => answers["user"].Send(http.Response)));
        app.MapGet(Base + "/Users", (RequestDelegate)(http => answers["list"].Send(http.Response)));
        app.MapPost("/tenants/{tenant}/api/sessions/introspect", (RequestDelegate)(async http =>
        {
            await Body(http);
            await answers["introspected"].Send(http.Response);
        }));
        if (store is not null) MapWrites(app, Base, store, document, answers);
        await app.StartAsync();
        Console.WriteLine("ready");
        await app.WaitForShutdownAsync();
        return 0;
    }

    private static void MapWrites(WebApplication app, string root, IBareStore store, Versions document, Dictionary<string, CapturedAnswer> answers)
    {
        app.MapPost(root + "/Users", (RequestDelegate)(async http =>
        {
            await Body(http);
            await store.Insert(Guid.CreateVersion7().ToString(), document.Next());
            await answers["created"].Send(http.Response);
        }));
        app.MapPatch(root + "/Users/{id}", (RequestDelegate)(async http =>
        {
            await Body(http);
            await store.Update((string)http.Request.RouteValues["id"]!, document.Next());
            await answers["patched"].Send(http.Response);
        }));
        app.MapPatch(root + "/Groups/{id}", (RequestDelegate)(async http =>
        {
            string body = await Body(http);
            await store.Member((string)http.Request.RouteValues["id"]!, MemberId(body), add: body.Contains("\"add\"", StringComparison.Ordinal));
            await answers["member"].Send(http.Response);
        }));
    }

    // A UUID has its last hyphen after 23 characters, and the plans' bodies have none behind it.
    private static string MemberId(string body) => body.Substring(body.LastIndexOf('-') - 23, IdLength);

    private static async Task<string> Body(HttpContext http)
    {
        byte[] bytes = new byte[(int)http.Request.ContentLength!];
        await http.Request.Body.ReadExactlyAsync(bytes);
        return Encoding.UTF8.GetString(bytes);
    }

    // The document with a number in it: a database may notice that it is given what it has, and do nothing.
    private sealed class Versions(byte[] document)
    {
        private long _version;

        public byte[] Next() => [.. Encoding.UTF8.GetBytes($"{{\"n\":{Interlocked.Increment(ref _version)},"), .. document.AsSpan(1)];
    }
}
