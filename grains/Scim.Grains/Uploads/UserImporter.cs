using System.Text.Json.Nodes;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Resources;
using Scim.GrainInterfaces.Users;
using Scim.Grains.Errors;
using Scim.Grains.Uploads.Rows;
using Scim.Protocol.Errors;
using Scim.Protocol.Json;
using Scim.Protocol.Schema;

namespace Scim.Grains.Uploads;

/// <summary>
/// Creates and changes the users of a batch of rows through their grains, with bounded parallelism, so that the rules
/// of SCIM requests apply.
/// </summary>
internal sealed class UserImporter(UploadServices services, UploadJob job, UploadHeader header)
{
    private static readonly AttributeSelection IdOnly = new() { Attributes = "id" };

    private readonly WriteOptions _writeOptions =
        WriteOptions.CreateValues
        | WriteOptions.DeactivateAfter
        | (job.DryRun ? WriteOptions.DryRun : WriteOptions.None);

    /// <summary>Writes the users of the rows and sets the outcome of each row.</summary>
    public async Task WriteUsersAsync(IReadOnlyList<ImportRow> importRows)
    {
        using var throttle = new SemaphoreSlim(services.Options.Value.Parallelism);
        await Task.WhenAll(importRows.Where(w => w.Status is null).Select(WriteThrottledAsync));

        async Task WriteThrottledAsync(ImportRow importRow)
        {
            await throttle.WaitAsync();
            try
            {
                await WriteUserAsync(importRow);
            }
            catch (Exception e) when (e is OrleansException or TimeoutException or OperationCanceledException)
            {
                importRow.UnconfirmedError = ResourceErrors.OutcomeUnknown;
            }
            finally
            {
                throttle.Release();
            }
        }
    }

    private async Task WriteUserAsync(ImportRow importRow)
    {
        ScimError? error = importRow.UserId is null
            ? await CreateUserAsync(importRow)
            : await PatchUserAsync(importRow);
        if (error?.Kind is ScimErrorKind.NotFound && importRow.UserId is not null)
        {
            // The user was deleted after the lookup: the row creates a new user.
            importRow.UserId = null;
            error = await CreateUserAsync(importRow);
        }
        else if (
            error?.Kind is ScimErrorKind.Uniqueness
            && importRow.UserId is null
            && await FindUserIdAsync(importRow) is { } existingId
        )
        {
            // The user was created by another request after the lookup.
            importRow.UserId = existingId;
            error = await PatchUserAsync(importRow);
        }

        if (error is null)
            return;
        if (error.Kind == ScimErrorKind.Unavailable)
            importRow.UnconfirmedError = error;
        else
            importRow.Error = new RowError(header.FindColumn(error.Detail), error.Detail);
    }

    private async Task<ScimError?> CreateUserAsync(ImportRow importRow)
    {
        string id = ImportIds.DeriveUserId(job, importRow.Row.Number);
        var command = new CreateResource
        {
            Origin = JobRules.CreateOrigin(job, importRow.Row.Number),
            Selection = IdOnly,
            WriteOptions = _writeOptions,
            TenantCreatedAt = job.TenantSince,
            Body = ScimJson.ToUtf8(RowRules.BuildCreateBody(header, importRow.Row)),
        };
        ScimResult<ResourceReply> reply = await GetUserGrain(id).Create(command);
        if (reply.Value is not { } created)
            return reply.Error;
        importRow.Status = created.Id == id ? RowStatus.Created : RowStatus.Updated;
        if (!job.DryRun)
            importRow.UserId = created.Id;
        return null;
    }

    private async Task<ScimError?> PatchUserAsync(ImportRow importRow)
    {
        JsonObject body = RowRules.BuildPatchBody(header, importRow.Row, job.Blanks);
        var command = new PatchResource
        {
            Origin = JobRules.CreateOrigin(job, importRow.Row.Number),
            WriteOptions = _writeOptions,
            TenantCreatedAt = job.TenantSince,
            Body = ScimJson.ToUtf8(body),
        };
        ScimResult<ResourceReply> reply = await GetUserGrain(importRow.UserId!).Patch(command);
        if (reply.Value is { } changed)
            importRow.Status = changed.HasChanged ? RowStatus.Updated : RowStatus.Unchanged;
        return reply.Error;
    }

    private Task<string?> FindUserIdAsync(ImportRow importRow) =>
        services.Names.FindOwnerAsync(job.Tenant, ResourceTypeNames.User, importRow.Row.Name, CancellationToken.None);

    private IUserGrain GetUserGrain(string id) =>
        services.Grains.GetGrain<IUserGrain>(new ResourceKey(job.Tenant, id).ToString());
}
