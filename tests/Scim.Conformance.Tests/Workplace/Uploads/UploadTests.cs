using System.Text;
using System.Text.Json;
using Scim.Conformance.Tests.Fixtures;
using Scim.Conformance.Tests.Schemas;
using Scim.Testing.Server.Workplace;

namespace Scim.Conformance.Tests.Workplace.Uploads;

/// <summary>Users and their group memberships are imported from a CSV file under the same rules as over SCIM.</summary>
public sealed class UploadTests(SharedServer server)
{
    [Fact]
    public async Task Upload_OfNewUsers_CreatesThemWithAttributesAndGroups()
    {
        (TestTenant tenant, WorkplaceClient api) = await CreateTenantAsync();
        string[] lines =
        [
            "Groups,USERNAME,name.givenName,name.familyName,displayName,active,title,email,"
                + "email.home,phone,phone.mobile,department,manager,externalId,nickName",
            "Sales; All staff,ada@example.com,Ada,Lovelace,\"Lovelace, Ada\",yes,Countess,ada@example.com,"
                + "ada@home.example,'+44 1,+44 2,R&D,01900000-0000-7000-8000-000000004711,hr-1,\"The \"\"first\"\"\"",
            "",
            "all STAFF,bob@example.com,Bob,,\"Bob\nBuilder\",false,,,,,,,,,",
        ];
        ScimResponse ended = await api.RunUploadAsync(string.Join("\r\n", lines), "?createGroups=true");

        Assert.Equal([2, 2, 0, 2, 0, 0], ended.GetCounts());
        Assert.Equal(
            ["All staff", "Sales"],
            ended.GetElement("/newGroups").EnumerateArray().Select(g => g.GetString()!).Order()
        );
        JsonElement ada = await tenant.FindUserAsync("ada@example.com");
        Assert.Equal("Lovelace, Ada", ada.GetProperty("displayName").GetString());
        Assert.Equal("Ada", ada.GetProperty("name").GetProperty("givenName").GetString());
        Assert.True(ada.GetProperty("active").GetBoolean());
        Assert.Equal("hr-1", ada.GetProperty("externalId").GetString());
        Assert.Equal("The \"first\"", ada.GetProperty("nickName").GetString());
        Assert.Equal("R&D", ada.GetProperty(ScimUrns.Enterprise).GetProperty("department").GetString());
        Assert.Equal(
            "01900000-0000-7000-8000-000000004711",
            ada.GetProperty(ScimUrns.Enterprise).GetProperty("manager").GetProperty("value").GetString()
        );
        Assert.Equal(["work ada@example.com", "home ada@home.example"], GetValues(ada, "emails"));
        Assert.Equal(["work +44 1", "mobile +44 2"], GetValues(ada, "phoneNumbers"));
        Assert.Equal(2, ada.GetProperty("groups").GetArrayLength());
        JsonElement bob = await tenant.FindUserAsync("bob@example.com");
        Assert.False(bob.GetProperty("active").GetBoolean());
        Assert.Equal("Bob\nBuilder", bob.GetProperty("displayName").GetString());
        string all = (await tenant.FindGroupAsync("All staff"))!;
        Assert.Equal(
            new[] { ada.GetProperty("id").GetString()!, bob.GetProperty("id").GetString()! }.Order(),
            (await tenant.Scim.ReadMemberIdsAsync(all)).Order()
        );
    }

    [Theory]
    [InlineData("\r\n", true)]
    [InlineData("\n", false)]
    [InlineData("\r", false)]
    public async Task Upload_WithAnyLineEndingAndByteOrderMark_IsRead(string lineEnd, bool mark)
    {
        (TestTenant tenant, WorkplaceClient api) = await CreateTenantAsync();
        string text = string.Join(lineEnd, "displayName,userName", "\"Zoë, \"\"Z\"\"\",zoe", "Ünal,unal");
        byte[] csv = [.. mark ? Encoding.UTF8.Preamble : [], .. Encoding.UTF8.GetBytes(text)];
        (await api.RunUploadAsync(csv)).AssertCounts([2, 2, 0, 2, 0, 0]);
        Assert.Equal("Zoë, \"Z\"", (await tenant.FindUserAsync("zoe")).GetProperty("displayName").GetString());
        Assert.Equal("Ünal", (await tenant.FindUserAsync("unal")).GetProperty("displayName").GetString());
    }

