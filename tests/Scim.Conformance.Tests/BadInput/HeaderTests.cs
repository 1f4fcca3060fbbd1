namespace Scim.Conformance.Tests.BadInput;

/// <summary>Headers that are missing, wrong or nonsense.</summary>
public sealed class HeaderTests(Victim victim) : IClassFixture<Victim>
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
        (await victim.Scim.Post("/Users", Bodies.User("wrong.media"), ("Content-Type", contentType))).ExpectError(415);
        (await victim.Scim.Put($"/Users/{victim.User}", Bodies.User("wrong.media"), ("Content-Type", contentType))).ExpectError(415);
        (await victim.Scim.Patch($"/Groups/{victim.Group}", Bodies.Patch(Bodies.Remove("members")), ("Content-Type", contentType))).ExpectError(415);
        (await victim.Scim.Post("/Users/.search", Bodies.Search(new { }), ("Content-Type", contentType))).ExpectError(415);
        await victim.IsUnharmed();
    }

    [Theory]
    [InlineData("application/scim+json")]
    [InlineData("application/json")]
    [InlineData("Application/SCIM+JSON; Charset=UTF-8")]
    [InlineData("application/json;charset=\"utf-8\"")]
    public async Task Body_OfAKnownMediaType_IsRead(string contentType) =>
        (await victim.Scim.Post("/Users/.search", Bodies.Search(new { count = 1 }), ("Content-Type", contentType))).Expect(200);

    [Theory]
    [InlineData("nonsense")]
    [InlineData("\"")]
    [InlineData("W/")]
    [InlineData("W/\"999999\"")]
    [InlineData("\"1\" \"2\"")]
    [InlineData(",,,")]
    [InlineData("W/\"\u00e9\"")]
    public async Task IfMatch_OfNonsense_ChangesNothing(string ifMatch)
    {
        (await victim.Scim.Put($"/Users/{victim.User}", Bodies.User("if.match"), ("If-Match", ifMatch))).ExpectError(412, 400);
        (await victim.Scim.Patch($"/Groups/{victim.Group}", Bodies.Patch(Bodies.Remove("members")), ("If-Match", ifMatch))).ExpectError(412, 400);
        (await victim.Scim.Delete($"/Users/{victim.User}", ("If-Match", ifMatch))).ExpectError(412, 400);
        await victim.IsUnharmed();
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("\"")]
    [InlineData(",,,")]
    public async Task IfNoneMatch_OfNonsense_IsNoFault(string ifNoneMatch)
    {
        ScimResponse response = await victim.Scim.Get($"/Users/{victim.User}", ("If-None-Match", ifNoneMatch));
        if (response.Status != 200)
            response.ExpectError(400);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("text/html")]
    [InlineData("application/xml;q=1")]
    [InlineData(";;;")]
    [InlineData("*/*;q=abc")]
    public async Task Accept_OfSomethingElse_IsNoFaultOfTheServer(string accept) =>
        (await victim.Scim.Get($"/Users/{victim.User}", ("Accept", accept))).Expect(200, 400, 406);
}
