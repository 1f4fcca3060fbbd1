using System.Text.Json.Nodes;
using Scim.Grains.Storage;
using Scim.Protocol.Filters;
using Scim.Protocol.Schema;
using Scim.Storage.Tests.Suite;

namespace Scim.Storage.Tests.Postgres;

/// <summary>Names longer than an entry of an index can be.</summary>
[Collection(nameof(PostgresSuite))]
public sealed class LongTextTests(PostgresFixture fixture)
{
    private static readonly ResourceType User = BuiltInResourceTypes.User;

    [Fact]
    public async Task Names_OfManyKilobytes_AreUniqueAndFound()
    {
        var tenant = new Tenant(fixture);

        // Text that does not compress, in letters of three bytes.
        var random = new Random(7);
        string start = new([.. Enumerable.Range(0, 20_000).Select(_ => (char)random.Next(0x4E00, 0x9FA5))]);
        string one = await tenant.User(start + "1", new JsonObject { ["externalId"] = start + "x", ["title"] = start }.ToJsonString());
        await tenant.User(start + "2", new JsonObject { ["externalId"] = start + "y" }.ToJsonString());

        Exception refused = await Assert.ThrowsAnyAsync<Exception>(() => tenant.User(start + "1"));

        Assert.Equal(CommitFault.NameTaken, fixture.Faults.Classify(refused));
        foreach (string filter in new[] { $"userName eq \"{start}1\"", $"externalId eq \"{start}x\"", $"title eq \"{start}\"" })
        {
            DirectoryPage page = await fixture.Directory.List(
                new DirectoryQuery { Tenant = tenant.Id, Targets = [(User, FilterParser.Parse(User, filter, FilterLimits.Default with { MaxLength = 1_000_000 }))], Take = 10 },
                CancellationToken.None);
            Assert.Equal([one], page.Rows.Select(r => r.Id));
        }
    }
}
