using System.Text.Json.Nodes;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Resources;
using Scim.GrainInterfaces.Users;
using Scim.Grains.Resources;
using Scim.Grains.Uploads.Rows;
using Scim.Protocol.Errors;
using Scim.Protocol.Json;

namespace Scim.Grains.Uploads;

/// <summary>Creates and changes the users of some rows through their grains, a few at a time: the same rules hold as for SCIM.</summary>
internal sealed class UserWork(UploadServices services, UploadJob job, UploadHeader header)
{
    private static readonly AttributeSelection IdOnly = new() { Attributes = "id" };

    private readonly Handling _handling = Handling.CreateValues | Handling.Release | (job.DryRun ? Handling.Rehearse : Handling.Plain);

    /// <summary>Writes the rows' users; each row is told what came of it.</summary>
    public async Task Write(IReadOnlyList<RowWork> works)
    {
        using var turns = new SemaphoreSlim(services.Options.Value.Parallelism);
        await Task.WhenAll(works.Where(w => w.Status is null).Select(Turn));

        async Task Turn(RowWork work)
        {
            await turns.WaitAsync();
            try
            {
                await WriteOne(work);
            }
            catch (Exception e) when (e is OrleansException or TimeoutException or OperationCanceledException)
            {
                work.Unsure = ResourceErrors.NotConfirmed;
            }
            finally
            {
                turns.Release();
            }
        }
    }

    private async Task WriteOne(RowWork work)
    {
        ScimError? error = work.UserId is null ? await Create(work) : await Change(work);
        if (error?.Kind is ScimErrorKind.NotFound && work.UserId is not null)
        {
            // Deleted since he was found: the row is about somebody new.
            work.UserId = null;
            error = await Create(work);
        }
        else if (error?.Kind is ScimErrorKind.Uniqueness && work.UserId is null && await Holder(work) is { } holder)
        {
            // Created by somebody else since he was not found.
            work.UserId = holder;
            error = await Change(work);
        }

        if (error is null) return;
        if (error.Kind == ScimErrorKind.Unavailable) work.Unsure = error;
        else work.Fault = new RowFault(header.ColumnOf(error.Detail), error.Detail);
    }

    private async Task<ScimError?> Create(RowWork work)
    {
        string id = RowIds.User(job, work.Row.Number);
        var command = new CreateResource
        {
            Caller = JobRules.Caller(job, work.Row.Number),
            Selection = IdOnly,
            Handling = _handling,
            TenantSince = job.TenantSince,
            Body = ScimJson.ToUtf8(RowRules.ForCreate(header, work.Row)),
        };
        ScimResult<ResourceReply> reply = await User(id).Create(command);
        if (reply.Value is not { } made) return reply.Error;
        work.Status = made.Id == id ? RowStatus.Created : RowStatus.Updated;
        if (!job.DryRun) work.UserId = made.Id;
        return null;
    }

    private async Task<ScimError?> Change(RowWork work)
    {
        JsonObject body = RowRules.ForPatch(header, work.Row, job.Blanks);
        var command = new PatchResource
        {
            Caller = JobRules.Caller(job, work.Row.Number),
            Handling = _handling,
            TenantSince = job.TenantSince,
            Body = ScimJson.ToUtf8(body),
        };
        ScimResult<ResourceReply> reply = await User(work.UserId!).Patch(command);
        if (reply.Value is { } changed) work.Status = changed.Changed ? RowStatus.Updated : RowStatus.Unchanged;
        return reply.Error;
    }

    private Task<string?> Holder(RowWork work) => services.Names.Owner(job.Tenant, ResourceKinds.User, work.Row.Name, CancellationToken.None);

    private IUserGrain User(string id) => services.Grains.GetGrain<IUserGrain>(new ResourceKey(job.Tenant, id).ToString());
}
