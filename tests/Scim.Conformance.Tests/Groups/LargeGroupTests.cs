using System.Text.Json;

namespace Scim.Conformance.Tests.Groups;

/// <summary>Groups with more members than are buffered for one response. The server buffers seven.</summary>
[Trait("rfc", "7643-4.2")]
public sealed class LargeGroupTests(LargeGroupTests.LargeGroupServer server)
    : IClassFixture<LargeGroupTests.LargeGroupServer>
{
    private const int MembersPerRequest = 7;

    private ScimClient Scim => server.OwnServer.DemoClient;

    public static TheoryData<int> GroupSizes =>
        [
            0,
            1,
            MembersPerRequest - 1,
            MembersPerRequest,
            MembersPerRequest + 1,
            (2 * MembersPerRequest) - 1,
            2 * MembersPerRequest,
            (2 * MembersPerRequest) + 1,
            30,
        ];

    [Theory, MemberData(nameof(GroupSizes))]
    public async Task Get_OfGroup_ShowsEachMemberOnce(int size)
    {
        string[] users = server.UserIds[..size];
        string group = await Scim.CreateGroupAsync($"size {size} {Guid.NewGuid():N}", users);
        ScimResponse whole = (await Scim.GetAsync($"/Groups/{group}")).AssertStatus(200);

        Assert.Equal(users.Order(StringComparer.Ordinal), whole.GetTexts("/members", "/value"));
        Assert.Equal(size > 0, whole.HasElement("/members"));
        Assert.Equal(whole.ETag, whole.GetText("/meta/version"));
        Assert.All(
            whole.GetTexts("/members", "/$ref"),
            r => Assert.StartsWith($"{Scim.BaseUrl}/Users/", r, StringComparison.Ordinal)
        );
        Assert.All(
            whole.GetTexts("/members", "/display"),
            d => Assert.StartsWith("large.", d, StringComparison.Ordinal)
        );

        ScimResponse head = (await Scim.SendAsync("HEAD", $"/Groups/{group}")).AssertStatus(200);
        Assert.Equal((whole.ETag, ""), (head.ETag, head.Body));
        (await Scim.GetAsync($"/Groups/{group}", ("If-None-Match", whole.ETag))).AssertStatus(304);

        ScimResponse without = (await Scim.GetAsync($"/Groups/{group}?excludedAttributes=members")).AssertStatus(200);
        Assert.False(without.HasElement("/members"));
        Assert.Equal(whole.GetText("/displayName"), without.GetText("/displayName"));

        JsonElement[] values =
        [
            .. (await Scim.GetAsync($"/Groups/{group}?attributes=members.value"))
                .AssertStatus(200)
                .GetElement("/members")
                is { ValueKind: JsonValueKind.Array } list
                ? list.EnumerateArray()
                : [],
        ];
        Assert.Equal(size, values.Length);
        Assert.All(values, v => Assert.Equal(["value"], v.EnumerateObject().Select(p => p.Name)));
    }

    [Fact]
    public async Task Put_OfLargeGroup_ReturnsAllMembers()
    {
        string group = await Scim.CreateGroupAsync($"put {Guid.NewGuid():N}", server.UserIds[..20]);
        ScimResponse put = (
            await Scim.PutAsync(
                $"/Groups/{group}",
                new { schemas = new[] { ScimUrns.Group }, displayName = $"put again {Guid.NewGuid():N}" }
            )
        ).AssertStatus(200);
        Assert.Equal(server.UserIds[..20].Order(StringComparer.Ordinal), put.GetTexts("/members", "/value"));
        ScimResponse patch = (
            await Scim.PatchAsync(
                $"/Groups/{group}?attributes=members",
                RequestBodies.CreatePatch(
                    RequestBodies.AddOperation("members", RequestBodies.CreateMembers(server.UserIds[20..25]))
                )
            )
        ).AssertStatus(200);
        Assert.Equal(server.UserIds[..25].Order(StringComparer.Ordinal), patch.GetTexts("/members", "/value"));
    }

    [Fact]
    public async Task List_OfLargeGroups_ShowsEachMemberOfEach()
    {
        string run = Guid.NewGuid().ToString("N");
        int[] sizes = [3, 0, 30, 1, 8, 0, 15];
        foreach (int size in sizes)
            await Scim.CreateGroupAsync($"{run} {size} {Guid.NewGuid():N}", server.UserIds[..size]);
        string filter = $"displayName sw \"{run}\"";

        foreach (
            ScimResponse list in new[]
            {
                await Scim.QueryResourcesAsync("/Groups", filter),
                await Scim.QueryResourcesAsync("/Groups", filter, "sortBy=displayName&sortOrder=descending"),
                await Scim.QueryResourcesAsync("/Groups", filter, "cursor&count=100"),
                await Scim.PostAsync(
                    "/.search",
                    RequestBodies.CreateSearch(new { filter, attributes = new[] { "members.value", "displayName" } })
                ),
            }
        )
        {
            Assert.Equal(sizes.Length, list.AssertStatus(200).Resources.Count);
            foreach (JsonElement group in list.Resources)
            {
                int size = int.Parse(group.GetProperty("displayName").GetString()!.Split(' ')[1], null);
                string[] members = group.TryGetProperty("members", out JsonElement values)
                    ? [.. values.EnumerateArray().Select(m => m.GetProperty("value").GetString()!)]
                    : [];
                Assert.Equal(server.UserIds[..size].Order(StringComparer.Ordinal), members);
                Assert.Equal(size > 0, group.TryGetProperty("members", out _));
            }
        }

        Assert.All(
            (await Scim.QueryResourcesAsync("/Groups", filter, "excludedAttributes=members")).Resources,
            g => Assert.False(g.TryGetProperty("members", out _))
        );
    }

    [Theory]
    [InlineData("", 30)]
    [InlineData("&filter=type%20eq%20%22User%22", 30)]
    [InlineData("&filter=display%20sw%20%22large.1%22", 11)]
    [InlineData("&filter=type%20eq%20%22Group%22", 0)]
    [Trait("rfc", "9865-2")]
    public async Task Members_PageByPage_MatchGroup(string filter, int expected)
    {
        string group = await Scim.CreateGroupAsync($"paged {Guid.NewGuid():N}", server.UserIds);
        List<string> forward = [],
            backward = [];
        string? back = null;
        for (string? cursor = ""; cursor is not null; )
        {
            ScimResponse page = (
                await Scim.GetAsync($"/Groups/{group}/members?count=4&cursor={cursor}{filter}")
            ).AssertStatus(200);
            Assert.Equal(expected, page.TotalResults);
            Assert.Equal(
                [ScimUrns.ListResponse],
                page.GetElement("/schemas").EnumerateArray().Select(u => u.GetString())
            );
            forward.AddRange(page.GetTexts("/Resources", "/value"));
            back = page.HasElement("/previousCursor") ? page.GetText("/previousCursor") : null;
            cursor = page.HasElement("/nextCursor") ? page.GetText("/nextCursor") : null;
        }

        while (back is not null)
        {
            ScimResponse page = (await Scim.GetAsync($"/Groups/{group}/members?cursor={back}{filter}")).AssertStatus(
                200
            );
            backward.InsertRange(0, page.GetTexts("/Resources", "/value"));
            back = page.HasElement("/previousCursor") ? page.GetText("/previousCursor") : null;
        }

        Assert.Equal(expected, forward.Count);
        Assert.Equal(forward.Order(StringComparer.Ordinal), forward);
        Assert.Equal(forward[..(Math.Max(0, expected - 1) / 4 * 4)], backward);
    }

    [Fact]
    public async Task Members_DuringConcurrentChanges_IncludeAllUnchangedMembers()
    {
        string group = await Scim.CreateGroupAsync($"busy {Guid.NewGuid():N}", server.UserIds[..25]);
        List<string> seen = [];
        int step = 0;
        for (string? cursor = ""; cursor is not null; step++)
        {
            ScimResponse page = (await Scim.GetAsync($"/Groups/{group}/members?count=3&cursor={cursor}")).AssertStatus(
                200
            );
            seen.AddRange(page.GetTexts("/Resources", "/value"));
            cursor = page.HasElement("/nextCursor") ? page.GetText("/nextCursor") : null;
            if (step >= 5)
                continue;

            // Removes the last member on the page (the cursor must not depend on it), one member already returned and
            // one not yet returned, then adds one.
            await Task.WhenAll(
                new[] { seen[^1], server.UserIds[step], server.UserIds[24 - step] }
                    .Distinct()
                    .Select(async user =>
                        (
                            await Scim.PatchAsync(
                                $"/Groups/{group}",
                                RequestBodies.CreatePatch(
                                    RequestBodies.RemoveOperation($"members[value eq \"{user}\"]")
                                )
                            )
                        ).AssertStatus(204)
                    )
            );
            (
                await Scim.PatchAsync(
                    $"/Groups/{group}",
                    RequestBodies.CreatePatch(
                        RequestBodies.AddOperation("members", RequestBodies.CreateMembers(server.UserIds[25 + step]))
                    )
                )
            ).AssertStatus(204);
        }

        string[] left = await Scim.ReadMemberIdsAsync(group);
        Assert.Equal(seen.Distinct().Count(), seen.Count);
        Assert.Empty(left.Except(server.UserIds[25..]).Except(seen));
    }

    [Fact]
    public async Task Members_OfUnknownGroupOrInvalidQuery_AreRejected()
    {
        string group = await Scim.CreateGroupAsync($"wrong {Guid.NewGuid():N}", server.UserIds[..9]),
            other = await Scim.CreateGroupAsync($"other {Guid.NewGuid():N}", server.UserIds[..9]);
        (await Scim.GetAsync($"/Groups/{Guid.NewGuid()}/members")).AssertError(404);
        (await Scim.GetAsync($"/Groups/{server.UserIds[0]}/members")).AssertError(404);
        (await Scim.GetAsync($"/Users/{server.UserIds[0]}/members")).AssertError(404);
        (await Scim.GetAsync($"/Groups/{group}/members?filter=userName%20eq%20%22x%22")).AssertError(
            400,
            "invalidFilter"
        );
        (
            await Scim.GetAsync($"/Groups/{group}/members?filter=value%20eq%20%22x%22%5D%20or%20members%5Bvalue%20pr")
        ).AssertError(400, "invalidFilter");
        (await Scim.GetAsync($"/Groups/{group}/members?cursor=abc")).AssertError(400, "invalidCursor");
        string next = (await Scim.GetAsync($"/Groups/{group}/members?count=2"))
            .AssertStatus(200)
            .GetText("/nextCursor");
        (await Scim.GetAsync($"/Groups/{other}/members?cursor={next}")).AssertError(400, "invalidCursor");
        (await Scim.GetAsync($"/Groups/{group}/members?cursor={next}&filter=value%20pr")).AssertError(
            400,
            "invalidCursor"
        );
        (await Scim.GetAsync($"/Groups/{group}/members?cursor={next}&count=3")).AssertError(400, "invalidCount");
        (await Scim.PostAsync($"/Groups/{group}/members", RequestBodies.CreateMembers(server.UserIds[9]))).AssertError(
            405
        );
    }

    [Fact]
    [Trait("rfc", "7644-3.14")]
    public async Task ETag_OfGroup_ChangesWhenMemberIsDeletedWithoutFailingPatches()
    {
        string leaver = await Scim.CreateUserAsync($"leaver.{Guid.NewGuid():N}");
        string group = await Scim.CreateGroupAsync($"tagged {Guid.NewGuid():N}", [leaver, server.UserIds[0]]);
        string before = (await Scim.GetAsync($"/Groups/{group}")).AssertStatus(200).ETag;
        (await Scim.DeleteAsync($"/Users/{leaver}")).AssertStatus(204);

        ScimResponse after = (await Scim.GetAsync($"/Groups/{group}", ("If-None-Match", before))).AssertStatus(200);
        Assert.NotEqual(before, after.ETag);
        Assert.Equal(after.ETag, after.GetText("/meta/version"));
        Assert.Equal([server.UserIds[0]], after.GetTexts("/members", "/value"));
        (await Scim.GetAsync($"/Groups/{group}", ("If-None-Match", after.ETag))).AssertStatus(304);
        ScimResponse listed = (await Scim.QueryResourcesAsync("/Groups", $"id eq \"{group}\"")).AssertStatus(200);
        Assert.Equal(after.ETag, listed.GetText("/Resources/0/meta/version"));

        // The group itself was not changed, so both tags permit a change; the first change invalidates both.
        (
            await Scim.PatchAsync(
                $"/Groups/{group}",
                RequestBodies.CreatePatch(
                    RequestBodies.AddOperation("members", RequestBodies.CreateMembers(server.UserIds[1]))
                ),
                ("If-Match", before)
            )
        ).AssertStatus(204);
        (
            await Scim.PatchAsync(
                $"/Groups/{group}",
                RequestBodies.CreatePatch(
                    RequestBodies.AddOperation("members", RequestBodies.CreateMembers(server.UserIds[2]))
                ),
                ("If-Match", after.ETag)
            )
        ).AssertError(412);
    }

    /// <summary>A server with thirty users, for this class only.</summary>
    public sealed class LargeGroupServer : IAsyncLifetime
    {
        /// <summary>The server.</summary>
        public ScimServer OwnServer { get; private set; } = null!;

        /// <summary>The users' ids.</summary>
        public string[] UserIds { get; private set; } = [];

        /// <inheritdoc/>
        public async ValueTask InitializeAsync()
        {
            OwnServer = await ScimServer.StartAsync(
                new ServerSettings
                {
                    Environment = new Dictionary<string, string>
                    {
                        ["Scim__Directory__MembersAtOnce"] = MembersPerRequest.ToString((IFormatProvider?)null),
                    },
                }
            );
            UserIds = await OwnServer.DemoClient.CreateUsersAsync("large", 30);
        }

        /// <inheritdoc/>
        public ValueTask DisposeAsync() => OwnServer.DisposeAsync();
    }
}
