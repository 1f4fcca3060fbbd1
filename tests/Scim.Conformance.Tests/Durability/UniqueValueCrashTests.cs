using System.Collections.Concurrent;
using System.Security.Cryptography;
using Scim.Conformance.Tests.Schemas;

namespace Scim.Conformance.Tests.Durability;

/// <summary>
/// Kills the server while clients compete for values of an attribute that must be unique, and restarts it. Every value
/// has at most one owner, no value stays reserved without an owner, and every acknowledged owner keeps its value.
/// </summary>
public sealed class UniqueValueCrashTests(ITestOutputHelper output)
{
    private const int RoundCount = 5;
    private const int ClientCount = 8;

    [Fact]
    public async Task Kill_WhileClientsCompeteForValues_LeavesAtMostOneOwner()
    {
        int seed = RandomNumberGenerator.GetInt32(int.MaxValue);
        output.WriteLine($"seed {seed}");
        Random random = new(seed);
        await using ScimServer server = await ScimServer.StartAsync();
        TestTenant tenant = await (await server.Operator.CreateTenantAsync()).AddBadgesAsync();
        ConcurrentDictionary<string, string> owners = new();
        int next = 0;
        for (int round = 1; round <= RoundCount; round++)
        {
            ConcurrentDictionary<string, bool> touched = new();
            await CompeteForValuesAsync(
                server,
                tenant,
                owners,
                touched,
                () => Interlocked.Increment(ref next) / 3,
                random.Next(10, 300)
            );
            await server.RestartAsync();
            foreach (string value in touched.Keys)
                await VerifyOwnerAsync(tenant, owners, value);
            output.WriteLine($"round {round}: {touched.Count} values, {owners.Count} owned");
        }

        foreach (string value in owners.Keys)
            await VerifyOwnerAsync(tenant, owners, value);
    }

    // About three clients at once request each value; the server is killed after the given number of answers.
    private static async Task CompeteForValuesAsync(
        ScimServer server,
        TestTenant tenant,
        ConcurrentDictionary<string, string> owners,
        ConcurrentDictionary<string, bool> touched,
        Func<int> next,
        int answers
    )
    {
        using HttpClient http = RawHttpClient.CreateClient();
        ScimClient scim = new(tenant.Url, tenant.Token, http);
        TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int answered = 0;
        bool ending = false;
        Task[] clients =
        [
            .. Enumerable
                .Range(0, ClientCount)
                .Select(async _ =>
                {
                    while (true)
                    {
                        string value = $"v{next()}";
                        touched[value] = true;
                        try
                        {
                            ScimResponse response = await scim.PostAsync(
                                "/Users",
                                CustomSchemaBuilder.CreateUser($"u.{Guid.CreateVersion7():N}", new { number = value })
                            );
                            if (response.Status == 201)
                                Assert.True(owners.TryAdd(value, response.Id), $"The value {value} was granted twice.");
                            else
                                response.AssertError(409, "uniqueness");
                        }
                        catch (Exception e)
                            when (Volatile.Read(ref ending)
                                && e is HttpRequestException or IOException or TaskCanceledException
                            )
                        {
                            return;
                        }

                        if (Interlocked.Increment(ref answered) == answers)
                            reached.TrySetResult();
                    }
                }),
        ];
        await Task.WhenAny(reached.Task, Task.WhenAll(clients)).WaitAsync(TimeSpan.FromSeconds(60));
        Volatile.Write(ref ending, true);
        await server.KillAsync();
        await Task.WhenAll(clients);
    }

    private static async Task VerifyOwnerAsync(
        TestTenant tenant,
        ConcurrentDictionary<string, string> owners,
        string value
    )
    {
        IReadOnlyList<string> holders = (
            await tenant.Scim.QueryResourcesAsync("/Users", $"{CustomSchemaBuilder.BadgeUrn}:number eq \"{value}\"")
        )
            .AssertStatus(200)
            .GetTexts("/Resources", "/id");
        Assert.True(holders.Count <= 1, $"{holders.Count} users have the value {value}.");
        if (owners.TryGetValue(value, out string? owner))
            Assert.Equal(owner, Assert.Single(holders));
        ScimResponse attempt = await tenant.Scim.PostAsync(
            "/Users",
            CustomSchemaBuilder.CreateUser($"u.{Guid.CreateVersion7():N}", new { number = value })
        );
        if (holders.Count == 1)
        {
            attempt.AssertError(409, "uniqueness");
            owners[value] = holders[0];
        }
        else
        {
            owners[value] = attempt.AssertStatus(201).Id;
        }
    }
}
