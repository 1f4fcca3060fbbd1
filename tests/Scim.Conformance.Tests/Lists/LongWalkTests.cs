using System.Text.Json.Nodes;

namespace Scim.Conformance.Tests.Lists;

/// <summary>A walk over 20,000 users while others insert and delete.</summary>
[Trait("rfc", "9865-2")]
public sealed class LongWalkTests(TenantFixture fixture) : IClassFixture<TenantFixture>
{
    private const int Users = 20_000, Batch = 1_000, PageSize = 500, Changes = 50;

    [Fact]
    public async Task Walk_WhileOthersInsertAndDelete_NeitherSkipsNorRepeatsWhoWasThereThroughout()
    {
        ScimClient scim = fixture.Tenant.Scim;
        List<string> ids = [];
        for (int start = 0; start < Users; start += Batch) ids.AddRange(await Create(scim, start));
        var random = new Random(9865);
        string[] doomed = [.. ids.OrderBy(_ => random.Next()).Take(Changes)];
        HashSet<string> throughout = [.. ids.Except(doomed)];

        foreach (string query in new[] { "", "&sortBy=userName&sortOrder=descending" })
        {
            List<string> seen = [];
            Task? others = null;
            int inserted = 0;
            for (string? cursor = ""; cursor is not null;)
            {
                ScimResponse page = (await scim.Get($"/Users?cursor={cursor}&count={PageSize}&attributes=id{query}")).Expect(200);
                seen.AddRange(page.Each("/Resources", "/id"));
                cursor = page.Has("/nextCursor") ? page.Text("/nextCursor") : null;
                others ??= Task.WhenAll(
                    Task.WhenAll(doomed.Select(async id => (await scim.Delete($"/Users/{id}")).Expect(204, 404))),
                    Task.WhenAll(Enumerable.Range(0, Changes).Select(n => scim.CreateUser($"{(n % 2 == 0 ? "a" : "z")}.late{query.Length}.{n}"))));
                inserted++;
            }

            await others!;
            Assert.True(inserted >= Users / PageSize);
            Assert.Equal(seen.Count, seen.Distinct().Count());
            Assert.Empty(throughout.Except(seen));
        }
    }

    private static async Task<IEnumerable<string>> Create(ScimClient scim, int start)
    {
        JsonArray operations = [];
        for (int i = start; i < start + Batch; i++)
            operations.Add(new JsonObject { ["method"] = "POST", ["path"] = "/Users", ["bulkId"] = $"u{i}", ["data"] = Bodies.User($"walk.{(i * 7919) % Users:00000}") });
        ScimResponse answer = (await scim.Post(
            "/Bulk", new JsonObject { ["schemas"] = new JsonArray("urn:ietf:params:scim:api:messages:2.0:BulkRequest"), ["Operations"] = operations })).Expect(200);
        string[] locations = [.. answer.Each("/Operations", "/location")];
        Assert.Equal(Batch, locations.Length);
        return locations.Select(l => l[(l.LastIndexOf('/') + 1)..]);
    }
}
