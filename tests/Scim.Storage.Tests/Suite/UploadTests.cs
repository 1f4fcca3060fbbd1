using Scim.GrainInterfaces.Uploads;
using Scim.Grains.Storage;
using Scim.Grains.Uploads;
using Scim.Protocol.Schema;

namespace Scim.Storage.Tests.Suite;

/// <summary>What is kept of uploads.</summary>
public abstract class UploadTests(StorageFixture fixture)
{
    private int _jobs;

    private IUploadStore Store => fixture.Uploads;

    [Fact]
    public async Task Save_OfTheNextVersion_WritesJobAndRowsTogetherOrNothing()
    {
        UploadJob job = await NewJob();
        UploadProgress progress = Progress(1, 2);
        Assert.True(await Store.Save(job with { Version = 2, State = UploadState.Running, Done = 2 }, progress, CancellationToken.None));

        // Somebody who is behind: nothing of it is written.
        Assert.False(await Store.Save(job with { Version = 2, Done = 4 }, Progress(3, 4), CancellationToken.None));
        Assert.False(await Store.Save(job with { Id = "none", Version = 2 }, Progress(5), CancellationToken.None));

        UploadJob? read = await Store.Read(job.Tenant, job.Id, CancellationToken.None);
        Assert.Equal((2L, 2L, UploadState.Running), (read!.Version, read.Done, read.State));
        IReadOnlyList<RowOutcome> rows = await Store.Outcomes(job.Tenant, job.Id, 0, 10, failedOnly: false, CancellationToken.None);
        Assert.Equal(progress.Rows, rows);
        Assert.Equal([2L], (await Store.Outcomes(job.Tenant, job.Id, 0, 10, failedOnly: true, CancellationToken.None)).Select(r => r.Row));
        Assert.Equal([2L], (await Store.Outcomes(job.Tenant, job.Id, 1, 10, failedOnly: false, CancellationToken.None)).Select(r => r.Row));
        Assert.Equal(new Dictionary<string, long> { ["n:1"] = 2, ["n:2"] = 3 }, await Store.Seen(job.Tenant, job.Id, ["n:1", "n:2", "n:3"], CancellationToken.None));
    }

    [Fact]
    public async Task Save_ThatFails_WritesNothing()
    {
        UploadJob job = await NewJob();
        await Assert.ThrowsAnyAsync<Exception>(() => Store.Save(job with { Version = 2, Done = 2 }, Progress(1, 1), CancellationToken.None));
        Assert.Equal(1, (await Store.Read(job.Tenant, job.Id, CancellationToken.None))!.Version);
        Assert.Empty(await Store.Outcomes(job.Tenant, job.Id, 0, 10, failedOnly: false, CancellationToken.None));
    }

    [Fact]
    public async Task Piece_IsWhatWasStoredLastAndNullBehindTheEnd()
    {
        UploadJob job = await NewJob();
        await Store.Append(job.Tenant, job.Id, 0, new byte[] { 1 }, CancellationToken.None);
        await Store.Append(job.Tenant, job.Id, 0, new byte[] { 2, 3 }, CancellationToken.None);
        Assert.Equal([2, 3], (await Store.Piece(job.Tenant, job.Id, 0, CancellationToken.None))!.Value.ToArray());
        Assert.Null(await Store.Piece(job.Tenant, job.Id, 1, CancellationToken.None));
    }

    [Fact]
    public async Task List_IsNewestFirstWithoutThoseThatAreArriving()
    {
        UploadJob one = await NewJob(), two = await NewJob(one.Tenant), three = await NewJob(one.Tenant), arriving = await NewJob(one.Tenant);
        foreach (UploadJob job in new[] { one, two, three }) await Store.Save(job with { Version = 2, State = UploadState.Running }, UploadProgress.None, CancellationToken.None);
        await Store.Save(three with { Version = 3, State = UploadState.Succeeded }, UploadProgress.None, CancellationToken.None);
        Assert.Equal([three.Id, two.Id, one.Id], (await Store.List(one.Tenant, null, 10, CancellationToken.None)).Select(j => j.Id));
        Assert.Equal([two.Id], (await Store.List(one.Tenant, three.Id, 1, CancellationToken.None)).Select(j => j.Id));
        Assert.Equal(2, await Store.Running(one.Tenant, CancellationToken.None));
        Assert.NotNull(await Store.Read(arriving.Tenant, arriving.Id, CancellationToken.None));
    }

