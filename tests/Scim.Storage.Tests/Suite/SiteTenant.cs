using System.Collections.Concurrent;
using Orleans;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Tenants;
using Scim.Grains.Sites;
using Scim.Grains.Storage;
using Scim.Grains.Tenants;
using Scim.Protocol.Schema;

namespace Scim.Storage.Tests.Suite;

/// <summary>A tenant with sites, written as grains would.</summary>
public sealed class SiteTenant
{
    private readonly StorageFixture _fixture;
    private readonly ConcurrentDictionary<string, GrainState<SiteState>> _sites = [];
    private readonly GrainState<TenantState> _state = new(new TenantState());

    private SiteTenant(StorageFixture fixture) => (_fixture, Resources) = (fixture, new Tenant(fixture));

    public Tenant Resources { get; }

    public string Id => Resources.Id;

    public static async Task<SiteTenant> Of(StorageFixture fixture)
    {
        var sites = new SiteTenant(fixture);
        await sites.Write(new TenantState { Tenant = sites.Id, Version = 1, Created = Tenant.Start });
        return sites;
    }

    public Task<string> User(string name) => Resources.User(name);

    public Task<string> Group(string name, params string[] members) => Resources.Group(name, members);

    public async Task<string> Site(string name)
    {
        string id = Guid.CreateVersion7().ToString();
        var state = new GrainState<SiteState>(new SiteState());
        await Write(id, state, new SiteState { Tenant = Id, Id = id, Version = 1, Name = name, Unique = TextFolding.FoldName(name) });
        _sites[id] = state;
        return id;
    }

    public Task Rename(string id, string name) =>
        Change(id, s => s with { Name = name, Unique = TextFolding.FoldName(name), Permission = null });

    public Task Permit(string id, string group, string? role) => Change(id, s => s with { Permission = new PermissionDelta(group, role) });

    public Task Delete(string id) =>
        Change(id, s => s with { Name = null, Unique = null, Permission = null }, ChangeOperation.Delete);

    public Task ChooseRoles(params string[] roles) => Write(_state.State! with
    {
        Version = _state.State!.Version + 1,
        Operation = ChangeOperation.Update,
        Settings = new TenantSettings { Roles = roles },
    });

    public Task Remove() => Write(new TenantState { Tenant = Id, Version = _state.State!.Version + 1, Operation = ChangeOperation.Delete, State = "deleted" });

    private Task Change(string id, Func<SiteState, SiteState> change, ChangeOperation operation = ChangeOperation.Update) => Write(
        id, _sites[id], change(_sites[id].State!) with { Version = _sites[id].State!.Version + 1, Operation = operation });

    private Task Write(string id, GrainState<SiteState> state, SiteState next) => Store(ScimStorageNames.Site, $"{Id}/{id}", state, next);

    private Task Write(TenantState next) => Store(ScimStorageNames.Tenant, ResourceKey.ForTenant(Id).ToString(), _state, next);

    private async Task Store<T>(string name, string key, GrainState<T> state, T next)
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
