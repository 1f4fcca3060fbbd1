using Scim.GrainInterfaces.Uploads;
using Scim.Grains.Uploads;
using Scim.Protocol.Schema;

namespace Scim.Storage.Tests.Suite;

/// <summary>Tests the storage of uploads.</summary>
public abstract class UploadStoreTests(StorageFixture fixture)
{
    private int _jobs;

    private IUploadStore Store => fixture.Uploads;

    [Fact]
    public async Task Save_OfTheNextVersion_WritesJobAndRowsAtomically()
    {
        UploadJob job = await CreateJobAsync();
        UploadProgress progress = CreateProgress(1, 2);
        Assert.True(
            await Store.SaveJobAsync(
                job with
                {
                    Version = 2,
                    State = UploadState.Running,
                    Done = 2,
                },
                progress,
                CancellationToken.None
            )
        );

        // A save with an outdated version writes nothing.
        Assert.False(
            await Store.SaveJobAsync(job with { Version = 2, Done = 4 }, CreateProgress(3, 4), CancellationToken.None)
        );
        Assert.False(
            await Store.SaveJobAsync(job with { Id = "none", Version = 2 }, CreateProgress(5), CancellationToken.None)
        );

        UploadJob? read = await Store.ReadJobAsync(job.Tenant, job.Id, CancellationToken.None);
        Assert.Equal((2L, 2L, UploadState.Running), (read!.Version, read.Done, read.State));
        IReadOnlyList<RowOutcome> rows = await Store.ListOutcomesAsync(
            job.Tenant,
            job.Id,
            0,
            10,
            failedOnly: false,
            CancellationToken.None
        );
        Assert.Equal(progress.Rows, rows);
        Assert.Equal(
            [2L],
            (await Store.ListOutcomesAsync(job.Tenant, job.Id, 0, 10, failedOnly: true, CancellationToken.None)).Select(
                r => r.Row
            )
        );
        Assert.Equal(
            [2L],
            (
                await Store.ListOutcomesAsync(job.Tenant, job.Id, 1, 10, failedOnly: false, CancellationToken.None)
            ).Select(r => r.Row)
        );
        Assert.Equal(
            new Dictionary<string, long> { ["n:1"] = 2, ["n:2"] = 3 },
            await Store.FindSeenKeysAsync(job.Tenant, job.Id, ["n:1", "n:2", "n:3"], CancellationToken.None)
        );
    }

    [Fact]
    public async Task Save_ThatFails_WritesNothing()
    {
        UploadJob job = await CreateJobAsync();
        await Assert.ThrowsAnyAsync<Exception>(() =>
            Store.SaveJobAsync(job with { Version = 2, Done = 2 }, CreateProgress(1, 1), CancellationToken.None)
        );
        Assert.Equal(1, (await Store.ReadJobAsync(job.Tenant, job.Id, CancellationToken.None))!.Version);
        Assert.Empty(
            await Store.ListOutcomesAsync(job.Tenant, job.Id, 0, 10, failedOnly: false, CancellationToken.None)
        );
    }

    [Fact]
    public async Task Piece_OfUpload_IsLatestStoredOrNullPastTheEnd()
    {
        UploadJob job = await CreateJobAsync();
        await Store.AppendChunkAsync(job.Tenant, job.Id, 0, new byte[] { 1 }, CancellationToken.None);
        await Store.AppendChunkAsync(job.Tenant, job.Id, 0, new byte[] { 2, 3 }, CancellationToken.None);
        Assert.Equal(
            [2, 3],
            (await Store.ReadChunkAsync(job.Tenant, job.Id, 0, CancellationToken.None))!.Value.ToArray()
        );
        Assert.Null(await Store.ReadChunkAsync(job.Tenant, job.Id, 1, CancellationToken.None));
    }

    [Fact]
    public async Task List_OfUploads_IsNewestFirstWithoutIncomplete()
    {
        UploadJob one = await CreateJobAsync(),
            two = await CreateJobAsync(one.Tenant),
            three = await CreateJobAsync(one.Tenant),
            arriving = await CreateJobAsync(one.Tenant);
        foreach (UploadJob job in new[] { one, two, three })
            await Store.SaveJobAsync(
                job with
                {
                    Version = 2,
                    State = UploadState.Running,
                },
                UploadProgress.None,
                CancellationToken.None
            );
        await Store.SaveJobAsync(
            three with
            {
                Version = 3,
                State = UploadState.Succeeded,
            },
            UploadProgress.None,
            CancellationToken.None
        );
        Assert.Equal(
            [three.Id, two.Id, one.Id],
            (await Store.ListJobsAsync(one.Tenant, null, 10, CancellationToken.None)).Select(j => j.Id)
        );
        Assert.Equal(
            [two.Id],
            (await Store.ListJobsAsync(one.Tenant, three.Id, 1, CancellationToken.None)).Select(j => j.Id)
        );
        Assert.Equal(2, await Store.CountRunningJobsAsync(one.Tenant, CancellationToken.None));
        Assert.NotNull(await Store.ReadJobAsync(arriving.Tenant, arriving.Id, CancellationToken.None));
    }

