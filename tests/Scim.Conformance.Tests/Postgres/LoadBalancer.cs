namespace Scim.Conformance.Tests.Postgres;

/// <summary>What stands before several servers: asks each of them every tenth of a second whether it is ready, and sends requests to one that said so.</summary>
public sealed class LoadBalancer(IReadOnlyList<string> servers)
{
    private readonly Dictionary<string, bool> _ready = servers.ToDictionary(s => s, _ => true);

    /// <summary>Creates users one after the other, repeating each request that was answered 503, until told to stop; anything but a success or a 503 fails.</summary>
    /// <returns>How many were created, and how many requests were repeated.</returns>
    public async Task<(int Answered, int Retried)> Write(TestTenant tenant, int client, CancellationToken over)
    {
        using HttpClient http = Wire.NewClient();
        int answered = 0, retried = 0;
        for (int n = client; !over.IsCancellationRequested; n++)
        {
            await Look(http);
            string name = $"user.{client}.{n}";
            while (true)
            {
                ScimResponse response = await new ScimClient($"{Next(n + retried)}/tenants/{tenant.Id}/scim/v2", tenant.Token, http).Post("/Users", Bodies.User(name));
                if (response.Status != 503)
                {
                    // The first try may have been carried out although it could not be confirmed.
                    Assert.True(response.Status == 201 || (response.Status == 409 && retried > 0), response.ToString());
                    answered++;
                    break;
                }

                Assert.NotEmpty(response.Header("Retry-After"));
                retried++;
                await Look(http);
            }
        }

        return (answered, retried);
    }

    /// <summary>Waits until a server is sent requests again.</summary>
    public Task Sees(string server) => Eventually.Holds(() => Task.FromResult(_ready[server]), TimeSpan.FromSeconds(60), () => $"{server} is not ready");

    private string Next(int n)
    {
        lock (_ready)
        {
            string[] ready = [.. _ready.Where(s => s.Value).Select(s => s.Key)];
            Assert.NotEmpty(ready);
            return ready[n % ready.Length];
        }
    }

    private async Task Look(HttpClient http)
    {
        foreach (string server in servers)
        {
            bool ready = false;
            try
            {
                ready = (await Wire.Send(http, "GET", $"{server}/health/ready", [])).Status == 200;
            }
            catch (HttpRequestException)
            {
                // Not listening.
            }

            lock (_ready) _ready[server] = ready;
        }
    }
}
