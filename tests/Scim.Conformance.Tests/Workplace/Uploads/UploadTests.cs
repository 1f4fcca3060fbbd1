using System.Text;
using System.Text.Json;
using Scim.Conformance.Tests.Schemas;

namespace Scim.Conformance.Tests.Workplace.Uploads;

/// <summary>Users and their groups come from a CSV file, under the same rules as by SCIM.</summary>
public sealed class UploadTests(SharedServer server)
{
    [Fact]
    public async Task Upload_OfNewUsers_CreatesThemWithAttributesAndGroups()
    {
        (TestTenant tenant, WorkplaceClient api) = await New();
        string[] lines =
        [
            "Groups,USERNAME,name.givenName,name.familyName,displayName,active,title,email,email.home,phone,phone.mobile,department,manager,externalId,nickName",
            "Sales; All staff,ada@example.com,Ada,Lovelace,\"Lovelace, Ada\",yes,Countess,ada@example.com,ada@home.example,'+44 1,+44 2,R&D,01900000-0000-7000-8000-000000004711,hr-1,\"The \"\"first\"\"\"",
            "",
            "all STAFF,bob@example.com,Bob,,\"Bob\nBuilder\",false,,,,,,,,,",
        ];
        ScimResponse ended = await api.Run(string.Join("\r\n", lines), "?createGroups=true");

        Assert.Equal([2, 2, 0, 2, 0, 0], ended.Counts());
        Assert.Equal(["All staff", "Sales"], ended.At("/newGroups").EnumerateArray().Select(g => g.GetString()!).Order());
        JsonElement ada = await tenant.UserNamed("ada@example.com");
        Assert.Equal("Lovelace, Ada", ada.GetProperty("displayName").GetString());
        Assert.Equal("Ada", ada.GetProperty("name").GetProperty("givenName").GetString());
        Assert.True(ada.GetProperty("active").GetBoolean());
        Assert.Equal("hr-1", ada.GetProperty("externalId").GetString());
        Assert.Equal("The \"first\"", ada.GetProperty("nickName").GetString());
        Assert.Equal("R&D", ada.GetProperty(Urn.Enterprise).GetProperty("department").GetString());
        Assert.Equal("01900000-0000-7000-8000-000000004711", ada.GetProperty(Urn.Enterprise).GetProperty("manager").GetProperty("value").GetString());
        Assert.Equal(["work ada@example.com", "home ada@home.example"], Values(ada, "emails"));
        Assert.Equal(["work +44 1", "mobile +44 2"], Values(ada, "phoneNumbers"));
        Assert.Equal(2, ada.GetProperty("groups").GetArrayLength());
        JsonElement bob = await tenant.UserNamed("bob@example.com");
        Assert.False(bob.GetProperty("active").GetBoolean());
        Assert.Equal("Bob\nBuilder", bob.GetProperty("displayName").GetString());
        string all = (await tenant.GroupNamed("All staff"))!;
        Assert.Equal(new[] { ada.GetProperty("id").GetString()!, bob.GetProperty("id").GetString()! }.Order(), (await tenant.Scim.MembersOf(all)).Order());
    }

    [Theory]
    [InlineData("\r\n", true)]
    [InlineData("\n", false)]
    [InlineData("\r", false)]
    public async Task Upload_WithAnyLineEndingAndByteOrderMark_IsRead(string lineEnd, bool mark)
    {
        (TestTenant tenant, WorkplaceClient api) = await New();
        string text = string.Join(lineEnd, "displayName,userName", "\"Zoë, \"\"Z\"\"\",zoe", "Ünal,unal");
        byte[] csv = [.. mark ? Encoding.UTF8.Preamble : [], .. Encoding.UTF8.GetBytes(text)];
        (await api.Run(csv)).ExpectCounts([2, 2, 0, 2, 0, 0]);
        Assert.Equal("Zoë, \"Z\"", (await tenant.UserNamed("zoe")).GetProperty("displayName").GetString());
        Assert.Equal("Ünal", (await tenant.UserNamed("unal")).GetProperty("displayName").GetString());
    }

