using Scim.Storage.Tests.Sqlite;
using Scim.Storage.Tests.Suite;

namespace Scim.Storage.Tests;

/// <summary>
/// Tests that writers are serialized: SQLite allows one writer, and a conflict on its lock costs 150 ms.
/// </summary>
[Collection(nameof(SqliteSuite))]
public sealed class SingleWriterLockTests(SqliteFixture fixture)
{
    public static TheoryData<string> WriterNames => ["state", "reminder", "purge"];

    [Theory, MemberData(nameof(WriterNames))]
    public async Task Write_WhileLockIsHeld_Waits(string writer)
    {
        var tenant = new StorageTenant(fixture);
        Task write;
        using (await fixture.WriterLock.AcquireLockAsync(CancellationToken.None))
        {
            write = writer switch
            {
                "state" => tenant.CreateUserAsync("ada"),
                "reminder" => fixture.Reminders.UpsertRow(
                    new ReminderEntry
                    {
                        GrainId = StorageTenant.CreateGrainId(tenant.Id, "x"),
                        ReminderName = "r",
                        StartAt = DateTime.UnixEpoch,
                        Period = TimeSpan.FromMinutes(1),
                    }
                ),
                _ => fixture.Tenants.PurgeBatchAsync(tenant.Id, 10, CancellationToken.None),
            };
            Assert.False(write.IsCompleted);

            // Reads are not blocked.
            Assert.Null(await fixture.Names.FindOwnerAsync(tenant.Id, "User", "ada", CancellationToken.None));
        }

        await write;
    }
}