    [Fact]
    public async Task Match_FindsUsersByNameAndByExternalId()
    {
        var tenant = new Tenant(fixture);
        string ada = await tenant.User("Ada", """{"externalId":"x-1"}"""), bob = await tenant.User("bob", """{"externalId":"x-2"}""");
        await tenant.User("carl");
        await tenant.Group("ada");
        IReadOnlyList<UserMatch> found = await Store.Match(tenant.Id, ["ada", "nobody"], ["x-1", "x-2", "X-2"], CancellationToken.None);
        Assert.Equal(new[] { new UserMatch(ada, "ada", "x-1"), new UserMatch(bob, "bob", "x-2") }.OrderBy(m => m.Name), found.OrderBy(m => m.Name));
        Assert.Empty(await Store.Match(tenant.Id, [], [], CancellationToken.None));
    }

    [Fact]
    public async Task Committed_FindsCommitsOfUsersBehindTheSequence()
    {
        var tenant = new Tenant(fixture);
        string old = await tenant.User("old");
        long sequence = await Store.LastSequence(CancellationToken.None);
        string ada = await tenant.User("ada");
        await tenant.Group("group");
        await tenant.Update(BuiltInResourceTypes.User, old);
        IReadOnlyList<CommittedRow> found = await Store.Committed(tenant.Id, sequence, ["request-1", "request-2", "other"], CancellationToken.None);
        Assert.Equal(new[] { new CommittedRow("request-1", ada, true), new CommittedRow("request-2", old, false) }, found.OrderBy(c => c.RequestId));
        Assert.Empty(await Store.Committed(tenant.Id, sequence, ["other"], CancellationToken.None));
    }

    [Fact]
    public async Task Remove_AndPurge_LeaveNothingOfAJob()
    {
        UploadJob one = await NewJob(), two = await NewJob(one.Tenant), other = await NewJob();
        foreach (UploadJob job in new[] { one, two, other })
        {
            await Store.Append(job.Tenant, job.Id, 0, new byte[] { 1 }, CancellationToken.None);
            await Store.Save(job with { Version = 2 }, Progress(1, 2, 3), CancellationToken.None);
        }

        await Store.Remove(one.Tenant, one.Id, CancellationToken.None);
        await IsLeft(one.Tenant, 1, 1, 3, 3);
        await fixture.Tenants.Purge(one.Tenant, 100, CancellationToken.None);
        await IsLeft(one.Tenant, 0, 0, 0, 0);
        await IsLeft(other.Tenant, 1, 1, 3, 3);
    }

    private async Task IsLeft(string tenant, params long[] rows)
    {
        var counts = new List<long>();
        foreach (string table in new[] { "scim_upload", "scim_upload_piece", "scim_upload_row", "scim_upload_key" })
            counts.AddRange(await fixture.Rows<long>($"SELECT count(*) FROM {table} WHERE tenant = @tenant", new { tenant }));
        Assert.Equal(rows, counts);
    }

    private async Task<UploadJob> NewJob(string? tenant = null)
    {
        var job = new UploadJob { Tenant = tenant ?? new Tenant(fixture).Id, Id = Guid.CreateVersion7(Tenant.Start.AddSeconds(_jobs++)).ToString(), Created = Tenant.Start };
        await Store.Add(job, CancellationToken.None);
        return job;
    }

    private static UploadProgress Progress(params long[] rows) => new()
    {
        Rows = [.. rows.Select(r => new RowOutcome { Row = r, Line = r + 1, Status = r % 2 == 0 ? RowStatus.Failed : RowStatus.Created, UserId = "u", Column = "title", Detail = "wrong" })],
        Keys = rows.Distinct().ToDictionary(r => $"n:{r}", r => r + 1),
    };
}