    [Fact]
    public async Task Upload_OfUsersWhoAreThere_ChangesWhatTheColumnsName()
    {
        (TestTenant tenant, WorkplaceClient api) = await New();
        await server.Operator.ChangeSettings(tenant.Id, new { patch = new { replaceCreates = false } });
        string ada = await tenant.Scim.CreateUser("ada", new { title = "Old", nickName = "Stays", externalId = "hr-1" });
        string bob = await tenant.Scim.CreateUser("bob", new { title = "Same" });
        string old = await tenant.Scim.CreateUser("old.name", new { externalId = "hr-3", title = "Same" });
        const string Csv = "userName,externalId,title,email\nADA,hr-1,New,ada@example.com\nbob,,Same,\nnew.name,hr-3,Same,\n";

        ScimResponse ended = await api.Run(Csv);
        Assert.Equal([3, 3, 0, 0, 2, 1], ended.Counts());
        JsonElement read = await tenant.UserNamed("ada");
        Assert.Equal((ada, "New", "Stays"), (read.GetProperty("id").GetString(), read.GetProperty("title").GetString(), read.GetProperty("nickName").GetString()));
        Assert.Equal(["work ada@example.com"], Values(read, "emails"));
        Assert.Equal(old, (await tenant.UserNamed("new.name")).GetProperty("id").GetString());
        Assert.Equal("W/\"1\"", (await tenant.UserNamed("bob")).GetProperty("meta").GetProperty("version").GetString());
        Assert.Equal(bob, (await tenant.UserNamed("bob")).GetProperty("id").GetString());
        (await api.Run(Csv)).ExpectCounts([3, 3, 0, 0, 0, 3]);
    }

    [Theory]
    [InlineData("", null, "Old")]
    [InlineData("?blanks=leave", "clear", "Old")]
    [InlineData("?blanks=clear", null, null)]
    [InlineData("", "clear", null)]
    public async Task Upload_OfBlankCells_LeavesOrClears(string query, string? setting, string? title)
    {
        (TestTenant tenant, WorkplaceClient api) = await New();
        await tenant.Scim.CreateUser("ada", new { title = "Old", emails = new[] { new { value = "a@b.example", type = "work" } } });
        if (setting is not null) await server.Operator.ChangeSettings(tenant.Id, new { upload = new { blanks = setting } });
        await api.Run("userName,title,email,department,active\nada,,,,\n", query);
        JsonElement read = await tenant.UserNamed("ada");
        Assert.Equal(title, read.TryGetProperty("title", out JsonElement shown) ? shown.GetString() : null);
        Assert.Equal(title is not null, read.TryGetProperty("emails", out _));
    }

    [Theory]
    [InlineData("add", "Sales", new[] { "Sales", "Support" })]
    [InlineData("replace", "Sales", new[] { "Sales" })]
    [InlineData("replace", "", new[] { "Support" })]
    public async Task Upload_OfGroups_AddsOrReplaces(string mode, string cell, string[] groups)
    {
        (TestTenant tenant, WorkplaceClient api) = await New();
        string ada = await tenant.Scim.CreateUser("ada");
        await tenant.Scim.CreateGroup("Support", ada);
        string parent = await tenant.Scim.CreateGroup("Parent", (await tenant.GroupNamed("Support"))!);
        await tenant.Scim.CreateGroup("Sales");
        ScimResponse ended = await api.Run($"userName,groups\nada,{cell}\n", $"?mode={mode}");
        Assert.Equal(cell.Length > 0 ? 1 : 0, ended.Int("/rows/updated"));
        JsonElement read = await tenant.UserNamed("ada");
        Assert.Equal(groups, read.GetProperty("groups").EnumerateArray()
            .Where(g => g.GetProperty("type").GetString() == "direct").Select(g => g.GetProperty("display").GetString()!).Order());
        Assert.NotEqual(parent, ada);
    }

    [Fact]
    public async Task Upload_OfBlankGroupsThatClear_TakesTheUserOutOfAll()
    {
        (TestTenant tenant, WorkplaceClient api) = await New();
        string ada = await tenant.Scim.CreateUser("ada");
        string sales = await tenant.Scim.CreateGroup("Sales", ada);
        await api.Run("userName,groups\nada,\n", "?mode=replace&blanks=clear");
        Assert.Empty(await tenant.Scim.MembersOf(sales));
    }

    [Fact]
    public async Task Upload_OfAnUnknownGroup_FailsTheRowAndWritesNothingOfIt()
    {
        (TestTenant tenant, WorkplaceClient api) = await New();
        await tenant.Scim.CreateGroup("Sales");
        ScimResponse ended = await api.Run("userName,groups\nada,Sales\nbob,Sales;Typo\n");
        Assert.Equal([2, 2, 1, 1, 0, 0], ended.Counts());
        Assert.StartsWith("3 groups: There is no group 'Typo'", Assert.Single(await api.ErrorsOf(ended.Id)), StringComparison.Ordinal);
        Assert.Equal((1, 1), await tenant.Scim.Totals());
    }

