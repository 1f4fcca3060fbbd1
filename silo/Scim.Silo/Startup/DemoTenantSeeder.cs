using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Tenants;
using Scim.Protocol.Errors;

namespace Scim.Silo.Startup;

/// <summary>
/// Creates the tenant <c>demo</c> and a token at the first start, so that an identity provider can be connected
/// immediately.
/// </summary>
public static class DemoTenantSeeder
{
    /// <summary>The id of the tenant.</summary>
    public const string TenantId = "demo";

    /// <summary>
    /// Creates the tenant and its token. Can be repeated after a crash, because the token has not been shown yet.
    /// </summary>
    /// <returns>The token's secret.</returns>
    /// <exception cref="StartFailureException">The tenant or the token could not be created.</exception>
    public static async Task<string> CreateTenantAsync(IGrainFactory grains)
    {
        ArgumentNullException.ThrowIfNull(grains);
        ITenantGrain demo = grains.GetGrain<ITenantGrain>(ResourceKey.ForTenant(TenantId).ToString());
        ScimResult<TenantInfo> created = await demo.Create(new CreateTenant { DisplayName = "Demo" });
        if (created.Error is { Kind: not ScimErrorKind.Conflict } error)
            throw new StartFailureException($"The tenant '{TenantId}' could not be created. {error.Detail}");
        ScimResult<IssuedToken> token = await demo.IssueToken(
            new IssueToken { Name = "first start", Scopes = TokenScopes.All }
        );
        return token.Value?.Secret
            ?? throw new StartFailureException(
                $"The token of the tenant '{TenantId}' could not be created. {token.Error!.Detail}"
            );
    }
}
