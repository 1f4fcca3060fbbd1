using Scim.Conformance.Tests.Fixtures;

namespace Scim.Conformance.Tests.Users;

/// <summary>Passwords are accepted and never returned (RFC 7643 section 4.1.1).</summary>
[Trait("rfc", "7643-4.1.1")]
public sealed class PasswordTests(TenantFixture fixture) : IClassFixture<TenantFixture>
{
    private const string Secret = "t0p-Secret-\u00e9-never-shown";

    private ScimClient Scim => fixture.Tenant.Scim;

    [Fact]
    public async Task Password_InAnyWrite_IsNeverReturned()
    {
        string name = $"pass.{Guid.NewGuid():N}";
        ScimResponse created = (
            await Scim.PostAsync(
                "/Users?attributes=password,userName",
                RequestBodies.CreateUser(name, new { password = Secret })
            )
        ).AssertStatus(201);
        string path = $"/Users/{created.Id}";
        ScimResponse[] answers =
        [
            created,
            (await Scim.PutAsync(path, RequestBodies.CreateUser(name, new { password = Secret }))).AssertStatus(200),
            (
                await Scim.PatchAsync(
                    path,
                    RequestBodies.CreatePatch(RequestBodies.ReplaceOperation("password", Secret))
                )
            ).AssertStatus(200),
            (await Scim.GetAsync($"{path}?attributes=password")).AssertStatus(200),
            (await Scim.QueryResourcesAsync("/Users", $"userName eq \"{name}\"")).AssertStatus(200),
            (
                await Scim.PostAsync(
                    "/Users/.search",
                    RequestBodies.CreateSearch(
                        new { filter = $"userName eq \"{name}\"", attributes = new[] { "password" } }
                    )
                )
            ).AssertStatus(200),
        ];
        Assert.All(answers, a => Assert.DoesNotContain("password", a.Body, StringComparison.OrdinalIgnoreCase));
        Assert.All(answers, a => Assert.DoesNotContain("t0p", a.Body, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("password eq \"x\"")]
    [InlineData("password pr")]
    public async Task Password_InFilterOrSort_IsRejected(string filter)
    {
        (await Scim.QueryResourcesAsync("/Users", filter)).AssertError(400, "invalidFilter");
        (await Scim.GetAsync("/Users?sortBy=password")).AssertError(400);
    }

    [Fact]
    public async Task Password_Set_ChangesVersion()
    {
        ScimResponse created = (
            await Scim.PostAsync("/Users", RequestBodies.CreateUser($"pass.{Guid.NewGuid():N}"))
        ).AssertStatus(201);
        ScimResponse changed = (
            await Scim.PatchAsync(
                $"/Users/{created.Id}",
                RequestBodies.CreatePatch(RequestBodies.AddOperation("password", Secret))
            )
        ).AssertStatus(200);
        Assert.NotEqual(created.ETag, changed.ETag);
    }
}
