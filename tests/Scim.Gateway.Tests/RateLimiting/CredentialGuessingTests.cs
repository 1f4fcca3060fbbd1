using Scim.Gateway.Tests.Endpoints;
using Scim.GrainInterfaces.Tenants;

namespace Scim.Gateway.Tests.RateLimiting;

/// <summary>
/// Tests that a client without a valid credential, which guesses tenants and tokens, soon causes no more grain calls.
/// </summary>
public sealed class CredentialGuessingTests
{
    [Theory]
    [InlineData("Users", "scim_guess")]
    [InlineData("ServiceProviderConfig", null)]
    public async Task Guesses_OverLimit_CallNoGrain(string path, string? token)
    {
        TestGateway host = new();
        await host.InitializeAsync();
        host.RespondWith(_ => null);
        Func<FakeGrainFactory.GrainCall, object?> inner = host.Grains.OnCall;
        int snapshotCalls = 0;
        host.Grains.OnCall = call =>
        {
            if (call.Method == nameof(ITenantGrain.GetSnapshot))
                Interlocked.Increment(ref snapshotCalls);
            return inner(call);
        };
        TestResponse last = null!;
        for (int i = 0; i < 600; i++)
            last = await host.SendRequestAsync("GET", $"~/tenants/guess-{i}/scim/v2/{path}", token);

        // The burst of 200, plus ten per second while the requests are sent.
        Assert.InRange(snapshotCalls, 200, 400);
        if (last.Status == 429)
            Assert.Equal("1", last.AssertScimError(429).GetHeader("Retry-After"));
        await host.DisposeAsync();
    }
}
