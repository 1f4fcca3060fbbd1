using Orleans.Concurrency;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Sessions;
using Scim.GrainInterfaces.Tenants;
using Scim.Grains.Errors;
using Scim.Grains.Storage;
using Scim.Protocol.Errors;
using Scim.Protocol.Schema;

namespace Scim.Grains.Sessions;

/// <summary>
/// Finds a user by one index lookup and forwards the call to the user's session grain. See <see cref="ISignInGrain"/>.
/// </summary>
[StatelessWorker]
internal sealed class SignInGrain(INameStore names, IUserFinder users, TenantCache tenants, IGrainContext context)
    : Grain,
        ISignInGrain
{
    private readonly string _tenant = ResourceKey.Parse(context.GrainId.Key.ToString()!).Tenant;

    /// <inheritdoc/>
    public async Task<ScimResult<StartedSession>> StartSession(
        StartSession command,
        CancellationToken cancellationToken
    )
    {
        // Check the tenant first, so that a suspended tenant reveals nothing about its users.
        if (await tenants.GetSnapshotAsync(_tenant) is not { } tenant)
            return ResourceErrors.TenantNotFound;
        if (tenant.IsSuspended)
            return SessionRules.TenantSuspended;
        switch (command.IdentifierType)
        {
            case UserIdentifierType.UserName:
                return await StartSessionAsync(
                    await names.FindOwnerAsync(
                        _tenant,
                        ResourceTypeNames.User,
                        TextFolding.FoldName(command.Value),
                        cancellationToken
                    )
                );
            case UserIdentifierType.ExternalId:
                IReadOnlyList<string> found = await users.FindByExternalIdAsync(
                    _tenant,
                    command.Value,
                    2,
                    cancellationToken
                );
                return found.Count > 1
                    ? new ScimError(
                        ScimErrorKind.Conflict,
                        "externalId matches more than one user in this tenant. Identify the user by id or userName."
                    )
                    : await StartSessionAsync(found.Count == 1 ? found[0] : null);
            default:
                return await StartSessionAsync(command.Value);
        }
    }

    private async Task<ScimResult<StartedSession>> StartSessionAsync(string? userId) =>
        userId is null
            ? SessionRules.UserNotFound
            : await GrainFactory
                .GetGrain<IUserSessionsGrain>(new ResourceKey(_tenant, userId).ToString())
                .StartSession();
}
