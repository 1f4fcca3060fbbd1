using Scim.Cluster.Tests.Model;

namespace Scim.Cluster.Tests.Nodes;

/// <summary>Every node is stopped in order and started again, one after the other, while clients go on behind a load balancer that asks for readiness.</summary>
public sealed class RollingRestartTests(ITestOutputHelper output)
{
    private const int Clients = 4;

    [Fact]
    public async Task RollingRestart_OfEveryNode_FailsNoRequest()
    {
        await using TestCluster cluster = await TestCluster.Start(silos: 2, gateways: 2);
        TestTenant tenant = await cluster.Operator.NewTenant();
        using var stop = new CancellationTokenSource();
        await using var balancer = new LoadBalancer(cluster.Gateways);
        Task<int>[] clients = [.. Enumerable.Range(0, Clients).Select(i => Client(i, tenant, balancer, stop.Token))];
        foreach (Node node in cluster.Nodes)
        {
            Assert.Equal(0, await node.Stop());
            await node.Restart();
            await node.Ready();
            if (clients.FirstOrDefault(c => c.IsFaulted) is { } failed) await failed;
        }

        await stop.CancelAsync();
        int done = (await Task.WhenAll(clients)).Sum();
        output.WriteLine($"{done} requests, {balancer.Retried} retried after 503");
        Assert.True(done > 0);
    }

    // Creates, renames and reads; each request must succeed, at the latest when repeated after a 503.
    private static async Task<int> Client(int number, TestTenant tenant, LoadBalancer balancer, CancellationToken stop)
    {
        int done = 0;
        while (!stop.IsCancellationRequested)
        {
            string name = $"client{number}.{done}";
            ScimResponse created = await balancer.Send(tenant, "POST", "/Users", Bodies.User(name));

            // A repeated request may find that the first one had been carried out.
            if (created.Status == 409) created = (await balancer.Send(tenant, "GET", $"/Users?filter=userName%20eq%20%22{name}%22")).Expect(200);
            else created.Expect(201);
            string id = created.Status == 201 ? created.Id : created.Text("/Resources/0/id");
            (await balancer.Send(tenant, "PATCH", $"/Users/{id}", Bodies.Patch(Bodies.Replace("title", name)))).Expect(200);
            Assert.Equal(name, (await balancer.Send(tenant, "GET", $"/Users/{id}")).Expect(200).Text("/title"));
            done += 3;
        }

        return done;
    }
}
