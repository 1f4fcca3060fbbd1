using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using Scim.Grains.Storage;
using Scim.Protocol.Errors;
using Scim.Protocol.Filters;
using Scim.Protocol.Paths;
using Scim.Protocol.Schema;
using Scim.Storage.Directory;

namespace Scim.Storage.Tests.Suite;

/// <summary>Tests lists read page by page, by key and by index, during concurrent writes.</summary>
public abstract class KeysetPaginationTests(StorageFixture fixture)
{
    private static readonly ResourceType UserType = BuiltInResourceTypes.User;
    private static readonly ResourceType GroupType = BuiltInResourceTypes.Group;

    public static TheoryData<string?, bool, string?> SortOrders
    {
        get
        {
            var orders = new TheoryData<string?, bool, string?>();
            string?[] keys =
            [
                null,
                "userName",
                "title",
                "active",
                "emails.value",
                "emails.type",
                "meta.lastModified",
                "externalId",
                "name.familyName",
                "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
                "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value",
                "groups.display",
            ];
            foreach (string? key in keys)
            {
                foreach (string? filter in new[] { null, "userName co \"1\"", "active eq true or title pr" })
                {
                    orders.Add(key, false, filter);
                    orders.Add(key, true, filter);
                }
            }

            return orders;
        }
    }

    [Theory, MemberData(nameof(SortOrders)), Trait("rfc", "9865-2")]
    public async Task List_FromBookmarkToBookmark_IsTheWholeListInBothDirections(
        string? sortBy,
        bool descending,
        string? filter
    )
    {
        StorageTenant tenant = await CreateSampleTenantAsync();
        DirectoryQuery all = CreateQuery(tenant, sortBy, descending, filter) with { Take = 1000 };
        string[] expected = GetIds(await fixture.Directory.ListResourcesAsync(all, CancellationToken.None));
        Assert.True(expected.Length > 5);

        foreach (int size in new[] { 1, 3, 100 })
        {
            var forward = new List<string>();
            var places = new List<ListPosition>();
            ListPosition? from = null;
            do
            {
                DirectoryPage page = await fixture.Directory.ListResourcesAsync(
                    all with
                    {
                        From = from,
                        Take = size,
                        KnownTotal = expected.Length,
                    },
                    CancellationToken.None
                );
                if (page.Rows.Count == 0)
                    break;
                forward.AddRange(GetIds(page));
                places.AddRange(page.Rows.Select(r => r.Position));
                from = page.Rows[^1].Position;
            } while (forward.Count <= expected.Length);

            var backward = new List<string>();
            from = null;
            do
            {
                DirectoryPage page = await fixture.Directory.ListResourcesAsync(
                    all with
                    {
                        From = from,
                        IsBackward = true,
                        Take = size,
                    },
                    CancellationToken.None
                );
                if (page.Rows.Count == 0)
                    break;
                backward.InsertRange(0, GetIds(page));
                from = page.Rows[0].Position;
            } while (backward.Count <= expected.Length);

            Assert.Equal(expected, forward);
            Assert.Equal(expected, backward);
            for (int i = 0; i < places.Count; i += 4)
                Assert.Equal(
                    expected[i..].Skip(1).Take(2),
                    GetIds(
                        await fixture.Directory.ListResourcesAsync(
                            all with
                            {
                                From = places[i],
                                Take = 2,
                            },
                            CancellationToken.None
                        )
                    )
                );
        }
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("displayName", true)]
    public async Task List_OfSeveralTypesFromBookmarkToBookmark_IsTheWholeList(string? sortBy, bool descending)
    {
        StorageTenant tenant = await CreateSampleTenantAsync();
        AttributePath?[] paths = sortBy is null ? [] : [ResolvePath(UserType, sortBy), ResolvePath(GroupType, sortBy)];
        DirectoryQuery all = new()
        {
            Tenant = tenant.Id,
            Targets = [(UserType, null), (GroupType, null)],
            SortBy = paths,
            IsDescending = descending,
            Take = 1000,
        };
        string[] expected = GetIds(await fixture.Directory.ListResourcesAsync(all, CancellationToken.None));
        var seen = new List<string>();
        for (ListPosition? from = null; seen.Count < expected.Length; )
        {
            DirectoryPage page = await fixture.Directory.ListResourcesAsync(
                all with
                {
                    From = from,
                    Take = 2,
                },
                CancellationToken.None
            );
            seen.AddRange(GetIds(page));
            from = page.Rows[^1].Position;
        }

        Assert.Equal(expected, seen);
    }

