namespace Scim.Conformance.Tests.Users;

/// <summary>Passwords go in and never come out (RFC 7643 section 4.1.1).</summary>
[Trait("rfc", "7643-4.1.1")]
public sealed class PasswordTests(TenantFixture fixture) : IClassFixture<TenantFixture>
{
    private const string Secret = "t0p-Secret-\u00e9-never-shown";

    private ScimClient Scim => fixture.Tenant.Scim;

    [Fact]
    public async Task Password_InAnyWrite_IsNeverInAnAnswer()
    {
        string name = $"pass.{Guid.NewGuid():N}";
        ScimResponse created = (await Scim.Post("/Users?attributes=password,userName", Bodies.User(name, new { password = Secret }))).Expect(201);
        string path = $"/Users/{created.Id}";
        ScimResponse[] answers =
        [
            created,
            (await Scim.Put(path, Bodies.User(name, new { password = Secret }))).Expect(200),
            (await Scim.Patch(path, Bodies.Patch(Bodies.Replace("password", Secret)))).Expect(200),
            (await Scim.Get($"{path}?attributes=password")).Expect(200),
            (await Scim.Query("/Users", $"userName eq \"{name}\"")).Expect(200),
            (await Scim.Post("/Users/.search", Bodies.Search(new { filter = $"userName eq \"{name}\"", attributes = new[] { "password" } }))).Expect(200),
        ];
        Assert.All(answers, a => Assert.DoesNotContain("password", a.Body, StringComparison.OrdinalIgnoreCase));
        Assert.All(answers, a => Assert.DoesNotContain("t0p", a.Body, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("password eq \"x\"")]
    [InlineData("password pr")]
    public async Task Password_InAFilterOrOrder_IsRefused(string filter)
    {
        (await Scim.Query("/Users", filter)).ExpectError(400, "invalidFilter");
        (await Scim.Get("/Users?sortBy=password")).ExpectError(400);
    }

    [Fact]
    public async Task Password_ThatIsSet_IsAChange()
    {
        ScimResponse created = (await Scim.Post("/Users", Bodies.User($"pass.{Guid.NewGuid():N}"))).Expect(201);
        ScimResponse changed = (await Scim.Patch($"/Users/{created.Id}", Bodies.Patch(Bodies.Add("password", Secret)))).Expect(200);
        Assert.NotEqual(created.ETag, changed.ETag);
    }
}
