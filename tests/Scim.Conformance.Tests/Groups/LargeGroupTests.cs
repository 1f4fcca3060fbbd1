using System.Text.Json;

namespace Scim.Conformance.Tests.Groups;

/// <summary>Groups with more members than an answer holds in memory, on a server where that is seven.</summary>
[Trait("rfc", "7643-4.2")]
public sealed class LargeGroupTests(LargeGroupTests.Server server) : IClassFixture<LargeGroupTests.Server>
{
    private const int AtOnce = 7;

    private ScimClient Scim => server.Own.Demo;

    public static TheoryData<int> Sizes => [0, 1, AtOnce - 1, AtOnce, AtOnce + 1, (2 * AtOnce) - 1, 2 * AtOnce, (2 * AtOnce) + 1, 30];

    [Theory, MemberData(nameof(Sizes))]
    public async Task Get_OfAGroup_ShowsEachMemberOnce(int size)
    {
        string[] users = server.Users[..size];
        string group = await Scim.CreateGroup($"size {size} {Guid.NewGuid():N}", users);
        ScimResponse whole = (await Scim.Get($"/Groups/{group}")).Expect(200);

        Assert.Equal(users.Order(StringComparer.Ordinal), whole.Each("/members", "/value"));
        Assert.Equal(size > 0, whole.Has("/members"));
        Assert.Equal(whole.ETag, whole.Text("/meta/version"));
        Assert.All(whole.Each("/members", "/$ref"), r => Assert.StartsWith($"{Scim.BaseUrl}/Users/", r, StringComparison.Ordinal));
        Assert.All(whole.Each("/members", "/display"), d => Assert.StartsWith("large.", d, StringComparison.Ordinal));

        ScimResponse head = (await Scim.Send("HEAD", $"/Groups/{group}")).Expect(200);
        Assert.Equal((whole.ETag, ""), (head.ETag, head.Body));
        (await Scim.Get($"/Groups/{group}", ("If-None-Match", whole.ETag))).Expect(304);

        ScimResponse without = (await Scim.Get($"/Groups/{group}?excludedAttributes=members")).Expect(200);
        Assert.False(without.Has("/members"));
        Assert.Equal(whole.Text("/displayName"), without.Text("/displayName"));

        JsonElement[] values = [.. (await Scim.Get($"/Groups/{group}?attributes=members.value")).Expect(200).At("/members") is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : []];
        Assert.Equal(size, values.Length);
        Assert.All(values, v => Assert.Equal(["value"], v.EnumerateObject().Select(p => p.Name)));
    }

    [Fact]
    public async Task Put_OfALargeGroup_AnswersWithAllMembers()
    {
        string group = await Scim.CreateGroup($"put {Guid.NewGuid():N}", server.Users[..20]);
        ScimResponse put = (await Scim.Put($"/Groups/{group}", new { schemas = new[] { Urn.Group }, displayName = $"put again {Guid.NewGuid():N}" })).Expect(200);
        Assert.Equal(server.Users[..20].Order(StringComparer.Ordinal), put.Each("/members", "/value"));
        ScimResponse patch = (await Scim.Patch($"/Groups/{group}?attributes=members", Bodies.Patch(Bodies.Add("members", Bodies.Members(server.Users[20..25]))))).Expect(200);
        Assert.Equal(server.Users[..25].Order(StringComparer.Ordinal), patch.Each("/members", "/value"));
    }

