using System.Text.Json.Nodes;
using Scim.Conformance.Tests.Fixtures;

namespace Scim.Conformance.Tests.Users;

/// <summary>Resource versions: ETag, If-Match and If-None-Match (RFC 7644 section 3.14).</summary>
[Trait("rfc", "7644-3.14")]
public sealed class ConditionalRequestTests(TenantFixture fixture) : IClassFixture<TenantFixture>
{
    private ScimClient Scim => fixture.Tenant.Scim;

    public static TheoryData<string> Endpoints => ["/Users", "/Groups"];

    [Theory, MemberData(nameof(Endpoints))]
    public async Task ETag_OfResource_ChangesWithEachChangeAndEqualsMetaVersion(string endpoint)
    {
        (string path, string first) = await CreateResourceAsync(endpoint);
        Assert.Matches("^(W/)?\"[^\"]+\"$", first);
        ScimResponse put = (await Scim.PutAsync(path, CreateBody(endpoint, "changed"))).AssertStatus(200);
        Assert.NotEqual(first, put.ETag);
        Assert.Equal(put.ETag, put.GetText("/meta/version"));
        ScimResponse read = (await Scim.GetAsync(path)).AssertStatus(200);
        Assert.Equal(put.ETag, read.ETag);
        Assert.Equal(put.ETag, read.GetText("/meta/version"));
    }

    [Theory, MemberData(nameof(Endpoints))]
    public async Task Get_WithIfNoneMatch_Is304ForCurrentVersionOnly(string endpoint)
    {
        (string path, string tag) = await CreateResourceAsync(endpoint);
        ScimResponse unchanged = (await Scim.GetAsync(path, ("If-None-Match", tag))).AssertStatus(304);
        Assert.Equal("", unchanged.Body);
        Assert.Equal(tag, unchanged.ETag);
        (await Scim.GetAsync(path, ("If-None-Match", "W/\"other\""))).AssertStatus(200);
        (await Scim.GetAsync(path, ("If-None-Match", $"W/\"other\", {tag}"))).AssertStatus(304);
        (await Scim.GetAsync(path, ("If-None-Match", "*"))).AssertStatus(304);
        (await Scim.PutAsync(path, CreateBody(endpoint, "changed.again"))).AssertStatus(200);
        (await Scim.GetAsync(path, ("If-None-Match", tag))).AssertStatus(200);
    }

    [Theory, MemberData(nameof(Endpoints))]
    public async Task Write_WithIfMatchOfOldVersion_Is412AndChangesNothing(string endpoint)
    {
        (string path, string old) = await CreateResourceAsync(endpoint);
        (await Scim.PutAsync(path, CreateBody(endpoint, "newer"))).AssertStatus(200);
        string before = (await Scim.GetAsync(path)).AssertStatus(200).Body;
        (await Scim.PutAsync(path, CreateBody(endpoint, "stale"), ("If-Match", old))).AssertError(412);
        (
            await Scim.PatchAsync(
                path,
                RequestBodies.CreatePatch(RequestBodies.ReplaceOperation("displayName", "stale")),
                ("If-Match", old)
            )
        ).AssertError(412);
        (await Scim.DeleteAsync(path, ("If-Match", old))).AssertError(412);
        Assert.Equal(before, (await Scim.GetAsync(path)).AssertStatus(200).Body);
    }

    [Theory, MemberData(nameof(Endpoints))]
    public async Task Write_WithIfMatchOfCurrentVersionOrAny_Succeeds(string endpoint)
    {
        (string path, string tag) = await CreateResourceAsync(endpoint);
        tag = (await Scim.PutAsync(path, CreateBody(endpoint, "one"), ("If-Match", tag))).AssertStatus(200).ETag;
        (
            await Scim.PatchAsync(
                path,
                RequestBodies.CreatePatch(RequestBodies.ReplaceOperation("displayName", "two")),
                ("If-Match", $"W/\"other\", {tag}")
            )
        ).AssertStatus(200, 204);
        (
            await Scim.PatchAsync(
                path,
                RequestBodies.CreatePatch(RequestBodies.ReplaceOperation("displayName", "three")),
                ("If-Match", "*")
            )
        ).AssertStatus(200, 204);
        tag = (await Scim.GetAsync(path)).AssertStatus(200).ETag;
        (await Scim.DeleteAsync(path, ("If-Match", tag))).AssertStatus(204);
    }