    [Fact]
    public async Task Match_FindsUsersByNameAndByExternalId()
    {
        var tenant = new StorageTenant(fixture);
        string ada = await tenant.CreateUserAsync("Ada", """{"externalId":"x-1"}"""),
            bob = await tenant.CreateUserAsync("bob", """{"externalId":"x-2"}""");
        await tenant.CreateUserAsync("carl");
        await tenant.CreateGroupAsync("ada");
        IReadOnlyList<UserMatch> found = await Store.MatchUsersAsync(
            tenant.Id,
            ["ada", "missing"],
            ["x-1", "x-2", "X-2"],
            CancellationToken.None
        );
        Assert.Equal(
            new[] { new UserMatch(ada, "ada", "x-1"), new UserMatch(bob, "bob", "x-2") }.OrderBy(m => m.Name),
            found.OrderBy(m => m.Name)
        );
        Assert.Empty(await Store.MatchUsersAsync(tenant.Id, [], [], CancellationToken.None));
    }

    [Fact]
    public async Task ListCommittedRows_ReturnsCommitsOfUsersAfterTheSequence()
    {
        var tenant = new StorageTenant(fixture);
        string old = await tenant.CreateUserAsync("old");
        long sequence = await Store.ReadLastSequenceAsync(CancellationToken.None);
        string ada = await tenant.CreateUserAsync("ada");
        await tenant.CreateGroupAsync("group");
        await tenant.UpdateResourceAsync(BuiltInResourceTypes.User, old);
        IReadOnlyList<CommittedRow> found = await Store.ListCommittedRowsAsync(
            tenant.Id,
            sequence,
            ["request-1", "request-2", "other"],
            CancellationToken.None
        );
        Assert.Equal(
            new[] { new CommittedRow("request-1", ada, true), new CommittedRow("request-2", old, false) },
            found.OrderBy(c => c.RequestId)
        );
        Assert.Empty(await Store.ListCommittedRowsAsync(tenant.Id, sequence, ["other"], CancellationToken.None));
    }

    [Fact]
    public async Task Remove_AndPurge_DeleteTheWholeJob()
    {
        UploadJob one = await CreateJobAsync(),
            two = await CreateJobAsync(one.Tenant),
            other = await CreateJobAsync();
        foreach (UploadJob job in new[] { one, two, other })
        {
            await Store.AppendChunkAsync(job.Tenant, job.Id, 0, new byte[] { 1 }, CancellationToken.None);
            await Store.SaveJobAsync(job with { Version = 2 }, CreateProgress(1, 2, 3), CancellationToken.None);
        }

        await Store.RemoveJobAsync(one.Tenant, one.Id, CancellationToken.None);
        await AssertRemainingAsync(one.Tenant, 1, 1, 3, 3);
        await fixture.Tenants.PurgeBatchAsync(one.Tenant, 100, CancellationToken.None);
        await AssertRemainingAsync(one.Tenant, 0, 0, 0, 0);
        await AssertRemainingAsync(other.Tenant, 1, 1, 3, 3);
    }

    private async Task AssertRemainingAsync(string tenant, params long[] rows)
    {
        var counts = new List<long>();
        foreach (string table in new[] { "scim_upload", "scim_upload_chunk", "scim_upload_row", "scim_upload_key" })
            counts.AddRange(
                await fixture.QueryRowsAsync<long>(
                    $"SELECT count(*) FROM {table} WHERE tenant = @tenant",
                    new { tenant }
                )
            );
        Assert.Equal(rows, counts);
    }

    private async Task<UploadJob> CreateJobAsync(string? tenant = null)
    {
        var job = new UploadJob
        {
            Tenant = tenant ?? new StorageTenant(fixture).Id,
            Id = Guid.CreateVersion7(StorageTenant.Start.AddSeconds(_jobs++)).ToString(),
            Created = StorageTenant.Start,
        };
        await Store.AddJobAsync(job, CancellationToken.None);
        return job;
    }

    private static UploadProgress CreateProgress(params long[] rows) =>
        new()
        {
            Rows =
            [
                .. rows.Select(r => new RowOutcome
                {
                    Row = r,
                    Line = r + 1,
                    Status = r % 2 == 0 ? RowStatus.Failed : RowStatus.Created,
                    UserId = "u",
                    Column = "title",
                    Detail = "wrong",
                }),
            ],
            Keys = rows.Distinct().ToDictionary(r => $"n:{r}", r => r + 1),
        };
}
