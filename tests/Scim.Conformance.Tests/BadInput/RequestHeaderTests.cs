using Scim.Conformance.Tests.Fixtures;

namespace Scim.Conformance.Tests.BadInput;

/// <summary>Missing, malformed and unsupported request headers.</summary>
public sealed class RequestHeaderTests(UnchangedTenantFixture fixture) : IClassFixture<UnchangedTenantFixture>
{
    [Theory]
    [InlineData("text/plain")]
    [InlineData("text/json")]
    [InlineData("application/xml")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("application/scim")]
    [InlineData("application/scim+json; charset=utf-16")]
    [InlineData("application/octet-stream")]
    [InlineData("nonsense")]
    public async Task Body_OfAnotherMediaType_Is415(string contentType)
    {
        (
            await fixture.Scim.PostAsync(
                "/Users",
                RequestBodies.CreateUser("wrong.media"),
                ("Content-Type", contentType)
            )
        ).AssertError(415);
        (
            await fixture.Scim.PutAsync(
                $"/Users/{fixture.UserId}",
                RequestBodies.CreateUser("wrong.media"),
                ("Content-Type", contentType)
            )
        ).AssertError(415);
        (
            await fixture.Scim.PatchAsync(
                $"/Groups/{fixture.GroupId}",
                RequestBodies.CreatePatch(RequestBodies.RemoveOperation("members")),
                ("Content-Type", contentType)
            )
        ).AssertError(415);
        (
            await fixture.Scim.PostAsync(
                "/Users/.search",
                RequestBodies.CreateSearch(new { }),
                ("Content-Type", contentType)
            )
        ).AssertError(415);
        await fixture.AssertUnchangedAsync();
    }

    [Theory]
    [InlineData("application/scim+json")]
    [InlineData("application/json")]
    [InlineData("Application/SCIM+JSON; Charset=UTF-8")]
    [InlineData("application/json;charset=\"utf-8\"")]
    public async Task Body_OfKnownMediaType_IsRead(string contentType) =>
        (
            await fixture.Scim.PostAsync(
                "/Users/.search",
                RequestBodies.CreateSearch(new { count = 1 }),
                ("Content-Type", contentType)
            )
        ).AssertStatus(200);

    [Theory]
    [InlineData("nonsense")]
    [InlineData("\"")]
    [InlineData("W/")]
    [InlineData("W/\"999999\"")]
    [InlineData("\"1\" \"2\"")]
    [InlineData(",,,")]
    [InlineData("W/\"\u00e9\"")]
    public async Task IfMatch_Malformed_ChangesNothing(string ifMatch)
    {
        (
            await fixture.Scim.PutAsync(
                $"/Users/{fixture.UserId}",
                RequestBodies.CreateUser("if.match"),
                ("If-Match", ifMatch)
            )
        ).AssertError(412, 400);
        (
            await fixture.Scim.PatchAsync(
                $"/Groups/{fixture.GroupId}",
                RequestBodies.CreatePatch(RequestBodies.RemoveOperation("members")),
                ("If-Match", ifMatch)
            )
        ).AssertError(412, 400);
        (await fixture.Scim.DeleteAsync($"/Users/{fixture.UserId}", ("If-Match", ifMatch))).AssertError(412, 400);
        await fixture.AssertUnchangedAsync();
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("\"")]
    [InlineData(",,,")]
    public async Task IfNoneMatch_Malformed_IsNotAnError(string ifNoneMatch)
    {
        ScimResponse response = await fixture.Scim.GetAsync($"/Users/{fixture.UserId}", ("If-None-Match", ifNoneMatch));
        if (response.Status != 200)
            response.AssertError(400);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("text/html")]
    [InlineData("application/xml;q=1")]
    [InlineData(";;;")]
    [InlineData("*/*;q=abc")]
    public async Task Accept_OfUnsupportedMediaType_IsNotAServerError(string accept) =>
        (await fixture.Scim.GetAsync($"/Users/{fixture.UserId}", ("Accept", accept))).AssertStatus(200, 400, 406);
}