    [Theory]
    [InlineData(null, false, null)]
    [InlineData(null, true, null)]
    [InlineData("title", false, null)]
    [InlineData("userName", true, "userName co \"u\"")]
    public async Task List_DuringConcurrentChanges_ReturnsUnchangedUsersExactlyOnce(
        string? sortBy,
        bool descending,
        string? filter
    )
    {
        var tenant = new StorageTenant(fixture);
        var random = new Random(7);
        List<string> alive = [];
        for (int i = 0; i < 60; i++)
            alive.Add(await tenant.CreateUserAsync($"u{i:00}", $$"""{"title":"t{{i % 7}}"}"""));
        HashSet<string> throughout = [.. alive];
        var seen = new List<string>();
        DirectoryQuery query = CreateQuery(tenant, sortBy, descending, filter) with { Take = 5, KnownTotal = 60 };

        for (
            DirectoryPage page = await fixture.Directory.ListResourcesAsync(query, CancellationToken.None);
            page.Rows.Count > 0;
            page = await fixture.Directory.ListResourcesAsync(
                    query with
                    {
                        From = page.Rows[^1].Position,
                    },
                    CancellationToken.None
                )
        )
        {
            seen.AddRange(GetIds(page));
            Assert.True(seen.Count < 500, "Pagination does not end.");
            if (seen.Count > 60)
                continue;

            // The last resource of the page may be deleted too: the next page must not depend on it.
            foreach (
                string deleted in new[] { page.Rows[^1].Id, alive[random.Next(alive.Count)] }
                    .Distinct()
                    .Where(alive.Contains)
                    .ToArray()
            )
            {
                await tenant.DeleteResourceAsync(UserType, deleted);
                alive.Remove(deleted);
                throughout.Remove(deleted);
            }

            await tenant.CreateUserAsync(
                $"u{random.Next(100):00}x{seen.Count}",
                $$"""{"title":"t{{random.Next(7)}}"}"""
            );
        }

        Assert.Equal(seen.Distinct().Count(), seen.Count);
        Assert.Empty(throughout.Except(seen));
    }

