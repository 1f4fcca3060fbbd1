using System.Text.Json;
using System.Text.Json.Nodes;
using Scim.Grains.Search;
using Scim.Grains.Storage;
using Scim.Protocol.Schema;

namespace Scim.Storage.Tests.Suite;

/// <summary>Tests search words as rows, and the results of searches.</summary>
public abstract class SearchTests(StorageFixture fixture)
{
    private static readonly ResourceType UserType = BuiltInResourceTypes.User;

    [Fact]
    public async Task Words_FollowEachCommit()
    {
        var tenant = new StorageTenant(fixture);
        string id = await tenant.CreateUserAsync("ada@x.example", """{"displayName":"Ada King","title":"Chief"}""");
        Assert.Equal(["ada 0", "ada@x.example 1", "chief 2", "king 0"], await ReadWordsAsync(tenant));

        // A change of another attribute, a change that moves a word between fields, and one that adds and removes
        // words.
        await tenant.UpdateResourceAsync(
            UserType,
            id,
            CreateDocument("ada@x.example", """{"displayName":"Ada King","title":"Chief","nickName":"Ada"}""")
        );
        Assert.Equal(["ada 0", "ada@x.example 1", "chief 2", "king 0"], await ReadWordsAsync(tenant));
        await tenant.UpdateResourceAsync(
            UserType,
            id,
            CreateDocument("ada@x.example", """{"displayName":"Ada","title":"King Chief"}""")
        );
        Assert.Equal(["ada 0", "ada@x.example 1", "chief 2", "king 2"], await ReadWordsAsync(tenant));
        await tenant.UpdateResourceAsync(
            UserType,
            id,
            CreateDocument("ada@y.example", """{"displayName":"Ada Lovelace"}""")
        );
        Assert.Equal(["ada 0", "ada@y.example 1", "lovelace 0"], await ReadWordsAsync(tenant));

        await tenant.UpdateResourceAsync(
            UserType,
            id,
            CreateDocument("ada@y.example", """{"displayName":"Ada Lovelace","active":false}""")
        );
        // An inactive user keeps the words, but is not found.
        Assert.Equal(["ada 0", "ada@y.example 1", "lovelace 0"], await ReadWordsAsync(tenant));
        Assert.Empty(await SearchNamesAsync(tenant, "ada"));
        await tenant.UpdateResourceAsync(
            UserType,
            id,
            CreateDocument("ada@y.example", """{"displayName":"Ada Lovelace","active":true}""")
        );
        Assert.Equal(3, (await ReadWordsAsync(tenant)).Count);
        Assert.Equal(["Ada Lovelace"], await SearchNamesAsync(tenant, "ada"));

        await tenant.DeleteResourceAsync(UserType, id);
        Assert.Empty(await ReadWordsAsync(tenant));
    }

    [Fact]
    public async Task Search_RanksWholeWordsBeforePrefixesAndNamesBeforeOthers()
    {
        var tenant = new StorageTenant(fixture);
        await tenant.CreateUserAsync("u1", """{"displayName":"Adam First"}""");
        await tenant.CreateUserAsync("u2", """{"displayName":"Someone","title":"Ada expert"}""");
        await tenant.CreateUserAsync("ada@x.example", """{"displayName":"Somerset"}""");
        await tenant.CreateUserAsync("u4", """{"displayName":"Zoe Ada"}""");
        await tenant.CreateUserAsync("u5", """{"displayName":"Ada Young"}""");
        await tenant.CreateUserAsync("u6", """{"displayName":"Norbert"}""");

        Assert.Equal(
            ["Ada Young", "Zoe Ada", "Somerset", "Someone", "Adam First"],
            await SearchNamesAsync(tenant, "ada")
        );
        Assert.Equal(["Adam First"], await SearchNamesAsync(tenant, "adam"));
        Assert.Equal(["Ada Young", "Zoe Ada"], await SearchNamesAsync(tenant, "ADÁ", count: 2));
        Assert.Equal(["Zoe Ada"], await SearchNamesAsync(tenant, "ad zo"));
        Assert.Equal(["Adam First"], await SearchNamesAsync(tenant, "fir adam"));
        Assert.Equal(["Somerset"], await SearchNamesAsync(tenant, "ada@x.ex"));
        Assert.Equal(["Somerset"], await SearchNamesAsync(tenant, "some ada@x"));
        Assert.Empty(await SearchNamesAsync(tenant, "ada norbert"));
        Assert.Empty(await SearchNamesAsync(tenant, "da"));
        Assert.Empty(await SearchNamesAsync(tenant, "!"));
    }

