using Orleans.Concurrency;
using Orleans.Runtime;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Sessions;
using Scim.GrainInterfaces.Tenants;
using Scim.Grains.Resources;
using Scim.Grains.Storage;
using Scim.Protocol.Errors;
using Scim.Protocol.Schema;

namespace Scim.Grains.Sessions;

/// <summary>Finds users by one index probe and hands over to their grains. See <see cref="ISignInGrain"/>.</summary>
[StatelessWorker]
internal sealed class SignInGrain(INameStore names, IUserFinder users, TenantCache tenants, IGrainContext context) : Grain, ISignInGrain
{
    private readonly string _tenant = ResourceKey.Parse(context.GrainId.Key.ToString()!).Tenant;

    /// <inheritdoc/>
    public async Task<ScimResult<StartedSession>> Start(StartSession command, CancellationToken cancellationToken)
    {
        // Before anything is said of a user.
        if (await tenants.Get(_tenant) is not { } tenant) return ResourceErrors.NoTenant;
        if (tenant.Suspended) return SessionRules.TenantSuspended;
        switch (command.Naming)
        {
            case UserNaming.UserName:
                return await Start(await names.Owner(_tenant, ResourceKinds.User, TextFolding.FoldName(command.Value), cancellationToken));
            case UserNaming.ExternalId:
                IReadOnlyList<string> found = await users.ByExternalId(_tenant, command.Value, 2, cancellationToken);
                return found.Count > 1
                    ? new ScimError(ScimErrorKind.Conflict, "externalId: more than one user of this tenant has it. Name the user by id or userName.")
                    : await Start(found.Count == 1 ? found[0] : null);
            default:
                return await Start(command.Value);
        }
    }

    private async Task<ScimResult<StartedSession>> Start(string? userId) => userId is null
        ? SessionRules.NoUser
        : await GrainFactory.GetGrain<IUserSessionsGrain>(new ResourceKey(_tenant, userId).ToString()).Start();
}
