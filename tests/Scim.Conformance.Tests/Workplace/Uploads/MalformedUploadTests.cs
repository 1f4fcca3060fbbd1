using System.Text;
using Scim.Conformance.Tests.Fixtures;
using Scim.Testing.Server.Workplace;

namespace Scim.Conformance.Tests.Workplace.Uploads;

/// <summary>
/// A file that is not valid CSV, or has no user columns, is rejected at once with line and column, and changes nothing.
/// </summary>
public sealed class MalformedUploadTests(SharedServer server)
{
    public static TheoryData<string, string> MalformedFiles =>
        new()
        {
            { "", "no body" },
            { "\n\n", "Line 1: the file is empty" },
            { "userName\n", "no rows" },
            { "displayName,title\nAda,x\n", "Line 1: the column userName is missing" },
            { "userName;displayName\nada;Ada\n", "commas, not with semicolons" },
            { "userName,,title\nada,x,y\n", "Line 1, column 2: the column has no name" },
            {
                "userName,title,TITLE\nada,x,y\n",
                "Line 1, column 3: 'TITLE' sets the same attribute as the column 'title'"
            },
            { "userName,givenName,name.givenName\nada,x,y\n", "Line 1, column 3" },
            { "userName,email,emails\nada,x,y\n", "Line 1, column 3" },
            { "userName,shoeSize\nada,44\n", "Line 1, column 2: 'shoeSize' is not an attribute" },
            { "userName,name\nada,Ada\n", "Line 1, column 2: 'name' is a complex attribute" },
            { "userName,roles.value\nada,Ada\n", "Line 1, column 2: 'roles.value' is multi-valued" },
            {
                "userName,meta.created\nada,2020\n",
                "Line 1, column 2: 'meta.created' is read-only and set by the server"
            },
            { "userName,password\nada,secret\n", "Line 1, column 2: 'password' is a secret attribute" },
            { "userName,title\nada,\"x\nbob,y\n", "Line 2: the closing quotation mark of a cell is missing" },
            { "userName,title\nada,x\nbob,\"x\"y\n", "Line 3, column 2: unexpected quotation mark" },
            { "userName,title\n\nada,x\nbob,a\"b\n", "Line 4, column 2: unexpected quotation mark" },
            { "userName,title\nada,\"x \"y\" z\"\n", "Line 2, column 2: unexpected quotation mark" },
        };

    [Theory, MemberData(nameof(MalformedFiles))]
    public async Task Upload_OfMalformedFile_Is400WithPosition(string csv, string problem)
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        WorkplaceClient api = await tenant.CreateWorkplaceClientAsync();
        ScimResponse refused = (await api.SendFileAsync(csv)).AssertStatus(400);
        Assert.Contains(problem, refused.GetText("/detail"), StringComparison.Ordinal);
        await AssertNothingLeftAsync(tenant, api);
    }

    [Theory]
    [InlineData("userName,title\nada,x\nbob,\xE9\n", true, "Line 3, column 2: the cell is not valid UTF-8")]
    [InlineData("userName\nada\n", false, "not valid UTF-8")]
    public async Task Upload_InAnotherEncoding_Is400WithPosition(string csv, bool latin, string problem)
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        WorkplaceClient api = await tenant.CreateWorkplaceClientAsync();
        byte[] bytes = latin
            ? Encoding.Latin1.GetBytes(csv)
            : [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(csv)];
        Assert.Contains(
            problem,
            (await api.SendFileAsync(bytes)).AssertStatus(400).GetText("/detail"),
            StringComparison.Ordinal
        );
        await AssertNothingLeftAsync(tenant, api);
    }

    [Fact]
    public async Task Upload_OfCellWithControlCharacters_FailsTheRow()
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        WorkplaceClient api = await tenant.CreateWorkplaceClientAsync();
        ScimResponse ended = await api.RunUploadAsync("userName,title\nada,a\0b\nbob,ok\n");
        Assert.Equal([2, 2, 1, 1, 0, 0], ended.GetCounts());
        Assert.StartsWith("2 title: ", Assert.Single(await api.ReadErrorsAsync(ended.Id)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("?mode=merge", "mode must be add or replace")]
    [InlineData("?blanks=0", "blanks must be")]
    [InlineData("?createGroups=1", "createGroups must be")]
    [InlineData("?dryRun=yes", "dryRun must be")]
    public async Task Upload_WithInvalidParameter_Is400(string query, string problem)
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        WorkplaceClient api = await tenant.CreateWorkplaceClientAsync();
        Assert.Contains(
            problem,
            (await api.SendFileAsync("userName\nada\n", query)).AssertStatus(400).GetText("/detail"),
            StringComparison.Ordinal
        );
        await AssertNothingLeftAsync(tenant, api);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("text/csv; charset=iso-8859-1")]
    public async Task Upload_OfAnotherMediaType_Is415(string mediaType)
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        WorkplaceClient api = await tenant.CreateWorkplaceClientAsync();
        (await api.SendAsync("POST", "/uploads", "userName\nada\n", ("Content-Type", mediaType))).AssertStatus(415);
        await AssertNothingLeftAsync(tenant, api);
    }

    [Fact]
    public async Task Upload_OfTenant_IsInvisibleToOthersAndRequiresWriteScope()
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync(),
            other = await server.Operator.CreateTenantAsync();
        WorkplaceClient api = await tenant.CreateWorkplaceClientAsync(),
            strange = await other.CreateWorkplaceClientAsync();
        string id = (await api.RunUploadAsync("userName\nada\n")).Id;
        foreach (string path in new[] { $"/uploads/{id}", $"/uploads/{id}/errors", $"/uploads/{id}/result" })
            (await strange.GetAsync(path)).AssertStatus(404);
        (await strange.PostAsync($"/uploads/{id}/cancel")).AssertStatus(404);
        Assert.Equal(0, (await strange.GetAsync("/uploads")).AssertStatus(200).GetElement("/uploads").GetArrayLength());
        foreach (
            string path in new[]
            {
                "/uploads/x",
                $"/uploads/{Guid.CreateVersion7()}",
                "/uploads/x/errors",
                "/uploads/x/result",
            }
        )
            (await api.GetAsync(path)).AssertStatus(404);

        (_, string token) = await server.Operator.IssueTokenAsync(tenant.Id, scopes: ["workplace:read"]);
        WorkplaceClient reader = api.WithToken(token);
        (await reader.GetAsync($"/uploads/{id}")).AssertStatus(200);
        (await reader.SendFileAsync("userName\nbob\n")).AssertStatus(403);
        (await reader.PostAsync($"/uploads/{id}/cancel")).AssertStatus(403);
        (await api.WithToken(other.Token).SendFileAsync("userName\nbob\n")).AssertStatus(401);
    }

    private static async Task AssertNothingLeftAsync(TestTenant tenant, WorkplaceClient api)
    {
        Assert.Equal(0, (await api.GetAsync("/uploads")).AssertStatus(200).GetElement("/uploads").GetArrayLength());
        Assert.Equal((0, 0), await tenant.Scim.CountResourcesAsync());
    }
}