    [Fact]
    public async Task List_OfLargeGroups_ShowsEachMemberOfEach()
    {
        string run = Guid.NewGuid().ToString("N");
        int[] sizes = [3, 0, 30, 1, 8, 0, 15];
        foreach (int size in sizes) await Scim.CreateGroup($"{run} {size} {Guid.NewGuid():N}", server.Users[..size]);
        string filter = $"displayName sw \"{run}\"";

        foreach (ScimResponse list in new[]
        {
            await Scim.Query("/Groups", filter), await Scim.Query("/Groups", filter, "sortBy=displayName&sortOrder=descending"), await Scim.Query("/Groups", filter, "cursor&count=100"),
            await Scim.Post("/.search", Bodies.Search(new { filter, attributes = new[] { "members.value", "displayName" } })),
        })
        {
            Assert.Equal(sizes.Length, list.Expect(200).Resources.Count);
            foreach (JsonElement group in list.Resources)
            {
                int size = int.Parse(group.GetProperty("displayName").GetString()!.Split(' ')[1], null);
                string[] members = group.TryGetProperty("members", out JsonElement values) ? [.. values.EnumerateArray().Select(m => m.GetProperty("value").GetString()!)] : [];
                Assert.Equal(server.Users[..size].Order(StringComparer.Ordinal), members);
                Assert.Equal(size > 0, group.TryGetProperty("members", out _));
            }
        }

        Assert.All((await Scim.Query("/Groups", filter, "excludedAttributes=members")).Resources, g => Assert.False(g.TryGetProperty("members", out _)));
    }

    [Theory]
    [InlineData("", 30)]
    [InlineData("&filter=type%20eq%20%22User%22", 30)]
    [InlineData("&filter=display%20sw%20%22large.1%22", 11)]
    [InlineData("&filter=type%20eq%20%22Group%22", 0)]
    [Trait("rfc", "9865-2")]
    public async Task Members_PageByPage_AreThoseOfTheGroup(string filter, int expected)
    {
        string group = await Scim.CreateGroup($"paged {Guid.NewGuid():N}", server.Users);
        List<string> forward = [], backward = [];
        string? back = null;
        for (string? cursor = ""; cursor is not null;)
        {
            ScimResponse page = (await Scim.Get($"/Groups/{group}/members?count=4&cursor={cursor}{filter}")).Expect(200);
            Assert.Equal(expected, page.TotalResults);
            Assert.Equal([Urn.ListResponse], page.At("/schemas").EnumerateArray().Select(u => u.GetString()));
            forward.AddRange(page.Each("/Resources", "/value"));
            back = page.Has("/previousCursor") ? page.Text("/previousCursor") : null;
            cursor = page.Has("/nextCursor") ? page.Text("/nextCursor") : null;
        }

        while (back is not null)
        {
            ScimResponse page = (await Scim.Get($"/Groups/{group}/members?cursor={back}{filter}")).Expect(200);
            backward.InsertRange(0, page.Each("/Resources", "/value"));
            back = page.Has("/previousCursor") ? page.Text("/previousCursor") : null;
        }

        Assert.Equal(expected, forward.Count);
        Assert.Equal(forward.Order(StringComparer.Ordinal), forward);
        Assert.Equal(forward[..(Math.Max(0, expected - 1) / 4 * 4)], backward);
    }

    [Fact]
    public async Task Members_WhileOthersChangeThem_AreThoseWhoWereThereThroughout()
    {
        string group = await Scim.CreateGroup($"busy {Guid.NewGuid():N}", server.Users[..25]);
        List<string> seen = [];
        int step = 0;
        for (string? cursor = ""; cursor is not null; step++)
        {
            ScimResponse page = (await Scim.Get($"/Groups/{group}/members?count=3&cursor={cursor}")).Expect(200);
            seen.AddRange(page.Each("/Resources", "/value"));
            cursor = page.Has("/nextCursor") ? page.Text("/nextCursor") : null;
            if (step >= 5) continue;

            // The last one on the page goes: its place must not be needed. One who was seen goes, one who was not, and one comes.
            await Task.WhenAll(new[] { seen[^1], server.Users[step], server.Users[24 - step] }.Distinct().Select(async user =>
                (await Scim.Patch($"/Groups/{group}", Bodies.Patch(Bodies.Remove($"members[value eq \"{user}\"]")))).Expect(204)));
            (await Scim.Patch($"/Groups/{group}", Bodies.Patch(Bodies.Add("members", Bodies.Members(server.Users[25 + step]))))).Expect(204);
        }

        string[] left = await Scim.MembersOf(group);
        Assert.Equal(seen.Distinct().Count(), seen.Count);
        Assert.Empty(left.Except(server.Users[25..]).Except(seen));
    }