    [Theory, MemberData(nameof(Endpoints)), Trait("rfc", "9110-13.1.2")]
    public async Task Write_WithIfNoneMatchOfCurrentVersion_Is412AndChangesNothing(string endpoint)
    {
        (string path, _) = await CreateResourceAsync(endpoint);
        string tag = await ShowOtherResourceAsync(path);
        string version = (
            await Scim.PatchAsync(
                path,
                RequestBodies.CreatePatch(RequestBodies.ReplaceOperation("externalId", "x")),
                ("If-None-Match", "W/\"other\""),
                ("Prefer", "return=minimal")
            )
        )
            .AssertStatus(204)
            .ETag;
        Assert.NotEqual(tag, version);
        ScimResponse before = (await Scim.GetAsync(path)).AssertStatus(200);
        foreach (string header in new[] { "*", before.ETag, version, $"W/\"other\", {before.ETag}" })
        {
            (string, string)[] condition = [("If-None-Match", header)];
            (await Scim.PutAsync(path, CreateBody(endpoint, "same"), condition)).AssertError(412);
            (
                await Scim.PatchAsync(
                    path,
                    RequestBodies.CreatePatch(RequestBodies.ReplaceOperation("displayName", "same")),
                    condition
                )
            ).AssertError(412);
            (await Scim.DeleteAsync(path, condition)).AssertError(412);
        }

        Assert.Equal(before.Body, (await Scim.GetAsync(path)).AssertStatus(200).Body);
        (await Scim.PutAsync(path, CreateBody(endpoint, "old"), ("If-None-Match", tag))).AssertStatus(200);
        (await Scim.DeleteAsync(path, ("If-None-Match", tag))).AssertStatus(204);
        (await Scim.PutAsync(path, CreateBody(endpoint, "x"), ("If-None-Match", "*"))).AssertError(404);
    }

    [Theory, MemberData(nameof(Endpoints))]
    public async Task Write_WithIfMatchOnMissingResource_Is404Or412(string endpoint)
    {
        string path = $"{endpoint}/{Guid.NewGuid()}";
        (await Scim.DeleteAsync(path, ("If-Match", "*"))).AssertError(404, 412);
        (await Scim.PutAsync(path, CreateBody(endpoint, "x"), ("If-Match", "*"))).AssertError(404, 412);
    }

    [Fact]
    public async Task ETag_OfGroup_ChangesWithItsMembers()
    {
        (string path, string first) = await CreateResourceAsync("/Groups");
        string user = await Scim.CreateUserAsync($"member.{Guid.NewGuid():N}");
        (
            await Scim.PatchAsync(
                path,
                RequestBodies.CreatePatch(RequestBodies.AddOperation("members", RequestBodies.CreateMembers(user)))
            )
        ).AssertStatus(204);
        Assert.NotEqual(first, (await Scim.GetAsync(path)).AssertStatus(200).ETag);
        (
            await Scim.PatchAsync(
                path,
                RequestBodies.CreatePatch(RequestBodies.RemoveOperation($"members[value eq \"{user}\"]")),
                ("If-Match", first)
            )
        ).AssertError(412);
        Assert.Equal([user], await Scim.ReadMemberIdsAsync(path["/Groups/".Length..]));
    }

    private static JsonObject CreateBody(string endpoint, string name) =>
        endpoint == "/Users"
            ? RequestBodies.CreateUser($"{name}.{Guid.NewGuid():N}")
            : RequestBodies.CreateGroup($"{name} {Guid.NewGuid():N}");

    // Adds data of another resource to the representation, of which the tag then includes a digest.
    private async Task<string> ShowOtherResourceAsync(string path)
    {
        string id = path.Split('/')[^1];
        if (path.StartsWith("/Users", StringComparison.Ordinal))
        {
            await Scim.CreateGroupAsync($"digest {id}", id);
        }
        else
        {
            string user = await Scim.CreateUserAsync($"digest.{id}");
            (
                await Scim.PatchAsync(
                    path,
                    RequestBodies.CreatePatch(RequestBodies.AddOperation("members", RequestBodies.CreateMembers(user)))
                )
            ).AssertStatus(204);
            (await Scim.DeleteAsync($"/Users/{user}")).AssertStatus(204);
        }

        return (await Scim.GetAsync(path)).AssertStatus(200).ETag;
    }

    private async Task<(string Path, string Tag)> CreateResourceAsync(string endpoint)
    {
        ScimResponse created = (await Scim.PostAsync(endpoint, CreateBody(endpoint, "tagged"))).AssertStatus(201);
        return ($"{endpoint}/{created.Id}", created.ETag);
    }
}