    [Fact]
    public async Task DryRun_WritesNothingAndTellsWhatWouldHappen()
    {
        (TestTenant tenant, WorkplaceClient api) = await New();
        await tenant.Scim.CreateUser("ada", new { title = "Old" });
        await tenant.Scim.CreateUser("bob", new { title = "Same" });
        const string Csv = "userName,title,groups,active\nada,New,Team,\nbob,Same,,\ncarl,T,Team,\ndora,,,maybe\ncarl,,,\n";
        ScimResponse rehearsed = await api.Run(Csv, "?dryRun=true&createGroups=true");
        Assert.Equal([5, 5, 2, 1, 1, 1], rehearsed.Counts());
        Assert.True(rehearsed.At("/dryRun").GetBoolean());
        Assert.Equal("Team", Assert.Single(rehearsed.At("/newGroups").EnumerateArray()).GetString());
        Assert.Equal((2, 0), await tenant.Scim.Totals());
        Assert.Equal("W/\"1\"", (await tenant.UserNamed("ada")).GetProperty("meta").GetProperty("version").GetString());

        ScimResponse done = await api.Run(Csv, "?createGroups=true");
        Assert.Equal(rehearsed.Counts(), done.Counts());
        Assert.Equal(await api.ErrorsOf(rehearsed.Id), await api.ErrorsOf(done.Id));
        Assert.Equal((3, 1), await tenant.Scim.Totals());
    }

    [Fact]
    public async Task DryRun_OfAUniqueValueThatIsTaken_SaysSoAsTheUploadDoes()
    {
        (TestTenant tenant, WorkplaceClient api) = await New();
        await tenant.WithBadges();
        (await tenant.Scim.Post("/Users", Declared.User("owner", new { number = "B-1" }))).Expect(201);
        await tenant.Scim.CreateUser("carl");
        const string Csv = $"userName,{Declared.Badge}:number\nada,B-1\nbob,B-2\ncarl,B-1\nowner,B-1\n";
        ScimResponse rehearsed = await api.Run(Csv, "?dryRun=true");
        Assert.Equal([4, 4, 2, 1, 0, 1], rehearsed.Counts());
        string[] errors = await api.ErrorsOf(rehearsed.Id);
        Assert.Equal(["2", "4"], errors.Select(e => e.Split(' ')[0]));
        Assert.All(errors, e => Assert.Contains("must be unique", e, StringComparison.Ordinal));

        ScimResponse done = await api.Run(Csv);
        Assert.Equal(rehearsed.Counts(), done.Counts());
        Assert.Equal(errors, await api.ErrorsOf(done.Id));
    }

    [Fact]
    public async Task Errors_OfRows_HaveLineColumnAndReasonAndArePaged()
    {
        (TestTenant tenant, WorkplaceClient api) = await New();
        string[] lines =
        [
            "userName,externalId,active,displayName,groups", "ada,,true,\"two", "lines\",", ",,true,,", "bob,,perhaps,,", "carl,,true", "ADA,,,,", "dora,x,,,", "ed,x,,,",
        ];
        ScimResponse ended = await api.Run(string.Join('\n', lines));
        Assert.Equal([7, 7, 5, 2, 0, 0], ended.Counts());
        string[] errors = await api.ErrorsOf(ended.Id);
        Assert.Equal(["4 userName", "5 active", "6 -", "7 userName", "9 externalId"], errors.Select(e => e.Split(':')[0]));
        Assert.Contains("true or false", errors[1], StringComparison.Ordinal);
        Assert.Contains("3 cells, the header 5", errors[2], StringComparison.Ordinal);
        Assert.Contains("line 2", errors[3], StringComparison.Ordinal);

        ScimResponse page = (await api.Get($"/uploads/{ended.Id}/errors?count=2")).Expect(200);
        Assert.Equal(2, page.At("/errors").GetArrayLength());
        ScimResponse rest = (await api.Get($"/uploads/{ended.Id}/errors?count=1000&after={page.Int("/next")}")).Expect(200);
        Assert.Equal(3, rest.At("/errors").GetArrayLength());
        Assert.Equal(JsonValueKind.Null, rest.At("/next").ValueKind);
        foreach (string query in new[] { "count=0", "count=1001", "count=x", "after=-1" }) (await api.Get($"/uploads/{ended.Id}/errors?{query}")).Expect(400);
        Assert.Equal((2, 0), await tenant.Scim.Totals());
    }

    private async Task<(TestTenant Tenant, WorkplaceClient Api)> New()
    {
        TestTenant tenant = await server.Operator.NewTenant();
        return (tenant, await tenant.Workplace());
    }

    private static string[] Values(JsonElement user, string attribute) =>
        [.. user.GetProperty(attribute).EnumerateArray().Select(v => $"{v.GetProperty("type").GetString()} {v.GetProperty("value").GetString()}")];
}
