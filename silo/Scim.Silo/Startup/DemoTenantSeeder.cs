using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Tenants;
using Scim.Protocol.Errors;

namespace Scim.Silo.Startup;

/// <summary>
/// Makes the tenant <c>demo</c> with a token on an empty data folder, so that an identity provider can be connected at
/// once.
/// </summary>
public static class DemoTenantSeeder
{
    /// <summary>The tenant that a first start makes.</summary>
    public const string TenantId = "demo";

    /// <summary>
    /// Makes the tenant and its token. Broken off by a crash, it can be repeated: nobody has seen the token yet.
    /// </summary>
    /// <returns>The token's secret.</returns>
    public static async Task<string> CreateTenantAsync(IGrainFactory grains)
    {
        ArgumentNullException.ThrowIfNull(grains);
        ITenantGrain demo = grains.GetGrain<ITenantGrain>(
            ResourceKey.ForTenant(TenantId).ToString()
        );
        ScimResult<TenantInfo> created = await demo.Create(
            new CreateTenant { DisplayName = "Demo" }
        );
        if (created.Error is { Kind: not ScimErrorKind.Conflict } error)
            throw new StartFailureException(
                $"The tenant '{TenantId}' could not be made: {error.Detail}"
            );
        ScimResult<IssuedToken> token = await demo.IssueToken(
            new IssueToken { Name = "first start", Scopes = TokenScopes.All }
        );
        return token.Value?.Secret
            ?? throw new StartFailureException(
                $"A token for the tenant '{TenantId}' could not be made: {token.Error!.Detail}"
            );
    }
}
