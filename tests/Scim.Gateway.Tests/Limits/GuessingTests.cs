using Scim.Gateway.Tests.Endpoints;
using Scim.GrainInterfaces.Tenants;

namespace Scim.Gateway.Tests.Limits;

/// <summary>Who tries tenants and tokens at random soon costs no grain call any more.</summary>
public sealed class GuessingTests
{
    [Fact]
    public async Task Guesses_BeyondTheLimit_AskNoGrain()
    {
        GatewayHost host = new();
        await host.InitializeAsync();
        host.Answers(_ => null);
        Func<Doubles.Call, object?> answer = host.Grains.Answer;
        int asked = 0;
        host.Grains.Answer = call =>
        {
            if (call.Method == nameof(ITenantGrain.Snapshot)) Interlocked.Increment(ref asked);
            return answer(call);
        };
        Reply last = null!;
        for (int i = 0; i < 600; i++) last = await host.Send("GET", $"~/tenants/guess-{i}/scim/v2/Users", token: "scim_guess");

        // The burst of 200, and ten a second for as long as the requests take.
        Assert.InRange(asked, 200, 400);
        if (last.Status == 429) Assert.Equal("1", last.ExpectScimError(429).Header("Retry-After"));
        await host.DisposeAsync();
    }
}
