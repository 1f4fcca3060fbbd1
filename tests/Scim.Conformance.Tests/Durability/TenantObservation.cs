using System.Text.Json;

namespace Scim.Conformance.Tests.Durability;

/// <summary>A user as returned by the server.</summary>
public sealed record ObservedUser(string Id, string Name, string Title, IReadOnlySet<string> Groups);

/// <summary>The users and groups of a tenant, read over SCIM while there are no writes.</summary>
public sealed class TenantObservation
{
    private const int PageSize = 200;

    private readonly Dictionary<string, ObservedUser> _byId = [];
    private readonly Dictionary<string, HashSet<string>> _members = [];

    private TenantObservation() { }

    /// <summary>All users by id.</summary>
    public IReadOnlyDictionary<string, ObservedUser> ById => _byId;

    /// <summary>Reads the tenant.</summary>
    public static async Task<TenantObservation> ReadTenantAsync(ScimClient scim, IEnumerable<string> groups)
    {
        TenantObservation all = new();
        int total;
        int start = 1;
        do
        {
            ScimResponse page = (
                await scim.GetAsync($"/Users?startIndex={start}&count={PageSize}&attributes=userName,title,groups")
            ).AssertStatus(200);
            total = page.TotalResults;
            foreach (JsonElement user in page.Resources)
                all.AddUser(user);
            Assert.True(page.Resources.Count > 0 || start > total, $"An empty page before the end: {page}");
            start += page.Resources.Count;
        } while (start <= total);
        Assert.Equal(total, all._byId.Count);
        foreach (string group in groups)
            all._members[group] = [.. await scim.ReadMemberIdsAsync(group)];
        return all;
    }

    /// <summary>The user with a name, or null.</summary>
    public ObservedUser? FindByName(string name) =>
        _byId.Values.SingleOrDefault(user => user.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The ids of a group's members.</summary>
    public IReadOnlySet<string> GetMembers(string group) => _members[group];

    private void AddUser(JsonElement user)
    {
        string id = user.GetProperty("id").GetString()!;
        HashSet<string> groups = user.TryGetProperty("groups", out JsonElement list)
            ? [.. list.EnumerateArray().Select(group => group.GetProperty("value").GetString()!)]
            : [];
        string title = user.TryGetProperty("title", out JsonElement value) ? value.GetString()! : "";
        Assert.True(
            _byId.TryAdd(id, new ObservedUser(id, user.GetProperty("userName").GetString()!, title, groups)),
            $"User {id} is listed twice."
        );
    }
}
