namespace Scim.Conformance.Tests.Workplace.Uploads;

/// <summary>The result is the file again with what became of each row; opened in a spreadsheet it does nothing.</summary>
public sealed class UploadResultTests(SharedServer server)
{
    [Fact]
    public async Task Result_HasEveryRowWithStatusIdAndErrorAndNoFormula()
    {
        TestTenant tenant = await server.Operator.NewTenant();
        WorkplaceClient api = await tenant.Workplace();
        const string Csv = "status,userName,title,phone,active\nold,ada,=1+1,+44 1,\n,bob,\"@SUM(A1)\",-1,\n,carl,\"a, \"\"b\"\"\",,no way\n";
        ScimResponse ended = await api.Run(Csv);
        ScimResponse result = (await api.Get($"/uploads/{ended.Id}/result")).Expect(200);
        Assert.StartsWith("text/csv", result.Header("Content-Type"), StringComparison.Ordinal);
        Assert.Contains($"upload-{ended.Id}.csv", result.Header("Content-Disposition"), StringComparison.Ordinal);
        string ada = (await tenant.UserNamed("ada")).GetProperty("id").GetString()!, bob = (await tenant.UserNamed("bob")).GetProperty("id").GetString()!;
        string[] lines = result.Body.Split("\r\n");
        Assert.Equal("userName,title,phone,active,status,id,error", lines[0]);
        Assert.Equal($"ada,\"'=1+1\",\"'+44 1\",,created,{ada},", lines[1]);
        Assert.Equal($"bob,\"'@SUM(A1)\",\"'-1\",,created,{bob},", lines[2]);
        Assert.StartsWith("carl,\"a, \"\"b\"\"\",,no way,failed,,", lines[3], StringComparison.Ordinal);
        Assert.Contains("active: ", lines[3], StringComparison.Ordinal);
        Assert.Equal("=1+1", (await tenant.UserNamed("ada")).GetProperty("title").GetString());

        // Mended, it can be uploaded again and means the same.
        ScimResponse again = await api.Run(result.Body.Replace("no way", "no", StringComparison.Ordinal));
        Assert.Equal([3, 3, 0, 1, 0, 2], again.Counts());
        Assert.Equal("+44 1", (await tenant.UserNamed("ada")).GetProperty("phoneNumbers")[0].GetProperty("value").GetString());
    }

    [Fact]
    public async Task Result_OfManyRows_IsStreamedWhole()
    {
        TestTenant tenant = await server.Operator.NewTenant();
        WorkplaceClient api = await tenant.Workplace();
        ScimResponse ended = await api.Run(UploadSteps.People("p", 1, 2500), "?dryRun=true");
        string[] lines = (await api.Get($"/uploads/{ended.Id}/result")).Expect(200).Body.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2501, lines.Length);
        Assert.All(lines.Skip(1).Index(), l => Assert.StartsWith($"p{l.Index + 1},", l.Item, StringComparison.Ordinal));
        Assert.All(lines.Skip(1), l => Assert.EndsWith(",created,,", l, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Template_CanBeFilledAndUploaded()
    {
        TestTenant tenant = await server.Operator.NewTenant();
        WorkplaceClient api = await tenant.Workplace();
        ScimResponse template = (await api.Get("/uploads/template")).Expect(200);
        Assert.StartsWith("text/csv", template.Header("Content-Type"), StringComparison.Ordinal);
        int columns = template.Body.Split(',').Length;
        (await api.Run(template.Body + "ada" + new string(',', columns - 1))).ExpectCounts([1, 1, 0, 1, 0, 0]);
    }

    [Fact]
    public async Task List_ShowsUploadsNewestFirstInPages()
    {
        TestTenant tenant = await server.Operator.NewTenant();
        WorkplaceClient api = await tenant.Workplace();
        List<string> ids = [];
        for (int i = 0; i < 3; i++) ids.Add((await api.Run($"userName\nuser{i}\n")).Id);
        ScimResponse page = (await api.Get("/uploads?count=2")).Expect(200);
        Assert.Equal([ids[2], ids[1]], page.Each("/uploads", "/id"));
        ScimResponse rest = (await api.Get($"/uploads?count=2&after={page.Text("/next")}")).Expect(200);
        Assert.Equal([ids[0]], rest.Each("/uploads", "/id"));
        foreach (string query in new[] { "count=0", "count=201", "after=x" }) (await api.Get($"/uploads?{query}")).Expect(400);
    }
}
