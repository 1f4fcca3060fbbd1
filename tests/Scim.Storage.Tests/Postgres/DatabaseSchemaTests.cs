using Scim.Storage.Tests.Suite;

namespace Scim.Storage.Tests.Postgres;

/// <summary>Tests rules for every table and index of the schema.</summary>
[Collection(nameof(PostgresSuite))]
public sealed class DatabaseSchemaTests(PostgresFixture fixture)
{
    [Fact]
    public async Task Text_OfEveryTable_ComparesByBytes()
    {
        List<string> others = await fixture.QueryRowsAsync<string>(
            """
            SELECT table_name || '.' || column_name FROM information_schema.columns
            WHERE table_schema = current_schema() AND data_type = 'text' AND collation_name IS DISTINCT FROM 'C' AND table_name <> 'scim_migration'
            """
        );

        Assert.Empty(others);
        Assert.Equal(
            ["i"],
            await fixture.QueryRowsAsync<string>(
                "SELECT datlocprovider::text FROM pg_database WHERE datname = current_database()"
            )
        );
    }

    [Fact]
    public async Task Facts_OfSchema_HoldValuesWithoutColumn()
    {
        var tenant = new StorageTenant(fixture);
        await tenant.CreateUserAsync(
            "A",
            """{"externalId":"e","schemas":["urn:x"],"active":true,"emails":[{"value":"X"}]}"""
        );

        Assert.Equal(
            [
                $$$"""{"{{{tenant.Id}}}/User": {"meta": {"created": "2026-01-02T03:04:05.6780000Z"}, "emails": [{"value": "x"}]}}""",
            ],
            await fixture.QueryRowsAsync<string>(
                "SELECT scim_equality_document(tenant, kind, search)::text FROM scim_resource WHERE tenant = @Id",
                new { tenant.Id }
            )
        );
    }
}
