using System.Text.Json.Nodes;
using Scim.Conformance.Tests.Fixtures;

namespace Scim.Conformance.Tests.Lists;

/// <summary>Pages through 20,000 users while other clients insert and delete users.</summary>
[Trait("rfc", "9865-2")]
public sealed class LargeListPaginationTests(TenantFixture fixture) : IClassFixture<TenantFixture>
{
    private const int UserCount = 20_000,
        BatchSize = 1_000,
        PageSize = 500,
        ChangeCount = 50;

    [Fact]
    public async Task Pagination_DuringConcurrentChanges_ReturnsUnchangedUsersExactlyOnce()
    {
        ScimClient scim = fixture.Tenant.Scim;
        List<string> ids = [];
        for (int start = 0; start < UserCount; start += BatchSize)
            ids.AddRange(await CreateBatchAsync(scim, start));
        var random = new Random(9865);
        string[] deletedIds = [.. ids.OrderBy(_ => random.Next()).Take(ChangeCount)];
        HashSet<string> unchanged = [.. ids.Except(deletedIds)];

        foreach (string query in new[] { "", "&sortBy=userName&sortOrder=descending" })
        {
            List<string> seen = [];
            Task? others = null;
            int inserted = 0;
            for (string? cursor = ""; cursor is not null; )
            {
                ScimResponse page = (
                    await scim.GetAsync($"/Users?cursor={cursor}&count={PageSize}&attributes=id{query}")
                ).AssertStatus(200);
                seen.AddRange(page.GetTexts("/Resources", "/id"));
                cursor = page.HasElement("/nextCursor") ? page.GetText("/nextCursor") : null;
                others ??= Task.WhenAll(
                    Task.WhenAll(
                        deletedIds.Select(async id => (await scim.DeleteAsync($"/Users/{id}")).AssertStatus(204, 404))
                    ),
                    Task.WhenAll(
                        Enumerable
                            .Range(0, ChangeCount)
                            .Select(n => scim.CreateUserAsync($"{(n % 2 == 0 ? "a" : "z")}.late{query.Length}.{n}"))
                    )
                );
                inserted++;
            }

            await others!;
            Assert.True(inserted >= UserCount / PageSize);
            Assert.Equal(seen.Count, seen.Distinct().Count());
            Assert.Empty(unchanged.Except(seen));
        }
    }

    private static async Task<IEnumerable<string>> CreateBatchAsync(ScimClient scim, int start)
    {
        JsonArray operations = [];
        for (int i = start; i < start + BatchSize; i++)
            operations.Add(
                new JsonObject
                {
                    ["method"] = "POST",
                    ["path"] = "/Users",
                    ["bulkId"] = $"u{i}",
                    ["data"] = RequestBodies.CreateUser($"user.{(i * 7919) % UserCount:00000}"),
                }
            );
        ScimResponse answer = (
            await scim.PostAsync(
                "/Bulk",
                new JsonObject
                {
                    ["schemas"] = new JsonArray("urn:ietf:params:scim:api:messages:2.0:BulkRequest"),
                    ["Operations"] = operations,
                }
            )
        ).AssertStatus(200);
        string[] locations = [.. answer.GetTexts("/Operations", "/location")];
        Assert.Equal(BatchSize, locations.Length);
        return locations.Select(l => l[(l.LastIndexOf('/') + 1)..]);
    }
}
