namespace Scim.Conformance.Tests.Workplace.Uploads;

/// <summary>An upload is a job: it can be called off, several run side by side, and a crash neither loses nor repeats a row.</summary>
public sealed class UploadJobTests(SharedServer server)
{
    [Fact]
    public async Task Cancel_InTheMiddle_KeepsWhatWasDoneAndDoesNoMore()
    {
        TestTenant tenant = await server.Operator.NewTenant();
        WorkplaceClient api = await tenant.Workplace();
        string id = await api.Begin(UploadSteps.People("c", 1, 20_000));
        ScimResponse read = await SomeAreDone(api, id, 200);
        Assert.Contains("running", (await api.Get($"/uploads/{id}/result")).Expect(409).Text("/detail"), StringComparison.Ordinal);
        (await api.Post($"/uploads/{id}/cancel")).Expect(204);
        (await api.Post($"/uploads/{id}/cancel")).Expect(204);
        read = (await api.Get($"/uploads/{id}")).Expect(200);
        Assert.Equal("cancelled", read.Text("/state"));
        Assert.InRange(read.Int("/rows/done"), 200, 19_999);
        Assert.Equal(read.Int("/rows/done"), (await tenant.Scim.Totals()).Users);
        string[] lines = (await api.Get($"/uploads/{id}/result")).Expect(200).Body.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(read.Int("/rows/done"), lines.Count(l => l.Contains(",created,", StringComparison.Ordinal)));
        Assert.Equal(20_000 - read.Int("/rows/done"), lines.Count(l => l.EndsWith(",skipped,,", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Cancel_AfterTheEnd_IsAConflict()
    {
        TestTenant tenant = await server.Operator.NewTenant();
        WorkplaceClient api = await tenant.Workplace();
        (await api.Post($"/uploads/{(await api.Run("userName\nada\n")).Id}/cancel")).Expect(409);
    }

    [Fact]
    public async Task Uploads_TwoAtOnce_ShareGroupsAndLoseNobody()
    {
        TestTenant tenant = await server.Operator.NewTenant();
        WorkplaceClient api = await tenant.Workplace();
        string[] ids = await Task.WhenAll(new[] { "one", "two" }.Select(p => api.Begin(UploadSteps.People(p, 1, 1200, _ => "Everybody"), "?createGroups=true")));
        foreach (ScimResponse ended in await Task.WhenAll(ids.Select(api.End))) Assert.Equal([1200, 1200, 0, 1200, 0, 0], ended.Counts());
        Assert.Equal((2400, 1), await tenant.Scim.Totals());
        Assert.Equal(2400, (await tenant.Scim.MembersOf((await tenant.GroupNamed("Everybody"))!)).Length);
    }

    [Fact]
    public async Task Tenant_ThatIsDeletedDuringAnUpload_LeavesNothing()
    {
        TestTenant tenant = await server.Operator.NewTenant();
        WorkplaceClient api = await tenant.Workplace();
        string id = await api.Begin(UploadSteps.People("d", 1, 5000));
        await SomeAreDone(api, id, 200);
        (await server.Operator.Send("DELETE", $"/tenants/{tenant.Id}")).Expect(204);
        (await server.Operator.Send("POST", "/tenants", new { id = tenant.Id })).Expect(201);
        TestTenant again = new(server.Operator, tenant.Id, (await server.Operator.IssueToken(tenant.Id)).Token);
        WorkplaceClient fresh = await again.Workplace();
        Assert.Equal(0, (await fresh.Get("/uploads")).Expect(200).At("/uploads").GetArrayLength());
        (await fresh.Get($"/uploads/{id}")).Expect(404);
        Assert.Equal((0, 0), await again.Scim.Totals());
    }

    [Fact]
    public async Task Kill_InTheMiddleOfAnUpload_IsFinishedWithNoRowTwice()
    {
        await using ScimServer own = await ScimServer.Start();
        TestTenant tenant = await own.Operator.NewTenant();
        WorkplaceClient api = await tenant.Workplace();
        const int Old = 600, All = 3000;
        await api.Run(UploadSteps.People("k", 1, Old));
        string csv = UploadSteps.People("k", 1, All, i => i % 2 == 0 ? "Even;Everybody" : "Everybody").Replace(",Engineer,", ",Architect,", StringComparison.Ordinal);
        string id = await api.Begin(csv, "?createGroups=true");
        foreach (int at in new[] { 200, 1400 })
        {
            await SomeAreDone(api, id, at);
            await own.Kill();
            await own.Restart();
        }

        ScimResponse ended = await api.End(id);
        Assert.Equal([All, All, 0, All - Old, Old, 0], ended.Counts());
        Assert.Equal((All, 2), await tenant.Scim.Totals());

        // One commit for each row: those who were there have been changed once, the others were created and not touched again.
        for (int start = 1; start <= All; start += 1000)
        {
            ScimResponse page = (await tenant.Scim.Get($"/Users?startIndex={start}&count=1000&attributes=userName,title,meta.version")).Expect(200);
            Assert.All(page.Resources, user =>
            {
                int number = int.Parse(user.GetProperty("userName").GetString()!.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture);
                string version = user.GetProperty("meta").GetProperty("version").GetString()!;
                Assert.True(version.StartsWith(number <= Old ? "W/\"2" : "W/\"1", StringComparison.Ordinal), $"k{number} is at {version}");
                Assert.Equal("Architect", user.GetProperty("title").GetString());
            });
        }

        Assert.Equal(All, (await tenant.Scim.MembersOf((await tenant.GroupNamed("Everybody"))!)).Length);
        Assert.Equal(All / 2, (await tenant.Scim.MembersOf((await tenant.GroupNamed("Even"))!)).Length);
        string[] lines = (await api.Get($"/uploads/{id}/result")).Expect(200).Body.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal((All - Old, Old), (lines.Count(l => l.Contains(",created,", StringComparison.Ordinal)), lines.Count(l => l.Contains(",updated,", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task Kill_WithNobodyAsking_IsFinishedByTheReminderAndRemovedWhenItsTimeIsOver()
    {
        await using ScimServer own = await ScimServer.Start(new ServerSettings
        {
            Environment = new Dictionary<string, string> { ["Scim__Uploads__Retention"] = "00:01:00" },
        });
        TestTenant tenant = await own.Operator.NewTenant();
        WorkplaceClient api = await tenant.Workplace();
        string id = await api.Begin(UploadSteps.People("r", 1, 3000));
        await SomeAreDone(api, id, 200);
        await own.Kill();
        await own.Restart();
        int users = 0;
        await Eventually.Holds(
            async () => (users = (await tenant.Scim.Totals()).Users) == 3000, TimeSpan.FromMinutes(4), () => $"nobody goes on with the upload; there are {users} users");
        (await api.End(id)).ExpectCounts([3000, 3000, 0, 3000, 0, 0]);
        await Eventually.Holds(
            async () => (await api.Get($"/uploads/{id}")).Status == 404, TimeSpan.FromMinutes(4), () => "the upload is still there after its time");
        (await api.Get($"/uploads/{id}/result")).Expect(404);
        Assert.Equal(3000, (await tenant.Scim.Totals()).Users);
    }

    private static async Task<ScimResponse> SomeAreDone(WorkplaceClient api, string id, int rows)
    {
        ScimResponse read = (await api.Get($"/uploads/{id}")).Expect(200);
        await Eventually.Holds(
            async () => (read = (await api.Get($"/uploads/{id}")).Expect(200)).Int("/rows/done") >= rows, TimeSpan.FromMinutes(2), () => $"no rows are done: {read.Body}");
        return read;
    }
}