    [Theory]
    [InlineData("\" ) OR 1 = 1 --")]
    [InlineData("ada*")]
    [InlineData("NEAR(ada)")]
    [InlineData("%ada%")]
    [InlineData("'ada'")]
    [InlineData("ada | lovelace")]
    public async Task Search_WithQuerySyntax_MatchesWordsOnly(string text)
    {
        var tenant = new StorageTenant(fixture);
        await tenant.CreateUserAsync("u1", """{"displayName":"Ada Lovelace"}""");
        await tenant.CreateUserAsync("u2", """{"displayName":"Bob"}""");
        Assert.Equal(
            text.Contains("OR", StringComparison.Ordinal) || text.StartsWith("NEAR", StringComparison.Ordinal)
                ? []
                : ["Ada Lovelace"],
            await SearchNamesAsync(tenant, text)
        );
    }

    [Fact]
    public async Task Search_OfOneTenantAndType_ExcludesOthers()
    {
        var tenant = new StorageTenant(fixture);
        var other = new StorageTenant(fixture);
        await tenant.CreateUserAsync("u1", """{"displayName":"Crew Member"}""");
        string group = await tenant.CreateGroupAsync("Crew");
        await other.CreateUserAsync("u1", """{"displayName":"Crew Other"}""");
        await other.CreateGroupAsync("Crew of others");

        Assert.Equal(["Crew Member"], await SearchNamesAsync(tenant, "crew"));
        Assert.Equal(["Crew"], await SearchNamesAsync(tenant, "crew", "Group"));
        Assert.Equal(group, (await fixture.Search.FindResourceAsync(tenant.Id, "Group", group, default))!.Id);
        Assert.Null(await fixture.Search.FindResourceAsync(other.Id, "Group", group, default));
        Assert.Null(await fixture.Search.FindResourceAsync(tenant.Id, "User", group, default));
    }

    [Fact]
    public async Task Search_OverCandidateLimit_StillFindsExactWordAndAllWords()
    {
        var tenant = new StorageTenant(fixture);
        await Task.WhenAll(
            Enumerable
                .Range(0, 1100)
                .Select(i => tenant.CreateUserAsync($"n{i}", $$"""{"displayName":"Martha{{i}} Surname"}"""))
        );
        await tenant.CreateUserAsync("m", """{"displayName":"Martha Last"}""");

        Assert.Equal("Martha Last", (await SearchNamesAsync(tenant, "martha", count: 5))[0]);
        Assert.Equal(["Martha1099 Surname"], await SearchNamesAsync(tenant, "surname martha1099"));
        Assert.Equal(20, (await SearchNamesAsync(tenant, "m", count: 20)).Length);
    }

    [Fact]
    public async Task Purge_RemovesWords()
    {
        var tenant = new StorageTenant(fixture);
        await tenant.CreateUserAsync("u1", """{"displayName":"Ada"}""");
        await tenant.CreateGroupAsync("Crew");
        while (await fixture.Tenants.PurgeBatchAsync(tenant.Id, 10, default) is { Count: > 0 }) { }

        Assert.Empty(await ReadWordsAsync(tenant));
    }

    private async Task<string[]> SearchNamesAsync(
        StorageTenant tenant,
        string text,
        string resourceType = "User",
        int count = 50
    )
    {
        IReadOnlyList<FoundResource> found = await fixture.Search.SearchResourcesAsync(
            tenant.Id,
            resourceType,
            SearchTokenizer.TokenizeQuery(text),
            count,
            default
        );
        return
        [
            .. found.Select(f => JsonDocument.Parse(f.Document).RootElement.GetProperty("displayName").GetString()!),
        ];
    }

    private Task<List<string>> ReadWordsAsync(StorageTenant tenant) =>
        fixture.QueryRowsAsync<string>(
            "SELECT word || ' ' || field FROM scim_search_word WHERE tenant = @Id ORDER BY word",
            new { tenant.Id }
        );

    private static JsonObject CreateDocument(string userName, string more)
    {
        JsonObject document = JsonNode.Parse(more)!.AsObject();
        document["userName"] = userName;
        return document;
    }
}
