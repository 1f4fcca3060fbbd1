using System.Text.Json.Nodes;

namespace Scim.Conformance.Tests.Users;

/// <summary>Versions: ETag, If-Match, If-None-Match (RFC 7644 section 3.14).</summary>
[Trait("rfc", "7644-3.14")]
public sealed class EntityTagTests(TenantFixture fixture) : IClassFixture<TenantFixture>
{
    private ScimClient Scim => fixture.Tenant.Scim;

    public static TheoryData<string> Endpoints => ["/Users", "/Groups"];

    [Theory, MemberData(nameof(Endpoints))]
    public async Task ETag_OfAResource_ChangesWithEachChangeAndEqualsMetaVersion(string endpoint)
    {
        (string path, string first) = await Create(endpoint);
        Assert.Matches("^(W/)?\"[^\"]+\"$", first);
        ScimResponse put = (await Scim.Put(path, Body(endpoint, "changed"))).Expect(200);
        Assert.NotEqual(first, put.ETag);
        Assert.Equal(put.ETag, put.Text("/meta/version"));
        ScimResponse read = (await Scim.Get(path)).Expect(200);
        Assert.Equal(put.ETag, read.ETag);
        Assert.Equal(put.ETag, read.Text("/meta/version"));
    }

    [Theory, MemberData(nameof(Endpoints))]
    public async Task Get_WithIfNoneMatch_Is304ForTheCurrentVersionOnly(string endpoint)
    {
        (string path, string tag) = await Create(endpoint);
        ScimResponse unchanged = (await Scim.Get(path, ("If-None-Match", tag))).Expect(304);
        Assert.Equal("", unchanged.Body);
        Assert.Equal(tag, unchanged.ETag);
        (await Scim.Get(path, ("If-None-Match", "W/\"other\""))).Expect(200);
        (await Scim.Get(path, ("If-None-Match", $"W/\"other\", {tag}"))).Expect(304);
        (await Scim.Get(path, ("If-None-Match", "*"))).Expect(304);
        (await Scim.Put(path, Body(endpoint, "changed.again"))).Expect(200);
        (await Scim.Get(path, ("If-None-Match", tag))).Expect(200);
    }

    [Theory, MemberData(nameof(Endpoints))]
    public async Task Write_WithIfMatchOfAnOldVersion_Is412AndChangesNothing(string endpoint)
    {
        (string path, string old) = await Create(endpoint);
        (await Scim.Put(path, Body(endpoint, "newer"))).Expect(200);
        string before = (await Scim.Get(path)).Expect(200).Body;
        (await Scim.Put(path, Body(endpoint, "stale"), ("If-Match", old))).ExpectError(412);
        (await Scim.Patch(path, Bodies.Patch(Bodies.Replace("displayName", "stale")), ("If-Match", old))).ExpectError(412);
        (await Scim.Delete(path, ("If-Match", old))).ExpectError(412);
        Assert.Equal(before, (await Scim.Get(path)).Expect(200).Body);
    }

    [Theory, MemberData(nameof(Endpoints))]
    public async Task Write_WithIfMatchOfTheCurrentVersionOrAny_IsDone(string endpoint)
    {
        (string path, string tag) = await Create(endpoint);
        tag = (await Scim.Put(path, Body(endpoint, "one"), ("If-Match", tag))).Expect(200).ETag;
        (await Scim.Patch(path, Bodies.Patch(Bodies.Replace("displayName", "two")), ("If-Match", $"W/\"other\", {tag}"))).Expect(200, 204);
        (await Scim.Patch(path, Bodies.Patch(Bodies.Replace("displayName", "three")), ("If-Match", "*"))).Expect(200, 204);
        tag = (await Scim.Get(path)).Expect(200).ETag;
        (await Scim.Delete(path, ("If-Match", tag))).Expect(204);
    }

    [Theory, MemberData(nameof(Endpoints))]
    public async Task Write_WithIfMatchOnWhatIsNotThere_Is404Or412(string endpoint)
    {
        string path = $"{endpoint}/{Guid.NewGuid()}";
        (await Scim.Delete(path, ("If-Match", "*"))).ExpectError(404, 412);
        (await Scim.Put(path, Body(endpoint, "x"), ("If-Match", "*"))).ExpectError(404, 412);
    }

    [Fact]
    public async Task ETag_OfAGroup_ChangesWithItsMembers()
    {
        (string path, string first) = await Create("/Groups");
        string user = await Scim.CreateUser($"member.{Guid.NewGuid():N}");
        (await Scim.Patch(path, Bodies.Patch(Bodies.Add("members", Bodies.Members(user))))).Expect(204);
        Assert.NotEqual(first, (await Scim.Get(path)).Expect(200).ETag);
        (await Scim.Patch(path, Bodies.Patch(Bodies.Remove($"members[value eq \"{user}\"]")), ("If-Match", first))).ExpectError(412);
        Assert.Equal([user], await Scim.MembersOf(path["/Groups/".Length..]));
    }

    private static JsonObject Body(string endpoint, string name) =>
        endpoint == "/Users" ? Bodies.User($"{name}.{Guid.NewGuid():N}") : Bodies.Group($"{name} {Guid.NewGuid():N}");

    private async Task<(string Path, string Tag)> Create(string endpoint)
    {
        ScimResponse created = (await Scim.Post(endpoint, Body(endpoint, "tagged"))).Expect(201);
        return ($"{endpoint}/{created.Id}", created.ETag);
    }
}
