using Scim.Conformance.Tests.Fixtures;

namespace Scim.Conformance.Tests.Requests;

/// <summary>Equivalent forms of one request: methods, paths, parameters and media types.</summary>
public sealed class RequestFormatTests(RequestFormatTests.UserAndGroupFixture fixture)
    : IClassFixture<RequestFormatTests.UserAndGroupFixture>
{
    private ScimClient Scim => fixture.Tenant.Scim;

    [Theory]
    [InlineData("/Users")]
    [InlineData("/Users?count=0")]
    [InlineData("/Users/{user}")]
    [InlineData("/Users/{user}?attributes=userName")]
    [InlineData("/Groups/{group}")]
    [InlineData("/Groups/{group}/members")]
    [InlineData("/Schemas")]
    [InlineData("/Schemas/urn:ietf:params:scim:schemas:core:2.0:User")]
    [InlineData("/ResourceTypes")]
    [InlineData("/ResourceTypes/Group")]
    [InlineData("/ServiceProviderConfig")]
    [InlineData("/Users/unknown")]
    [Trait("rfc", "9110-9.3.2")]
    public async Task Head_HasTheStatusAndHeadersOfGetAndNoBody(string path)
    {
        path = fixture.FillIds(path);
        ScimResponse get = await Scim.GetAsync(path),
            head = await Scim.SendAsync("HEAD", path);
        Assert.Equal((get.Status, ""), (head.Status, head.Body));
        foreach (string header in new[] { "Content-Type", "Content-Length", "ETag", "Location" })
            Assert.Equal(get.Headers.GetValueOrDefault(header), head.Headers.GetValueOrDefault(header));
    }

    [Theory]
    [InlineData("/Users/{user}/")]
    [InlineData("/users/{user}")]
    [InlineData("/USERS/{user}")]
    [InlineData("/%55sers/{user}")]
    [InlineData("/Users/{encoded}")]
    [InlineData("/Users/{user}?unknown=1&aadOptscim062020&=&x")]
    [InlineData("/Users/{user}?ATTRIBUTES=userName")]
    [InlineData("/Users/{user}?")]
    [Trait("rfc", "7644-3.2")]
    public async Task Get_InEquivalentForms_ReturnsUser(string path) =>
        Assert.Equal(fixture.UserId, (await Scim.GetAsync(fixture.FillIds(path))).AssertStatus(200).Id);

    [Theory]
    [InlineData("/Users?filter=userName%20eq%20%22form.user%22")]
    [InlineData("/Users?filter=userName+eq+%22FORM.USER%22")]
    [InlineData("/Users/?filter=userName%20eq%20%22form.user%22")]
    [InlineData("/Users?FILTER=username%20EQ%20%22form.user%22")]
    [InlineData("/Users?filter=urn:ietf:params:scim:schemas:core:2.0:User:userName%20eq%20%22form.user%22")]
    [InlineData(
        "/Users?filter=urn%3Aietf%3Aparams%3Ascim%3Aschemas%3Acore%3A2.0%3AUser%3AuserName%20eq%20%22form%2Euser%22&unknown=1"
    )]
    [Trait("rfc", "7644-3.4.2")]
    public async Task Query_InEquivalentForms_FindsUser(string path) =>
        Assert.Equal([fixture.UserId], (await Scim.GetAsync(path)).AssertStatus(200).GetTexts("/Resources", "/id"));

    [Theory]
    [InlineData("application/json", "application/json")]
    [InlineData("application/scim+json", "application/scim+json")]
    [InlineData("*/*", "application/scim+json")]
    [InlineData("", "application/scim+json")]
    [InlineData("application/json, application/scim+json;q=0.5", "application/json")]
    [InlineData("text/html", "application/scim+json")]
    [Trait("rfc", "7644-3.1")]
    public async Task Get_WithAccept_ReturnsRequestedMediaType(string accept, string expected)
    {
        ScimResponse read = (await Scim.GetAsync($"/Users/{fixture.UserId}", ("Accept", accept))).AssertStatus(200);
        Assert.Equal(expected, read.GetHeader("Content-Type").Split(';')[0]);
        Assert.Equal(
            expected,
            (await Scim.GetAsync("/Users/unknown", ("Accept", accept)))
                .AssertStatus(404)
                .GetHeader("Content-Type")
                .Split(';')[0]
        );
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("application/scim+json; charset=UTF-8")]
    [InlineData("APPLICATION/SCIM+JSON")]
    [InlineData("")]
    [Trait("rfc", "7644-3.1")]
    public async Task Post_InEitherMediaType_IsRead(string type) =>
        (
            await Scim.PostAsync(
                "/Users",
                RequestBodies.CreateUser($"typed.{Guid.NewGuid():N}"),
                ("Content-Type", type)
            )
        ).AssertStatus(201);

    [Theory]
    [InlineData("/tenants/{tenant}/scim/v2/Users/{user}", 200)]
    [InlineData("/tenants/{tenant}/scim/v1/Users/{user}", 404)]
    [InlineData("/tenants/{tenant}/scim/Users/{user}", 404)]
    [Trait("rfc", "7644-3.13")]
    public async Task Get_OfAnotherProtocolVersion_Is404(string path, int status)
    {
        var root = new ScimClient(fixture.Server.BaseUrl, fixture.Tenant.Token);
        Assert.Equal(
            status,
            (
                await root.GetAsync(
                    fixture.FillIds(path).Replace("{tenant}", fixture.Tenant.Id, StringComparison.Ordinal)
                )
            ).Status
        );
    }

    /// <summary>A tenant with a user and a group.</summary>
    public sealed class UserAndGroupFixture(SharedServer server) : TenantFixture(server)
    {
        /// <summary>The user's id.</summary>
        public string UserId { get; private set; } = "";

        private string GroupId { get; set; } = "";

        /// <summary>Replaces the placeholders in a path with the ids.</summary>
        public string FillIds(string path) =>
            path.Replace("{user}", UserId, StringComparison.Ordinal)
                .Replace("{group}", GroupId, StringComparison.Ordinal)
                .Replace("{encoded}", string.Concat(UserId.Select(c => $"%{(int)c:X2}")), StringComparison.Ordinal);

        /// <inheritdoc/>
        public override async ValueTask InitializeAsync()
        {
            await base.InitializeAsync();
            UserId = await Tenant.Scim.CreateUserAsync("form.user");
            GroupId = await Tenant.Scim.CreateGroupAsync("form group", UserId);
        }
    }
}