    [Theory]
    [InlineData(null, false, null, 1)]
    [InlineData(null, true, null, 2)]
    [InlineData("userName", false, null, 3)]
    [InlineData("title", true, null, 4)]
    [InlineData(null, false, "title eq \"t1\" or active eq true", 5)]
    [Trait("rfc", "7644-3.4.2.4")]
    public async Task List_ByIndexDuringWrites_MatchesCountingFromTheStart(
        string? sortBy,
        bool descending,
        string? filter,
        int seed
    )
    {
        var tenant = new StorageTenant(fixture);
        var random = new Random(seed);
        List<string> alive = [];
        for (int i = 0; i < 40; i++)
            alive.Add(await CreateUserAsync(i));
        DirectoryQuery query = CreateQuery(tenant, sortBy, descending, filter);
        int start = 0;

        for (int round = 0; round < 150; round++)
        {
            for (int change = random.Next(4) - 1; change > 0; change--)
            {
                if (random.Next(3) > 0 && alive.Count > 20)
                {
                    string deleted = alive[random.Next(alive.Count)];
                    alive.Remove(deleted);
                    await tenant.DeleteResourceAsync(UserType, deleted);
                }
                else if (random.Next(4) == 0)
                {
                    string changed = alive[random.Next(alive.Count)];
                    JsonObject document = JsonNode.Parse(tenant.GetState(changed).Document.Span)!.AsObject();
                    document["title"] = $"t{random.Next(4)}";
                    await tenant.UpdateResourceAsync(UserType, changed, document);
                }
                else
                {
                    alive.Add(await CreateUserAsync(1000 + (round * 10) + change));
                }
            }

            DirectoryPage all = await new DirectoryStore(fixture.Database, TimeProvider.System).ListResourcesAsync(
                query with
                {
                    Take = 1000,
                },
                CancellationToken.None
            );
            DirectoryPage page = await fixture.Directory.ListResourcesAsync(
                query with
                {
                    Skip = start,
                    Take = 4,
                },
                CancellationToken.None
            );
            Assert.Equal(GetIds(all).Skip(start).Take(4), GetIds(page));
            Assert.Equal(all.Total, page.Total);
            start =
                start + 4 >= all.Total ? 0
                : random.Next(5) == 0 ? random.Next((int)all.Total!.Value)
                : start + 4;
        }

        // The id sorts at any position, as with the clock of another gateway.
        Task<string> CreateUserAsync(int n) =>
            tenant.CreateResourceAsync(
                UserType,
                new JsonObject
                {
                    ["userName"] = $"u{(n * 7919) % 1000:000}-{n}",
                    ["title"] = $"t{n % 4}",
                    ["active"] = n % 3 == 0,
                },
                id: Guid.CreateVersion7(StorageTenant.Start.AddMinutes(random.Next(10_000))).ToString()
            );
    }

    [Fact]
    public async Task List_ByIndexAfterLogTruncation_CountsAgain()
    {
        var tenant = new StorageTenant(fixture);
        for (int i = 0; i < 9; i++)
            await tenant.CreateUserAsync($"u{i}");
        DirectoryQuery query = CreateQuery(tenant, null, false, null) with { Take = 3 };
        string[] all = GetIds(
            await fixture.Directory.ListResourcesAsync(query with { Take = 100 }, CancellationToken.None)
        );
        Assert.Equal(all[..3], GetIds(await fixture.Directory.ListResourcesAsync(query, CancellationToken.None)));
        await tenant.DeleteResourceAsync(UserType, all[0]);
        await fixture.QueryRowsAsync<long>("DELETE FROM scim_change WHERE tenant = @Id", new { tenant.Id });
        await tenant.CreateUserAsync("last");

        Assert.Equal(
            all[4..7],
            GetIds(await fixture.Directory.ListResourcesAsync(query with { Skip = 3 }, CancellationToken.None))
        );
    }

    [Theory]
    [InlineData("userName co \"u\"", null)]
    [InlineData("title eq \"a\" or displayName sw \"b\"", null)]
    [InlineData(null, "title")]
    [Trait("rfc", "7644-3.12")]
    public async Task List_WithoutIndex_ReadsAtMostTheLimit(string? filter, string? sortBy)
    {
        var tenant = new StorageTenant(fixture);
        for (int i = 0; i < 5; i++)
            await tenant.CreateUserAsync($"u{i}");
        DirectoryQuery query = CreateQuery(tenant, sortBy, false, filter) with { Take = 10 };

        await fixture.Directory.ListResourcesAsync(
            query with
            {
                Limits = new QueryLimits(5, TimeSpan.FromMinutes(1)),
            },
            CancellationToken.None
        );
        ScimException refused = await Assert.ThrowsAsync<ScimException>(() =>
            fixture.Directory.ListResourcesAsync(
                query with
                {
                    Limits = new QueryLimits(4, TimeSpan.FromMinutes(1)),
                },
                CancellationToken.None
            )
        );

        Assert.Equal(ScimErrorKind.TooMany, refused.Error.Kind);
        Assert.Contains("eq", refused.Error.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("userName eq \"u\"", null)]
    [InlineData("title eq \"a\" and displayName sw \"b\"", "title")]
    [InlineData(null, null)]
    [InlineData(null, "userName")]
    public async Task List_WithAnIndex_HasNoRowLimit(string? filter, string? sortBy)
    {
        var tenant = new StorageTenant(fixture);
        for (int i = 0; i < 3; i++)
            await tenant.CreateUserAsync($"u{i}");

        await fixture.Directory.ListResourcesAsync(
            CreateQuery(tenant, sortBy, false, filter) with
            {
                Take = 10,
                Limits = new QueryLimits(1, TimeSpan.FromMinutes(1)),
            },
            CancellationToken.None
        );
    }

    [Fact]
    public async Task List_OverTimeLimit_IsTooMany()
    {
        var tenant = new StorageTenant(fixture);
        await tenant.CreateUserAsync("u");
        var store = new DirectoryStore(fixture.Database, new FakeTimeProvider());
        DirectoryQuery query = CreateQuery(tenant, null, false, "userName co \"u\"") with { Take = 10 };

        ScimException refused = await Assert.ThrowsAsync<ScimException>(() =>
            store.ListResourcesAsync(query with { Limits = new QueryLimits(10, TimeSpan.Zero) }, CancellationToken.None)
        );
        Assert.Equal(ScimErrorKind.TooMany, refused.Error.Kind);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            store.ListResourcesAsync(query, new CancellationToken(canceled: true))
        );
        Assert.Single(
            (
                await store.ListResourcesAsync(
                    query with
                    {
                        Limits = new QueryLimits(10, TimeSpan.FromSeconds(1)),
                    },
                    CancellationToken.None
                )
            ).Rows
        );
    }

