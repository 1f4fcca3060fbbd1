using System.Text.Json;
using System.Text.Json.Nodes;
using Scim.Grains.Search;
using Scim.Grains.Storage;
using Scim.Protocol.Schema;

namespace Scim.Storage.Tests.Suite;

/// <summary>Words as rows, and who is found by them.</summary>
public abstract class SearchTests(StorageFixture fixture)
{
    private static readonly ResourceType User = BuiltInResourceTypes.User;

    [Fact]
    public async Task Words_FollowEachCommit()
    {
        var tenant = new Tenant(fixture);
        string id = await tenant.User("ada@x.example", """{"displayName":"Ada King","title":"Chief"}""");
        Assert.Equal(["ada 0", "ada@x.example 1", "chief 2", "king 0"], await Words(tenant));

        // A change that is about something else, one that moves a word between fields, one that brings and takes words.
        await tenant.Update(User, id, Document("ada@x.example", """{"displayName":"Ada King","title":"Chief","nickName":"Ada"}"""));
        Assert.Equal(["ada 0", "ada@x.example 1", "chief 2", "king 0"], await Words(tenant));
        await tenant.Update(User, id, Document("ada@x.example", """{"displayName":"Ada","title":"King Chief"}"""));
        Assert.Equal(["ada 0", "ada@x.example 1", "chief 2", "king 2"], await Words(tenant));
        await tenant.Update(User, id, Document("ada@y.example", """{"displayName":"Ada Lovelace"}"""));
        Assert.Equal(["ada 0", "ada@y.example 1", "lovelace 0"], await Words(tenant));

        await tenant.Update(User, id, Document("ada@y.example", """{"displayName":"Ada Lovelace","active":false}"""));
        Assert.Empty(await Words(tenant));
        await tenant.Update(User, id, Document("ada@y.example", """{"displayName":"Ada Lovelace","active":true}"""));
        Assert.Equal(3, (await Words(tenant)).Count);

        await tenant.Delete(User, id);
        Assert.Empty(await Words(tenant));
        Assert.Equal([0L], await fixture.Rows<long>("SELECT count(*) FROM scim_words WHERE rid NOT IN (SELECT rid FROM scim_resource)"));
    }

    [Fact]
    public async Task Search_RanksWholeWordsBeforeBeginningsAndNamesBeforeTheRest()
    {
        var tenant = new Tenant(fixture);
        await tenant.User("u1", """{"displayName":"Adam First"}""");
        await tenant.User("u2", """{"displayName":"Someone","title":"Ada expert"}""");
        await tenant.User("ada@x.example", """{"displayName":"Somebody"}""");
        await tenant.User("u4", """{"displayName":"Zoe Ada"}""");
        await tenant.User("u5", """{"displayName":"Ada Young"}""");
        await tenant.User("u6", """{"displayName":"Nobody"}""");

        Assert.Equal(["Ada Young", "Zoe Ada", "Somebody", "Someone", "Adam First"], await Names(tenant, "ada"));
        Assert.Equal(["Adam First"], await Names(tenant, "adam"));
        Assert.Equal(["Ada Young", "Zoe Ada"], await Names(tenant, "ADÁ", count: 2));
        Assert.Equal(["Zoe Ada"], await Names(tenant, "ad zo"));
        Assert.Equal(["Adam First"], await Names(tenant, "fir adam"));
        Assert.Equal(["Somebody"], await Names(tenant, "ada@x.ex"));
        Assert.Equal(["Somebody"], await Names(tenant, "some ada@x"));
        Assert.Empty(await Names(tenant, "ada nobody"));
        Assert.Empty(await Names(tenant, "da"));
        Assert.Empty(await Names(tenant, "!"));
    }

    [Theory]
    [InlineData("\" ) OR 1 = 1 --")]
    [InlineData("ada*")]
    [InlineData("NEAR(ada)")]
    [InlineData("%ada%")]
    [InlineData("'ada'")]
    [InlineData("ada | lovelace")]
    public async Task Search_OfSyntax_IsAboutWordsOnly(string text)
    {
        var tenant = new Tenant(fixture);
        await tenant.User("u1", """{"displayName":"Ada Lovelace"}""");
        await tenant.User("u2", """{"displayName":"Bob"}""");
        Assert.Equal(text.Contains("OR", StringComparison.Ordinal) || text.StartsWith("NEAR", StringComparison.Ordinal) ? [] : ["Ada Lovelace"], await Names(tenant, text));
    }

    [Fact]
    public async Task Search_KeepsTenantsAndKindsApart()
    {
        var tenant = new Tenant(fixture);
        var other = new Tenant(fixture);
        await tenant.User("u1", """{"displayName":"Crew Member"}""");
        string group = await tenant.Group("Crew");
        await other.User("u1", """{"displayName":"Crew Stranger"}""");
        await other.Group("Crew of strangers");

        Assert.Equal(["Crew Member"], await Names(tenant, "crew"));
        Assert.Equal(["Crew"], await Names(tenant, "crew", "Group"));
        Assert.Equal(group, (await fixture.Search.Find(tenant.Id, "Group", group, default))!.Id);
        Assert.Null(await fixture.Search.Find(other.Id, "Group", group, default));
        Assert.Null(await fixture.Search.Find(tenant.Id, "User", group, default));
    }

    [Fact]
    public async Task Search_AmongMoreThanAreLookedAt_StillFindsTheWholeWordAndAllWordsTogether()
    {
        var tenant = new Tenant(fixture);
        await Task.WhenAll(Enumerable.Range(0, 1100).Select(i => tenant.User($"n{i}", $$"""{"displayName":"Martha{{i}} Surname"}""")));
        await tenant.User("m", """{"displayName":"Martha Last"}""");

        Assert.Equal("Martha Last", (await Names(tenant, "martha", count: 5))[0]);
        Assert.Equal(["Martha1099 Surname"], await Names(tenant, "surname martha1099"));
        Assert.Equal(20, (await Names(tenant, "m", count: 20)).Length);
    }

    [Fact]
    public async Task Purge_RemovesWords()
    {
        var tenant = new Tenant(fixture);
        await tenant.User("u1", """{"displayName":"Ada"}""");
        await tenant.Group("Crew");
        while (await fixture.Tenants.Purge(tenant.Id, 10, default) is { Count: > 0 }) { }

        Assert.Empty(await Words(tenant));
        Assert.Equal([0L], await fixture.Rows<long>("SELECT count(*) FROM scim_words WHERE rid NOT IN (SELECT rid FROM scim_resource)"));
    }

    private async Task<string[]> Names(Tenant tenant, string text, string kind = "User", int count = 50)
    {
        IReadOnlyList<FoundResource> found = await fixture.Search.Search(tenant.Id, kind, SearchWords.Query(text), count, default);
        return [.. found.Select(f => JsonDocument.Parse(f.Document).RootElement.GetProperty("displayName").GetString()!)];
    }

    private Task<List<string>> Words(Tenant tenant) =>
        fixture.Rows<string>("SELECT word || ' ' || field FROM scim_word WHERE tenant = @Id ORDER BY word", new { tenant.Id });

    private static JsonObject Document(string userName, string more)
    {
        JsonObject document = JsonNode.Parse(more)!.AsObject();
        document["userName"] = userName;
        return document;
    }
}
