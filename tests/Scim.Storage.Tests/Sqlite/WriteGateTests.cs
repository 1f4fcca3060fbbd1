using Orleans;
using Orleans.Runtime;
using Scim.Storage.Tests.Suite;

namespace Scim.Storage.Tests.Sqlite;

/// <summary>Whoever writes waits for its turn: SQLite has one writer, and running into its lock costs 150 ms.</summary>
[Collection(nameof(SqliteSuite))]
public sealed class WriteGateTests(SqliteFixture fixture)
{
    public static TheoryData<string> Writers => ["state", "reminder", "purge"];

    [Theory, MemberData(nameof(Writers))]
    public async Task Write_WhileAnotherHasTheTurn_Waits(string writer)
    {
        var tenant = new Tenant(fixture);
        Task write;
        using (await fixture.Gate.Enter(CancellationToken.None))
        {
            write = writer switch
            {
                "state" => tenant.User("ada"),
                "reminder" => fixture.Reminders.UpsertRow(new ReminderEntry
                {
                    GrainId = Tenant.Grain(tenant.Id, "x"),
                    ReminderName = "r",
                    StartAt = DateTime.UnixEpoch,
                    Period = TimeSpan.FromMinutes(1),
                }),
                _ => fixture.Tenants.Purge(tenant.Id, 10, CancellationToken.None),
            };
            Assert.False(write.IsCompleted);

            // Reads pass.
            Assert.Null(await fixture.Names.Owner(tenant.Id, "User", "ada", CancellationToken.None));
        }

        await write;
    }
}