    [Fact]
    public async Task Members_OfWhatIsNoGroup_Are404AndOtherMistakes400()
    {
        string group = await Scim.CreateGroup($"wrong {Guid.NewGuid():N}", server.Users[..9]), other = await Scim.CreateGroup($"other {Guid.NewGuid():N}", server.Users[..9]);
        (await Scim.Get($"/Groups/{Guid.NewGuid()}/members")).ExpectError(404);
        (await Scim.Get($"/Groups/{server.Users[0]}/members")).ExpectError(404);
        (await Scim.Get($"/Users/{server.Users[0]}/members")).ExpectError(404);
        (await Scim.Get($"/Groups/{group}/members?filter=userName%20eq%20%22x%22")).ExpectError(400, "invalidFilter");
        (await Scim.Get($"/Groups/{group}/members?filter=value%20eq%20%22x%22%5D%20or%20members%5Bvalue%20pr")).ExpectError(400, "invalidFilter");
        (await Scim.Get($"/Groups/{group}/members?cursor=abc")).ExpectError(400, "invalidCursor");
        string next = (await Scim.Get($"/Groups/{group}/members?count=2")).Expect(200).Text("/nextCursor");
        (await Scim.Get($"/Groups/{other}/members?cursor={next}")).ExpectError(400, "invalidCursor");
        (await Scim.Get($"/Groups/{group}/members?cursor={next}&filter=value%20pr")).ExpectError(400, "invalidCursor");
        (await Scim.Get($"/Groups/{group}/members?cursor={next}&count=3")).ExpectError(400, "invalidCount");
        (await Scim.Post($"/Groups/{group}/members", Bodies.Members(server.Users[9]))).ExpectError(405);
    }

    [Fact]
    [Trait("rfc", "7644-3.14")]
    public async Task ETag_OfAGroup_ChangesWhenAMemberIsDeletedButNobodysPatchIsRefused()
    {
        string leaver = await Scim.CreateUser($"leaver.{Guid.NewGuid():N}");
        string group = await Scim.CreateGroup($"tagged {Guid.NewGuid():N}", [leaver, server.Users[0]]);
        string before = (await Scim.Get($"/Groups/{group}")).Expect(200).ETag;
        (await Scim.Delete($"/Users/{leaver}")).Expect(204);

        ScimResponse after = (await Scim.Get($"/Groups/{group}", ("If-None-Match", before))).Expect(200);
        Assert.NotEqual(before, after.ETag);
        Assert.Equal(after.ETag, after.Text("/meta/version"));
        Assert.Equal([server.Users[0]], after.Each("/members", "/value"));
        (await Scim.Get($"/Groups/{group}", ("If-None-Match", after.ETag))).Expect(304);
        ScimResponse listed = (await Scim.Query("/Groups", $"id eq \"{group}\"")).Expect(200);
        Assert.Equal(after.ETag, listed.Text("/Resources/0/meta/version"));

        // Nothing was changed in the group by anybody, so both tags allow a change, and the first change makes both old.
        (await Scim.Patch($"/Groups/{group}", Bodies.Patch(Bodies.Add("members", Bodies.Members(server.Users[1]))), ("If-Match", before))).Expect(204);
        (await Scim.Patch($"/Groups/{group}", Bodies.Patch(Bodies.Add("members", Bodies.Members(server.Users[2]))), ("If-Match", after.ETag))).ExpectError(412);
    }

    /// <summary>A server of its own with thirty users.</summary>
    public sealed class Server : IAsyncLifetime
    {
        /// <summary>The server.</summary>
        public ScimServer Own { get; private set; } = null!;

        /// <summary>The users' ids.</summary>
        public string[] Users { get; private set; } = [];

        /// <inheritdoc/>
        public async ValueTask InitializeAsync()
        {
            Own = await ScimServer.Start(new ServerSettings
            {
                Environment = new Dictionary<string, string> { ["Scim__Directory__MembersAtOnce"] = AtOnce.ToString((IFormatProvider?)null) },
            });
            Users = await Own.Demo.CreateUsers("large", 30);
        }

        /// <inheritdoc/>
        public ValueTask DisposeAsync() => Own.DisposeAsync();
    }
}