    [Fact]
    public async Task Upload_OfExistingUsers_ChangesNamedColumns()
    {
        (TestTenant tenant, WorkplaceClient api) = await CreateTenantAsync();
        await server.Operator.ChangeSettingsAsync(tenant.Id, new { patch = new { replaceCreates = false } });
        string ada = await tenant.Scim.CreateUserAsync(
            "ada",
            new
            {
                title = "Old",
                nickName = "Stays",
                externalId = "hr-1",
            }
        );
        string bob = await tenant.Scim.CreateUserAsync("bob", new { title = "Same" });
        string old = await tenant.Scim.CreateUserAsync("old.name", new { externalId = "hr-3", title = "Same" });
        const string Csv =
            "userName,externalId,title,email\nADA,hr-1,New,ada@example.com\nbob,,Same,\nnew.name,hr-3,Same,\n";

        ScimResponse ended = await api.RunUploadAsync(Csv);
        Assert.Equal([3, 3, 0, 0, 2, 1], ended.GetCounts());
        JsonElement read = await tenant.FindUserAsync("ada");
        Assert.Equal(
            (ada, "New", "Stays"),
            (
                read.GetProperty("id").GetString(),
                read.GetProperty("title").GetString(),
                read.GetProperty("nickName").GetString()
            )
        );
        Assert.Equal(["work ada@example.com"], GetValues(read, "emails"));
        Assert.Equal(old, (await tenant.FindUserAsync("new.name")).GetProperty("id").GetString());
        Assert.Equal(
            "W/\"1\"",
            (await tenant.FindUserAsync("bob")).GetProperty("meta").GetProperty("version").GetString()
        );
        Assert.Equal(bob, (await tenant.FindUserAsync("bob")).GetProperty("id").GetString());
        (await api.RunUploadAsync(Csv)).AssertCounts([3, 3, 0, 0, 0, 3]);
    }

    [Theory]
    [InlineData("", null, "Old")]
    [InlineData("?blanks=leave", "clear", "Old")]
    [InlineData("?blanks=clear", null, null)]
    [InlineData("", "clear", null)]
    public async Task Upload_OfBlankCells_KeepsOrClearsValues(string query, string? setting, string? title)
    {
        (TestTenant tenant, WorkplaceClient api) = await CreateTenantAsync();
        await tenant.Scim.CreateUserAsync(
            "ada",
            new { title = "Old", emails = new[] { new { value = "a@b.example", type = "work" } } }
        );
        if (setting is not null)
            await server.Operator.ChangeSettingsAsync(tenant.Id, new { upload = new { blanks = setting } });
        await api.RunUploadAsync("userName,title,email,department,active\nada,,,,\n", query);
        JsonElement read = await tenant.FindUserAsync("ada");
        Assert.Equal(title, read.TryGetProperty("title", out JsonElement shown) ? shown.GetString() : null);
        Assert.Equal(title is not null, read.TryGetProperty("emails", out _));
    }

    [Theory]
    [InlineData("add", "Sales", new[] { "Sales", "Support" })]
    [InlineData("replace", "Sales", new[] { "Sales" })]
    [InlineData("replace", "", new[] { "Support" })]
    public async Task Upload_OfGroups_AddsOrReplaces(string mode, string cell, string[] groups)
    {
        (TestTenant tenant, WorkplaceClient api) = await CreateTenantAsync();
        string ada = await tenant.Scim.CreateUserAsync("ada");
        await tenant.Scim.CreateGroupAsync("Support", ada);
        string parent = await tenant.Scim.CreateGroupAsync("Parent", (await tenant.FindGroupAsync("Support"))!);
        await tenant.Scim.CreateGroupAsync("Sales");
        ScimResponse ended = await api.RunUploadAsync($"userName,groups\nada,{cell}\n", $"?mode={mode}");
        Assert.Equal(cell.Length > 0 ? 1 : 0, ended.GetInt32("/rows/updated"));
        JsonElement read = await tenant.FindUserAsync("ada");
        Assert.Equal(
            groups,
            read.GetProperty("groups")
                .EnumerateArray()
                .Where(g => g.GetProperty("type").GetString() == "direct")
                .Select(g => g.GetProperty("display").GetString()!)
                .Order()
        );
        Assert.NotEqual(parent, ada);
    }

    [Fact]
    public async Task Upload_OfBlankGroupsThatClear_RemovesUserFromAllGroups()
    {
        (TestTenant tenant, WorkplaceClient api) = await CreateTenantAsync();
        string ada = await tenant.Scim.CreateUserAsync("ada");
        string sales = await tenant.Scim.CreateGroupAsync("Sales", ada);
        await api.RunUploadAsync("userName,groups\nada,\n", "?mode=replace&blanks=clear");
        Assert.Empty(await tenant.Scim.ReadMemberIdsAsync(sales));
    }

    [Fact]
    public async Task Upload_OfUnknownGroup_FailsRowAndWritesNothingOfIt()
    {
        (TestTenant tenant, WorkplaceClient api) = await CreateTenantAsync();
        await tenant.Scim.CreateGroupAsync("Sales");
        ScimResponse ended = await api.RunUploadAsync("userName,groups\nada,Sales\nbob,Sales;Typo\n");
        Assert.Equal([2, 2, 1, 1, 0, 0], ended.GetCounts());
        Assert.StartsWith(
            "3 groups: The group 'Typo' does not exist",
            Assert.Single(await api.ReadErrorsAsync(ended.Id)),
            StringComparison.Ordinal
        );
        Assert.Equal((1, 1), await tenant.Scim.CountResourcesAsync());
    }

