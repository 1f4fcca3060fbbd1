using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Scim.Gateway.Hosting;
using Scim.Gateway.Security;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Resources;
using Scim.GrainInterfaces.Tenants;

namespace Scim.Gateway.Tests.Endpoints;

/// <summary>
/// The gateway on a real Kestrel server, with fake grains. Tenant <c>acme</c> has three tokens.
/// </summary>
public sealed class TestGateway : IAsyncLifetime
{
    public const string Token = "scim_all";
    public const string ReadOnlyToken = "scim_reader";
    public const string ExpiredToken = "scim_expired";
    public const string OperatorKey = "an-operator-key-for-tests";
    public const int MaxBodyBytes = 64 * 1024;

    private WebApplication _app = null!;

    public FakeGrainFactory Grains { get; } = new();
    public string Url { get; private set; } = "";

    /// <summary>The log output, including exceptions.</summary>
    public TestLogger Logger { get; } = new();

    public HttpClient Http { get; } = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });

    public static ResourceReply ResourceReply { get; } =
        new()
        {
            Id = "1",
            Version = "W/\"3\"",
            Location = "http://h/Users/1",
            Body = "{\"id\":\"1\"}"u8.ToArray(),
        };

    public async ValueTask InitializeAsync()
    {
        RespondWith(_ => null);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>
            {
                ["Scim:OperatorKey"] = OperatorKey,
                ["Scim:MaxBodyBytes"] = MaxBodyBytes.ToString(System.Globalization.CultureInfo.InvariantCulture),
            }
        );
        builder.Logging.ClearProviders().AddProvider(Logger).SetMinimumLevel(LogLevel.Information);
        builder.Services.AddSingleton(Grains.Factory).AddScimGateway().AddScimGateway();
        _app = builder.Build();
        _app.UseScimGateway();
        _app.MapScim();
        _app.MapOperator();
        _app.MapScimHealth();
        _app.MapGet("/page", () => "page").RequireAuthorization(GatewayPolicies.Operator);
        await _app.StartAsync();
        Url = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
    }

    /// <summary>
    /// Sets the function that handles grain calls, except those of <see cref="ITenantGrain.GetSnapshot"/>.
    /// </summary>
    public void RespondWith(Func<FakeGrainFactory.GrainCall, object?> handler)
    {
        Grains.Calls.Clear();
        Logger.ClearText();
        Grains.OnCall = call => call.Method == nameof(ITenantGrain.GetSnapshot) ? CreateSnapshot(call) : handler(call);
    }

    /// <summary>
    /// Sends a request. The path is relative to <c>/tenants/acme/scim/v2</c>, or absolute if it begins with <c>~</c>.
    /// </summary>
    public async Task<TestResponse> SendRequestAsync(
        string method,
        string path,
        string? body = null,
        string? token = Token,
        params (string Name, string Value)[] headers
    )
    {
        using var request = new HttpRequestMessage(
            new HttpMethod(method),
            path is ['~', .. var rest] ? Url + rest : $"{Url}/tenants/acme/scim/v2{path}"
        );
        if (token is not null)
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        foreach ((string name, string value) in headers)
        {
            if (name.StartsWith("Content-", StringComparison.Ordinal))
            {
                request.Content!.Headers.Remove(name);
                request.Content.Headers.TryAddWithoutValidation(name, value);
            }
            else
            {
                request.Headers.Remove(name);
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }

        using HttpResponseMessage response = await Http.SendAsync(request);
        return await Endpoints.TestResponse.FromResponseAsync(response);
    }

    private static object CreateSnapshot(FakeGrainFactory.GrainCall call) =>
        call.Key is not "acme/tenant"
            ? (ScimResult<TenantSnapshot>)
                new Scim.Protocol.Errors.ScimError(Scim.Protocol.Errors.ScimErrorKind.NotFound, "no")
            : (ScimResult<TenantSnapshot>)
                new TenantSnapshot
                {
                    Tenant = "acme",
                    Version = 1,
                    Settings = new TenantSettings(),
                    Credentials =
                    [
                        CreateCredential("all", Token, TokenScopes.All),
                        CreateCredential("reader", ReadOnlyToken, [TokenScopes.ScimRead]),
                        CreateCredential("expired", ExpiredToken, TokenScopes.All) with
                        {
                            ExpiresAt = DateTimeOffset.UnixEpoch,
                        },
                    ],
                };

    private static Credential CreateCredential(string id, string token, IReadOnlyList<string> scopes) =>
        new()
        {
            Id = id,
            Digest = SHA256.HashData(Encoding.UTF8.GetBytes(token)),
            Scopes = scopes,
        };
}
