using System.Text.Json.Nodes;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Resources;
using Scim.GrainInterfaces.Users;
using Scim.Grains.Errors;
using Scim.Grains.Resources;
using Scim.Grains.Storage;
using Scim.Grains.Uploads.Rows;
using Scim.Protocol.Errors;
using Scim.Protocol.Json;

namespace Scim.Grains.Uploads;

/// <summary>
/// Creates and changes the users of some rows through their grains, a few at a time: the same rules hold as for SCIM.
/// </summary>
internal sealed class UserImporter(UploadServices services, UploadJob job, UploadHeader header)
{
    private static readonly AttributeSelection IdOnly = new() { Attributes = "id" };

    private readonly WriteOptions _writeOptions =
        WriteOptions.CreateValues
        | WriteOptions.DeactivateAfter
        | (job.DryRun ? WriteOptions.DryRun : WriteOptions.None);

    /// <summary>Writes the rows' users; each row is told what came of it.</summary>
    public async Task WriteUsersAsync(IReadOnlyList<ImportRow> works)
    {
        using var turns = new SemaphoreSlim(services.Options.Value.Parallelism);
        await Task.WhenAll(works.Where(w => w.Status is null).Select(WriteThrottledAsync));

        async Task WriteThrottledAsync(ImportRow work)
        {
            await turns.WaitAsync();
            try
            {
                await WriteUserAsync(work);
            }
            catch (Exception e)
                when (e is OrleansException or TimeoutException or OperationCanceledException)
            {
                work.UnconfirmedError = ResourceErrors.OutcomeUnknown;
            }
            finally
            {
                turns.Release();
            }
        }
    }

    private async Task WriteUserAsync(ImportRow work)
    {
        ScimError? error = work.UserId is null
            ? await CreateUserAsync(work)
            : await PatchUserAsync(work);
        if (error?.Kind is ScimErrorKind.NotFound && work.UserId is not null)
        {
            // Deleted since he was found: the row is about somebody new.
            work.UserId = null;
            error = await CreateUserAsync(work);
        }
        else if (
            error?.Kind is ScimErrorKind.Uniqueness
            && work.UserId is null
            && await FindUserIdAsync(work) is { } holder
        )
        {
            // Created by somebody else since he was not found.
            work.UserId = holder;
            error = await PatchUserAsync(work);
        }

        if (error is null)
            return;
        if (error.Kind == ScimErrorKind.Unavailable)
            work.UnconfirmedError = error;
        else
            work.Error = new RowError(header.FindColumn(error.Detail), error.Detail);
    }

    private async Task<ScimError?> CreateUserAsync(ImportRow work)
    {
        string id = ImportIds.DeriveUserId(job, work.Row.Number);
        var command = new CreateResource
        {
            Origin = JobRules.CreateOrigin(job, work.Row.Number),
            Selection = IdOnly,
            WriteOptions = _writeOptions,
            TenantCreatedAt = job.TenantSince,
            Body = ScimJson.ToUtf8(RowRules.BuildCreateBody(header, work.Row)),
        };
        ScimResult<ResourceReply> reply = await GetUserGrain(id).Create(command);
        if (reply.Value is not { } made)
            return reply.Error;
        work.Status = made.Id == id ? RowStatus.Created : RowStatus.Updated;
        if (!job.DryRun)
            work.UserId = made.Id;
        return null;
    }

    private async Task<ScimError?> PatchUserAsync(ImportRow work)
    {
        JsonObject body = RowRules.BuildPatchBody(header, work.Row, job.Blanks);
        var command = new PatchResource
        {
            Origin = JobRules.CreateOrigin(job, work.Row.Number),
            WriteOptions = _writeOptions,
            TenantCreatedAt = job.TenantSince,
            Body = ScimJson.ToUtf8(body),
        };
        ScimResult<ResourceReply> reply = await GetUserGrain(work.UserId!).Patch(command);
        if (reply.Value is { } changed)
            work.Status = changed.HasChanged ? RowStatus.Updated : RowStatus.Unchanged;
        return reply.Error;
    }

    private Task<string?> FindUserIdAsync(ImportRow work) =>
        services.Names.FindOwnerAsync(
            job.Tenant,
            ResourceTypeNames.User,
            work.Row.Name,
            CancellationToken.None
        );

    private IUserGrain GetUserGrain(string id) =>
        services.Grains.GetGrain<IUserGrain>(new ResourceKey(job.Tenant, id).ToString());
}
