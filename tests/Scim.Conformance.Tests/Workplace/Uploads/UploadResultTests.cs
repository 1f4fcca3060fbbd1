using Scim.Conformance.Tests.Fixtures;
using Scim.Testing.Server.Workplace;

namespace Scim.Conformance.Tests.Workplace.Uploads;

/// <summary>
/// The result is the uploaded file with the outcome of each row; no cell is executed as a formula in a spreadsheet.
/// </summary>
public sealed class UploadResultTests(SharedServer server)
{
    [Fact]
    public async Task Result_HasEveryRowWithStatusIdAndErrorAndNoFormula()
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        WorkplaceClient api = await tenant.CreateWorkplaceClientAsync();
        const string Csv =
            "status,userName,title,phone,active\nold,ada,=1+1,+44 1,\n"
            + ",bob,\"@SUM(A1)\",-1,\n,carl,\"a, \"\"b\"\"\",,no way\n";
        ScimResponse ended = await api.RunUploadAsync(Csv);
        ScimResponse result = (await api.GetAsync($"/uploads/{ended.Id}/result")).AssertStatus(200);
        Assert.StartsWith("text/csv", result.GetHeader("Content-Type"), StringComparison.Ordinal);
        Assert.Contains($"upload-{ended.Id}.csv", result.GetHeader("Content-Disposition"), StringComparison.Ordinal);
        string ada = (await tenant.FindUserAsync("ada")).GetProperty("id").GetString()!,
            bob = (await tenant.FindUserAsync("bob")).GetProperty("id").GetString()!;
        string[] lines = result.Body.Split("\r\n");
        Assert.Equal("userName,title,phone,active,status,id,error", lines[0]);
        Assert.Equal($"ada,\"'=1+1\",\"'+44 1\",,created,{ada},", lines[1]);
        Assert.Equal($"bob,\"'@SUM(A1)\",\"'-1\",,created,{bob},", lines[2]);
        Assert.StartsWith("carl,\"a, \"\"b\"\"\",,no way,failed,,", lines[3], StringComparison.Ordinal);
        Assert.Contains("active: ", lines[3], StringComparison.Ordinal);
        Assert.Equal("=1+1", (await tenant.FindUserAsync("ada")).GetProperty("title").GetString());

        // After the error is corrected, the result can be uploaded again and has the same meaning.
        ScimResponse again = await api.RunUploadAsync(result.Body.Replace("no way", "no", StringComparison.Ordinal));
        Assert.Equal([3, 3, 0, 1, 0, 2], again.GetCounts());
        Assert.Equal(
            "+44 1",
            (await tenant.FindUserAsync("ada")).GetProperty("phoneNumbers")[0].GetProperty("value").GetString()
        );
    }

    [Fact]
    public async Task Result_OfManyRows_IsStreamedInFull()
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        WorkplaceClient api = await tenant.CreateWorkplaceClientAsync();
        ScimResponse ended = await api.RunUploadAsync(UploadSteps.CreateUserRows("p", 1, 2500), "?dryRun=true");
        string[] lines = (await api.GetAsync($"/uploads/{ended.Id}/result"))
            .AssertStatus(200)
            .Body.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2501, lines.Length);
        Assert.All(lines.Skip(1).Index(), l => Assert.StartsWith($"p{l.Index + 1},", l.Item, StringComparison.Ordinal));
        Assert.All(lines.Skip(1), l => Assert.EndsWith(",created,,", l, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Template_CanBeFilledAndUploaded()
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        WorkplaceClient api = await tenant.CreateWorkplaceClientAsync();
        ScimResponse template = (await api.GetAsync("/uploads/template")).AssertStatus(200);
        Assert.StartsWith("text/csv", template.GetHeader("Content-Type"), StringComparison.Ordinal);
        int columns = template.Body.Split(',').Length;
        (await api.RunUploadAsync(template.Body + "ada" + new string(',', columns - 1))).AssertCounts([
            1,
            1,
            0,
            1,
            0,
            0,
        ]);
    }

    [Fact]
    public async Task List_ShowsUploadsNewestFirstInPages()
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        WorkplaceClient api = await tenant.CreateWorkplaceClientAsync();
        List<string> ids = [];
        for (int i = 0; i < 3; i++)
            ids.Add((await api.RunUploadAsync($"userName\nuser{i}\n")).Id);
        ScimResponse page = (await api.GetAsync("/uploads?count=2")).AssertStatus(200);
        Assert.Equal([ids[2], ids[1]], page.GetTexts("/uploads", "/id"));
        ScimResponse rest = (await api.GetAsync($"/uploads?count=2&after={page.GetText("/next")}")).AssertStatus(200);
        Assert.Equal([ids[0]], rest.GetTexts("/uploads", "/id"));
        foreach (string query in new[] { "count=0", "count=201", "after=x" })
            (await api.GetAsync($"/uploads?{query}")).AssertStatus(400);
    }
}
