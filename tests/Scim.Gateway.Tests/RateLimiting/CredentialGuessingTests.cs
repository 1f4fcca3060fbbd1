using Scim.Gateway.Tests.Endpoints;
using Scim.GrainInterfaces.Tenants;

namespace Scim.Gateway.Tests.RateLimiting;

/// <summary>Who tries tenants and tokens at random soon costs no grain call any more.</summary>
public sealed class CredentialGuessingTests
{
    [Fact]
    public async Task Guesses_OverLimit_CallNoGrain()
    {
        TestGateway host = new();
        await host.InitializeAsync();
        host.RespondWith(_ => null);
        Func<FakeGrainFactory.GrainCall, object?> answer = host.Grains.OnCall;
        int asked = 0;
        host.Grains.OnCall = call =>
        {
            if (call.Method == nameof(ITenantGrain.GetSnapshot))
                Interlocked.Increment(ref asked);
            return answer(call);
        };
        TestResponse last = null!;
        for (int i = 0; i < 600; i++)
            last = await host.SendRequestAsync(
                "GET",
                $"~/tenants/guess-{i}/scim/v2/Users",
                token: "scim_guess"
            );

        // The burst of 200, and ten a second for as long as the requests take.
        Assert.InRange(asked, 200, 400);
        if (last.Status == 429)
            Assert.Equal("1", last.AssertScimError(429).GetHeader("Retry-After"));
        await host.DisposeAsync();
    }
}