    private async Task<StorageTenant> CreateSampleTenantAsync()
    {
        var tenant = new StorageTenant(fixture);
        var random = new Random(1);
        string[] titles = ["Aa", "ab", "b", "ÉCOLE", "zz"];
        List<string> ids = [];
        for (int i = 0; i < 23; i++)
        {
            var user = new JsonObject { ["active"] = random.Next(2) == 0 };
            if (random.Next(3) > 0)
                user["title"] = titles[random.Next(titles.Length)];
            if (random.Next(3) > 0)
                user["externalId"] = $"x{random.Next(5)}";
            if (random.Next(3) > 0)
                user["name"] = new JsonObject { ["familyName"] = titles[random.Next(titles.Length)] };
            if (random.Next(3) > 0)
            {
                user["emails"] = new JsonArray(
                    new JsonObject
                    {
                        ["value"] = $"m{random.Next(4)}",
                        ["type"] = random.Next(2) == 0 ? "work" : "home",
                    },
                    new JsonObject { ["value"] = $"m{random.Next(4)}", ["primary"] = random.Next(2) == 0 }
                );
            }

            if (random.Next(3) > 0)
            {
                user["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"] = new JsonObject
                {
                    ["department"] = titles[random.Next(titles.Length)],
                    ["manager"] = new JsonObject { ["value"] = random.Next(4).ToString(CultureInfo.InvariantCulture) },
                };
            }

            ids.Add(await tenant.CreateUserAsync($"user{(i * 7) % 23:00}", user.ToJsonString()));
            if (i % 4 == 0)
                await tenant.UpdateResourceAsync(UserType, ids[^1]);
        }

        await tenant.CreateGroupAsync("Beta", ids[3], ids[4]);
        await tenant.CreateGroupAsync("alpha", ids[5]);
        return tenant;
    }

    private static DirectoryQuery CreateQuery(StorageTenant tenant, string? sortBy, bool descending, string? filter) =>
        new()
        {
            Tenant = tenant.Id,
            Targets = [(UserType, filter is null ? null : FilterParser.Parse(UserType, filter, FilterLimits.Default))],
            SortBy = sortBy is null ? [] : [ResolvePath(UserType, sortBy)],
            IsDescending = descending,
        };

    private static AttributePath ResolvePath(ResourceType type, string text)
    {
        Assert.True(PathResolver.TryResolve(type, text, out AttributePath? path, out _));
        return path;
    }

    private static string[] GetIds(DirectoryPage page) => [.. page.Rows.Select(r => r.Id)];
}