    [Fact]
    public async Task DryRun_OfUpload_ReportsOutcomeWithoutWriting()
    {
        (TestTenant tenant, WorkplaceClient api) = await CreateTenantAsync();
        await tenant.Scim.CreateUserAsync("ada", new { title = "Old" });
        await tenant.Scim.CreateUserAsync("bob", new { title = "Same" });
        const string Csv =
            "userName,title,groups,active\nada,New,Team,\nbob,Same,,\ncarl,T,Team,\ndora,,,maybe\ncarl,,,\n";
        ScimResponse rehearsed = await api.RunUploadAsync(Csv, "?dryRun=true&createGroups=true");
        Assert.Equal([5, 5, 2, 1, 1, 1], rehearsed.GetCounts());
        Assert.True(rehearsed.GetElement("/dryRun").GetBoolean());
        Assert.Equal("Team", Assert.Single(rehearsed.GetElement("/newGroups").EnumerateArray()).GetString());
        Assert.Equal((2, 0), await tenant.Scim.CountResourcesAsync());
        Assert.Equal(
            "W/\"1\"",
            (await tenant.FindUserAsync("ada")).GetProperty("meta").GetProperty("version").GetString()
        );

        ScimResponse done = await api.RunUploadAsync(Csv, "?createGroups=true");
        Assert.Equal(rehearsed.GetCounts(), done.GetCounts());
        Assert.Equal(await api.ReadErrorsAsync(rehearsed.Id), await api.ReadErrorsAsync(done.Id));
        Assert.Equal((3, 1), await tenant.Scim.CountResourcesAsync());
    }

    [Fact]
    public async Task DryRun_OfTakenUniqueValue_ReportsTheUploadsError()
    {
        (TestTenant tenant, WorkplaceClient api) = await CreateTenantAsync();
        await tenant.AddBadgesAsync();
        (
            await tenant.Scim.PostAsync("/Users", CustomSchemaBuilder.CreateUser("owner", new { number = "B-1" }))
        ).AssertStatus(201);
        await tenant.Scim.CreateUserAsync("carl");
        const string Csv = $"userName,{CustomSchemaBuilder.BadgeUrn}:number\nada,B-1\nbob,B-2\ncarl,B-1\nowner,B-1\n";
        ScimResponse rehearsed = await api.RunUploadAsync(Csv, "?dryRun=true");
        Assert.Equal([4, 4, 2, 1, 0, 1], rehearsed.GetCounts());
        string[] errors = await api.ReadErrorsAsync(rehearsed.Id);
        Assert.Equal(["2", "4"], errors.Select(e => e.Split(' ')[0]));
        Assert.All(errors, e => Assert.Contains("must be unique", e, StringComparison.Ordinal));

        ScimResponse done = await api.RunUploadAsync(Csv);
        Assert.Equal(rehearsed.GetCounts(), done.GetCounts());
        Assert.Equal(errors, await api.ReadErrorsAsync(done.Id));
    }

    [Fact]
    public async Task Errors_OfRows_HaveLineColumnAndReasonAndArePaged()
    {
        (TestTenant tenant, WorkplaceClient api) = await CreateTenantAsync();
        string[] lines =
        [
            "userName,externalId,active,displayName,groups",
            "ada,,true,\"two",
            "lines\",",
            ",,true,,",
            "bob,,perhaps,,",
            "carl,,true",
            "ADA,,,,",
            "dora,x,,,",
            "ed,x,,,",
        ];
        ScimResponse ended = await api.RunUploadAsync(string.Join('\n', lines));
        Assert.Equal([7, 7, 5, 2, 0, 0], ended.GetCounts());
        string[] errors = await api.ReadErrorsAsync(ended.Id);
        Assert.Equal(
            ["4 userName", "5 active", "6 -", "7 userName", "9 externalId"],
            errors.Select(e => e.Split(':')[0])
        );
        Assert.Contains("true or false", errors[1], StringComparison.Ordinal);
        Assert.Contains("3 cells, but the header has 5", errors[2], StringComparison.Ordinal);
        Assert.Contains("line 2", errors[3], StringComparison.Ordinal);

        ScimResponse page = (await api.GetAsync($"/uploads/{ended.Id}/errors?count=2")).AssertStatus(200);
        Assert.Equal(2, page.GetElement("/errors").GetArrayLength());
        ScimResponse rest = (
            await api.GetAsync($"/uploads/{ended.Id}/errors?count=1000&after={page.GetInt32("/next")}")
        ).AssertStatus(200);
        Assert.Equal(3, rest.GetElement("/errors").GetArrayLength());
        Assert.Equal(JsonValueKind.Null, rest.GetElement("/next").ValueKind);
        foreach (string query in new[] { "count=0", "count=1001", "count=x", "after=-1" })
            (await api.GetAsync($"/uploads/{ended.Id}/errors?{query}")).AssertStatus(400);
        Assert.Equal((2, 0), await tenant.Scim.CountResourcesAsync());
    }

    private async Task<(TestTenant Tenant, WorkplaceClient Api)> CreateTenantAsync()
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        return (tenant, await tenant.CreateWorkplaceClientAsync());
    }

    private static string[] GetValues(JsonElement user, string attribute) =>
        [
            .. user.GetProperty(attribute)
                .EnumerateArray()
                .Select(v => $"{v.GetProperty("type").GetString()} {v.GetProperty("value").GetString()}"),
        ];
}
