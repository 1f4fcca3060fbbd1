using System.Collections.Concurrent;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Tenants;
using Scim.Grains.Sites;
using Scim.Grains.Storage;
using Scim.Grains.Tenants;
using Scim.Protocol.Schema;

namespace Scim.Storage.Tests.Suite;

/// <summary>A tenant with sites, with the writes that grains perform.</summary>
public sealed class SiteTenant
{
    private readonly StorageFixture _fixture;
    private readonly ConcurrentDictionary<string, GrainState<SiteState>> _sites = [];
    private readonly GrainState<TenantState> _state = new(new TenantState());

    private SiteTenant(StorageFixture fixture) => (_fixture, ResourceTenant) = (fixture, new StorageTenant(fixture));

    public StorageTenant ResourceTenant { get; }

    public string Id => ResourceTenant.Id;

    public static async Task<SiteTenant> CreateAsync(StorageFixture fixture)
    {
        var sites = new SiteTenant(fixture);
        await sites.WriteStateAsync(
            new TenantState
            {
                Tenant = sites.Id,
                Version = 1,
                Created = StorageTenant.Start,
            }
        );
        return sites;
    }

    public Task<string> CreateUserAsync(string name) => ResourceTenant.CreateUserAsync(name);

    public Task<string> CreateGroupAsync(string name, params string[] members) =>
        ResourceTenant.CreateGroupAsync(name, members);

    public async Task<string> CreateSiteAsync(string name)
    {
        string id = Guid.CreateVersion7().ToString();
        var state = new GrainState<SiteState>(new SiteState());
        await WriteStateAsync(
            id,
            state,
            new SiteState
            {
                Tenant = Id,
                Id = id,
                Version = 1,
                Name = name,
                Unique = TextFolding.FoldName(name),
            }
        );
        _sites[id] = state;
        return id;
    }

    public Task RenameSiteAsync(string id, string name) =>
        ChangeSiteAsync(id, s => s with { Name = name, Unique = TextFolding.FoldName(name), Permission = null });

    public Task SetPermissionAsync(string id, string group, string? role) =>
        ChangeSiteAsync(id, s => s with { Permission = new PermissionDelta(group, role) });

    public Task DeleteSiteAsync(string id) =>
        ChangeSiteAsync(id, s => s with { Name = null, Unique = null, Permission = null }, ChangeOperation.Delete);

    public Task SetRolesAsync(params string[] roles) =>
        WriteStateAsync(
            _state.State! with
            {
                Version = _state.State!.Version + 1,
                Operation = ChangeOperation.Update,
                Settings = new TenantSettings { Roles = roles },
            }
        );

    public Task RemoveTenantAsync() =>
        WriteStateAsync(
            new TenantState
            {
                Tenant = Id,
                Version = _state.State!.Version + 1,
                Operation = ChangeOperation.Delete,
                State = "deleted",
            }
        );

    private Task ChangeSiteAsync(
        string id,
        Func<SiteState, SiteState> change,
        ChangeOperation operation = ChangeOperation.Update
    ) =>
        WriteStateAsync(
            id,
            _sites[id],
            change(_sites[id].State!) with
            {
                Version = _sites[id].State!.Version + 1,
                Operation = operation,
            }
        );

    private Task WriteStateAsync(string id, GrainState<SiteState> state, SiteState next) =>
        WriteGrainStateAsync(ScimStorageNames.Site, $"{Id}/{id}", state, next);

    private Task WriteStateAsync(TenantState next) =>
        WriteGrainStateAsync(ScimStorageNames.Tenant, ResourceKey.ForTenant(Id).ToString(), _state, next);

    private async Task WriteGrainStateAsync<T>(string name, string key, GrainState<T> state, T next)
    {
        T? present = state.State;
        state.State = next;
        try
        {
            await _fixture.Storage.WriteStateAsync(name, Orleans.Runtime.GrainId.Create(name, key), state);
        }
        catch
        {
            state.State = present;
            throw;
        }
    }
}
