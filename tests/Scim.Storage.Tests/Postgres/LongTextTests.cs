using System.Text.Json.Nodes;
using Scim.Grains.Storage;
using Scim.Protocol.Filters;
using Scim.Protocol.Schema;
using Scim.Storage.Tests.Suite;

namespace Scim.Storage.Tests.Postgres;

/// <summary>Tests names that exceed the maximum size of an index entry.</summary>
[Collection(nameof(PostgresSuite))]
public sealed class LongTextTests(PostgresFixture fixture)
{
    private static readonly ResourceType UserType = BuiltInResourceTypes.User;

    [Fact]
    public async Task Names_OfManyKilobytes_AreUniqueAndFound()
    {
        var tenant = new StorageTenant(fixture);

        // Incompressible text of three-byte characters.
        var random = new Random(7);
        string start = new([.. Enumerable.Range(0, 20_000).Select(_ => (char)random.Next(0x4E00, 0x9FA5))]);
        string one = await tenant.CreateUserAsync(
            start + "1",
            new JsonObject { ["externalId"] = start + "x", ["title"] = start }.ToJsonString()
        );
        await tenant.CreateUserAsync(start + "2", new JsonObject { ["externalId"] = start + "y" }.ToJsonString());

        Exception refused = await Assert.ThrowsAnyAsync<Exception>(() => tenant.CreateUserAsync(start + "1"));

        Assert.Equal(CommitFailure.NameTaken, fixture.ErrorClassifier.ClassifyError(refused));
        foreach (
            string filter in new[]
            {
                $"userName eq \"{start}1\"",
                $"externalId eq \"{start}x\"",
                $"title eq \"{start}\"",
            }
        )
        {
            DirectoryPage page = await fixture.Directory.ListResourcesAsync(
                new DirectoryQuery
                {
                    Tenant = tenant.Id,
                    Targets =
                    [
                        (
                            UserType,
                            FilterParser.Parse(UserType, filter, FilterLimits.Default with { MaxLength = 1_000_000 })
                        ),
                    ],
                    Take = 10,
                },
                CancellationToken.None
            );
            Assert.Equal([one], page.Rows.Select(r => r.Id));
        }
    }
}
