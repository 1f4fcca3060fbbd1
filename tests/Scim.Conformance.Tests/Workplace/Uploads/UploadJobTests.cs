using Scim.Conformance.Tests.Fixtures;
using Scim.Testing.Server.Workplace;

namespace Scim.Conformance.Tests.Workplace.Uploads;

/// <summary>
/// An upload is a background job: it can be cancelled, several run concurrently, and after a crash no row is skipped or
/// repeated.
/// </summary>
public sealed class UploadJobTests(SharedServer server)
{
    [Fact]
    public async Task Cancel_DuringUpload_KeepsProcessedRowsAndStops()
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        WorkplaceClient api = await tenant.CreateWorkplaceClientAsync();
        string id = await api.StartUploadAsync(UploadSteps.CreateUserRows("c", 1, 20_000));
        ScimResponse read = await WaitForRowsAsync(api, id, 200);
        Assert.Contains(
            "running",
            (await api.GetAsync($"/uploads/{id}/result")).AssertStatus(409).GetText("/detail"),
            StringComparison.Ordinal
        );
        (await api.PostAsync($"/uploads/{id}/cancel")).AssertStatus(204);
        (await api.PostAsync($"/uploads/{id}/cancel")).AssertStatus(204);
        read = (await api.GetAsync($"/uploads/{id}")).AssertStatus(200);
        Assert.Equal("cancelled", read.GetText("/state"));
        Assert.InRange(read.GetInt32("/rows/done"), 200, 19_999);
        Assert.Equal(read.GetInt32("/rows/done"), (await tenant.Scim.CountResourcesAsync()).Users);
        string[] lines = (await api.GetAsync($"/uploads/{id}/result"))
            .AssertStatus(200)
            .Body.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(read.GetInt32("/rows/done"), lines.Count(l => l.Contains(",created,", StringComparison.Ordinal)));
        Assert.Equal(
            20_000 - read.GetInt32("/rows/done"),
            lines.Count(l => l.EndsWith(",skipped,,", StringComparison.Ordinal))
        );
    }

    [Fact]
    public async Task Cancel_AfterCompletion_IsConflict()
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        WorkplaceClient api = await tenant.CreateWorkplaceClientAsync();
        (await api.PostAsync($"/uploads/{(await api.RunUploadAsync("userName\nada\n")).Id}/cancel")).AssertStatus(409);
    }

    [Fact]
    public async Task Uploads_TwoConcurrent_ShareGroupsAndKeepAllUsers()
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        WorkplaceClient api = await tenant.CreateWorkplaceClientAsync();
        string[] ids = await Task.WhenAll(
            new[] { "one", "two" }.Select(p =>
                api.StartUploadAsync(UploadSteps.CreateUserRows(p, 1, 1200, _ => "All users"), "?createGroups=true")
            )
        );
        foreach (ScimResponse ended in await Task.WhenAll(ids.Select(api.WaitForEndAsync)))
            Assert.Equal([1200, 1200, 0, 1200, 0, 0], ended.GetCounts());
        Assert.Equal((2400, 1), await tenant.Scim.CountResourcesAsync());
        Assert.Equal(2400, (await tenant.Scim.ReadMemberIdsAsync((await tenant.FindGroupAsync("All users"))!)).Length);
    }

    [Fact]
    public async Task Tenant_DeletedDuringUpload_LeavesNothing()
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        WorkplaceClient api = await tenant.CreateWorkplaceClientAsync();
        string id = await api.StartUploadAsync(UploadSteps.CreateUserRows("d", 1, 5000));
        await WaitForRowsAsync(api, id, 200);
        (await server.Operator.SendRequestAsync("DELETE", $"/tenants/{tenant.Id}")).AssertStatus(204);
        (await server.Operator.SendRequestAsync("POST", "/tenants", new { id = tenant.Id })).AssertStatus(201);
        TestTenant again = new(server.Operator, tenant.Id, (await server.Operator.IssueTokenAsync(tenant.Id)).Token);
        WorkplaceClient fresh = await again.CreateWorkplaceClientAsync();
        Assert.Equal(0, (await fresh.GetAsync("/uploads")).AssertStatus(200).GetElement("/uploads").GetArrayLength());
        (await fresh.GetAsync($"/uploads/{id}")).AssertStatus(404);
        Assert.Equal((0, 0), await again.Scim.CountResourcesAsync());
    }

    [Fact]
    public async Task Kill_DuringUpload_ResumesWithoutRepeatingRows()
    {
        await using ScimServer own = await ScimServer.StartAsync();
        TestTenant tenant = await own.Operator.CreateTenantAsync();
        WorkplaceClient api = await tenant.CreateWorkplaceClientAsync();
        const int Old = 600,
            All = 3000;
        await api.RunUploadAsync(UploadSteps.CreateUserRows("k", 1, Old));
        string csv = UploadSteps
            .CreateUserRows("k", 1, All, i => i % 2 == 0 ? "Even;All users" : "All users")
            .Replace(",Engineer,", ",Architect,", StringComparison.Ordinal);
        string id = await api.StartUploadAsync(csv, "?createGroups=true");
        foreach (int at in new[] { 200, 1400 })
        {
            await WaitForRowsAsync(api, id, at);
            await own.KillAsync();
            await own.RestartAsync();
        }

        ScimResponse ended = await api.WaitForEndAsync(id);
        Assert.Equal([All, All, 0, All - Old, Old, 0], ended.GetCounts());
        Assert.Equal((All, 2), await tenant.Scim.CountResourcesAsync());

        // One commit per row: existing users were changed once; new users were created and not changed again.
        for (int start = 1; start <= All; start += 1000)
        {
            ScimResponse page = (
                await tenant.Scim.GetAsync(
                    $"/Users?startIndex={start}&count=1000&attributes=userName,title,meta.version"
                )
            ).AssertStatus(200);
            Assert.All(
                page.Resources,
                user =>
                {
                    int number = int.Parse(
                        user.GetProperty("userName").GetString()!.AsSpan(1),
                        System.Globalization.CultureInfo.InvariantCulture
                    );
                    string version = user.GetProperty("meta").GetProperty("version").GetString()!;
                    Assert.True(
                        version.StartsWith(number <= Old ? "W/\"2" : "W/\"1", StringComparison.Ordinal),
                        $"k{number} is at {version}"
                    );
                    Assert.Equal("Architect", user.GetProperty("title").GetString());
                }
            );
        }

        Assert.Equal(All, (await tenant.Scim.ReadMemberIdsAsync((await tenant.FindGroupAsync("All users"))!)).Length);
        Assert.Equal(All / 2, (await tenant.Scim.ReadMemberIdsAsync((await tenant.FindGroupAsync("Even"))!)).Length);
        string[] lines = (await api.GetAsync($"/uploads/{id}/result"))
            .AssertStatus(200)
            .Body.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(
            (All - Old, Old),
            (
                lines.Count(l => l.Contains(",created,", StringComparison.Ordinal)),
                lines.Count(l => l.Contains(",updated,", StringComparison.Ordinal))
            )
        );
    }

    [Fact]
    public async Task Kill_WithoutPolling_IsFinishedByReminderAndRemovedAfterRetention()
    {
        await using ScimServer own = await ScimServer.StartAsync(
            new ServerSettings
            {
                Environment = new Dictionary<string, string> { ["Scim__Uploads__Retention"] = "00:01:00" },
            }
        );
        TestTenant tenant = await own.Operator.CreateTenantAsync();
        WorkplaceClient api = await tenant.CreateWorkplaceClientAsync();
        string id = await api.StartUploadAsync(UploadSteps.CreateUserRows("r", 1, 3000));
        await WaitForRowsAsync(api, id, 200);
        await own.KillAsync();
        await own.RestartAsync();
        int users = 0;
        await Polling.WaitUntilAsync(
            async () => (users = (await tenant.Scim.CountResourcesAsync()).Users) == 3000,
            TimeSpan.FromMinutes(4),
            () => $"the upload was not resumed; there are {users} users"
        );
        (await api.WaitForEndAsync(id)).AssertCounts([3000, 3000, 0, 3000, 0, 0]);
        await Polling.WaitUntilAsync(
            async () => (await api.GetAsync($"/uploads/{id}")).Status == 404,
            TimeSpan.FromMinutes(4),
            () => "the upload was not removed after its retention"
        );
        (await api.GetAsync($"/uploads/{id}/result")).AssertStatus(404);
        Assert.Equal(3000, (await tenant.Scim.CountResourcesAsync()).Users);
    }

    private static async Task<ScimResponse> WaitForRowsAsync(WorkplaceClient api, string id, int rows)
    {
        ScimResponse read = (await api.GetAsync($"/uploads/{id}")).AssertStatus(200);
        await Polling.WaitUntilAsync(
            async () =>
                (read = (await api.GetAsync($"/uploads/{id}")).AssertStatus(200)).GetInt32("/rows/done") >= rows,
            TimeSpan.FromMinutes(2),
            () => $"no rows were processed: {read.Body}"
        );
        return read;
    }
}
