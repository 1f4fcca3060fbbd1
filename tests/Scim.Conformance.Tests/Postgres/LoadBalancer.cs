namespace Scim.Conformance.Tests.Postgres;

/// <summary>
/// A load balancer in front of several servers: it polls each server's readiness every 100 ms and sends requests only
/// to ready servers.
/// </summary>
public sealed class LoadBalancer(IReadOnlyList<string> servers)
{
    private readonly Dictionary<string, bool> _readyServers = servers.ToDictionary(s => s, _ => true);

    /// <summary>
    /// Creates users sequentially until it is cancelled and retries each request that was answered 503; any other
    /// failure fails the test.
    /// </summary>
    /// <returns>The number of users created and the number of retries.</returns>
    public async Task<(int Answered, int Retried)> WriteUsersAsync(
        TestTenant tenant,
        int client,
        CancellationToken over
    )
    {
        using HttpClient http = RawHttpClient.CreateClient();
        int answered = 0,
            retried = 0;
        for (int n = client; !over.IsCancellationRequested; n++)
        {
            await ProbeServersAsync(http);
            string name = $"user.{client}.{n}";
            while (true)
            {
                ScimResponse response = await new ScimClient(
                    $"{GetNextServer(n + retried)}/tenants/{tenant.Id}/scim/v2",
                    tenant.Token,
                    http
                ).PostAsync("/Users", RequestBodies.CreateUser(name));
                if (response.Status != 503)
                {
                    // The first attempt may have been committed although its outcome could not be confirmed.
                    Assert.True(response.Status == 201 || (response.Status == 409 && retried > 0), response.ToString());
                    answered++;
                    break;
                }

                Assert.NotEmpty(response.GetHeader("Retry-After"));
                retried++;
                await ProbeServersAsync(http);
            }
        }

        return (answered, retried);
    }

    /// <summary>Waits until a server receives requests again.</summary>
    public Task WaitUntilReadyAsync(string server) =>
        Polling.WaitUntilAsync(
            () => Task.FromResult(_readyServers[server]),
            TimeSpan.FromSeconds(60),
            () => $"{server} is not ready"
        );

    private string GetNextServer(int n)
    {
        lock (_readyServers)
        {
            string[] ready = [.. _readyServers.Where(s => s.Value).Select(s => s.Key)];
            Assert.NotEmpty(ready);
            return ready[n % ready.Length];
        }
    }

    private async Task ProbeServersAsync(HttpClient http)
    {
        foreach (string server in servers)
        {
            bool ready = false;
            try
            {
                ready = (await RawHttpClient.SendRequestAsync(http, "GET", $"{server}/health/ready", [])).Status == 200;
            }
            catch (HttpRequestException)
            {
                // The server is not listening.
            }

            lock (_readyServers)
                _readyServers[server] = ready;
        }
    }
}
