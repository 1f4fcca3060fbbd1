using System.Text;

namespace Scim.Conformance.Tests.Workplace.Uploads;

/// <summary>A file that is no CSV, or none of users, is refused at once, with line and column, and leaves nothing behind.</summary>
public sealed class MalformedUploadTests(SharedServer server)
{
    public static TheoryData<string, string> Files => new()
    {
        { "", "no body" },
        { "\n\n", "Line 1: the file is empty" },
        { "userName\n", "no rows" },
        { "displayName,title\nAda,x\n", "Line 1: there is no column userName" },
        { "userName;displayName\nada;Ada\n", "commas, not by semicolons" },
        { "userName,,title\nada,x,y\n", "Line 1, column 2: the column has no name" },
        { "userName,title,TITLE\nada,x,y\n", "Line 1, column 3: 'TITLE' says the same as the column 'title'" },
        { "userName,givenName,name.givenName\nada,x,y\n", "Line 1, column 3" },
        { "userName,email,emails\nada,x,y\n", "Line 1, column 3" },
        { "userName,shoeSize\nada,44\n", "Line 1, column 2: 'shoeSize' is not an attribute" },
        { "userName,name\nada,Ada\n", "Line 1, column 2: 'name' has parts" },
        { "userName,roles.value\nada,Ada\n", "Line 1, column 2: 'roles.value' is a list" },
        { "userName,meta.created\nada,2020\n", "Line 1, column 2: 'meta.created' is set by the server" },
        { "userName,password\nada,secret\n", "Line 1, column 2: 'password' is secret" },
        { "userName,title\nada,\"x\nbob,y\n", "Line 2: a cell begins with a quotation mark, and none ends it" },
        { "userName,title\nada,x\nbob,\"x\"y\n", "Line 3, column 2: a quotation mark" },
        { "userName,title\n\nada,x\nbob,a\"b\n", "Line 4, column 2: a quotation mark" },
        { "userName,title\nada,\"x \"y\" z\"\n", "Line 2, column 2: a quotation mark" },
    };

    [Theory, MemberData(nameof(Files))]
    public async Task Upload_OfAMalformedFile_Is400WithThePlace(string csv, string problem)
    {
        TestTenant tenant = await server.Operator.NewTenant();
        WorkplaceClient api = await tenant.Workplace();
        ScimResponse refused = (await api.SendFile(csv)).Expect(400);
        Assert.Contains(problem, refused.Text("/detail"), StringComparison.Ordinal);
        await NothingIsLeft(tenant, api);
    }

    [Theory]
    [InlineData("userName,title\nada,x\nbob,\xE9\n", true, "Line 3, column 2: the cell is not UTF-8")]
    [InlineData("userName\nada\n", false, "not UTF-8")]
    public async Task Upload_InAnotherEncoding_Is400WithThePlace(string csv, bool latin, string problem)
    {
        TestTenant tenant = await server.Operator.NewTenant();
        WorkplaceClient api = await tenant.Workplace();
        byte[] bytes = latin ? Encoding.Latin1.GetBytes(csv) : [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(csv)];
        Assert.Contains(problem, (await api.SendFile(bytes)).Expect(400).Text("/detail"), StringComparison.Ordinal);
        await NothingIsLeft(tenant, api);
    }

    [Fact]
    public async Task Upload_OfACellWithControlCharacters_FailsTheRow()
    {
        TestTenant tenant = await server.Operator.NewTenant();
        WorkplaceClient api = await tenant.Workplace();
        ScimResponse ended = await api.Run("userName,title\nada,a\0b\nbob,ok\n");
        Assert.Equal([2, 2, 1, 1, 0, 0], ended.Counts());
        Assert.StartsWith("2 title: ", Assert.Single(await api.ErrorsOf(ended.Id)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("?mode=merge", "mode must be add or replace")]
    [InlineData("?blanks=0", "blanks must be")]
    [InlineData("?createGroups=1", "createGroups must be")]
    [InlineData("?dryRun=yes", "dryRun must be")]
    public async Task Upload_WithAWrongParameter_Is400(string query, string problem)
    {
        TestTenant tenant = await server.Operator.NewTenant();
        WorkplaceClient api = await tenant.Workplace();
        Assert.Contains(problem, (await api.SendFile("userName\nada\n", query)).Expect(400).Text("/detail"), StringComparison.Ordinal);
        await NothingIsLeft(tenant, api);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("text/csv; charset=iso-8859-1")]
    public async Task Upload_OfAnotherMediaType_Is415(string mediaType)
    {
        TestTenant tenant = await server.Operator.NewTenant();
        WorkplaceClient api = await tenant.Workplace();
        (await api.Send("POST", "/uploads", "userName\nada\n", ("Content-Type", mediaType))).Expect(415);
        await NothingIsLeft(tenant, api);
    }

    [Fact]
    public async Task Upload_OfATenant_IsUnknownInAnotherAndNeedsTheScopeToWrite()
    {
        TestTenant tenant = await server.Operator.NewTenant(), other = await server.Operator.NewTenant();
        WorkplaceClient api = await tenant.Workplace(), strange = await other.Workplace();
        string id = (await api.Run("userName\nada\n")).Id;
        foreach (string path in new[] { $"/uploads/{id}", $"/uploads/{id}/errors", $"/uploads/{id}/result" }) (await strange.Get(path)).Expect(404);
        (await strange.Post($"/uploads/{id}/cancel")).Expect(404);
        Assert.Equal(0, (await strange.Get("/uploads")).Expect(200).At("/uploads").GetArrayLength());
        foreach (string path in new[] { "/uploads/x", $"/uploads/{Guid.CreateVersion7()}", "/uploads/x/errors", "/uploads/x/result" }) (await api.Get(path)).Expect(404);

        (_, string token) = await server.Operator.IssueToken(tenant.Id, scopes: ["workplace:read"]);
        WorkplaceClient reader = api.WithToken(token);
        (await reader.Get($"/uploads/{id}")).Expect(200);
        (await reader.SendFile("userName\nbob\n")).Expect(403);
        (await reader.Post($"/uploads/{id}/cancel")).Expect(403);
        (await api.WithToken(other.Token).SendFile("userName\nbob\n")).Expect(401);
    }

    private static async Task NothingIsLeft(TestTenant tenant, WorkplaceClient api)
    {
        Assert.Equal(0, (await api.Get("/uploads")).Expect(200).At("/uploads").GetArrayLength());
        Assert.Equal((0, 0), await tenant.Scim.Totals());
    }
}
