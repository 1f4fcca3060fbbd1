using System.Text.Json;

namespace Scim.Conformance.Tests.Durability;

/// <summary>A user as the server shows it.</summary>
public sealed record Seen(string Id, string Name, string Title, IReadOnlySet<string> Groups);

/// <summary>Everything that a tenant holds, read over SCIM while nobody writes.</summary>
public sealed class Observation
{
    private const int PageSize = 200;

    private readonly Dictionary<string, Seen> _byId = [];
    private readonly Dictionary<string, HashSet<string>> _members = [];

    private Observation()
    {
    }

    /// <summary>All users by id.</summary>
    public IReadOnlyDictionary<string, Seen> ById => _byId;

    /// <summary>Reads the tenant.</summary>
    public static async Task<Observation> Read(ScimClient scim, IEnumerable<string> groups)
    {
        Observation all = new();
        int total;
        int start = 1;
        do
        {
            ScimResponse page = (await scim.Get($"/Users?startIndex={start}&count={PageSize}&attributes=userName,title,groups")).Expect(200);
            total = page.TotalResults;
            foreach (JsonElement user in page.Resources)
                all.Add(user);
            Assert.True(page.Resources.Count > 0 || start > total, $"An empty page before the end: {page}");
            start += page.Resources.Count;
        }
        while (start <= total);
        Assert.Equal(total, all._byId.Count);
        foreach (string group in groups)
            all._members[group] = [.. await scim.MembersOf(group)];
        return all;
    }

    /// <summary>The user with a name, or null.</summary>
    public Seen? Named(string name) => _byId.Values.SingleOrDefault(user => user.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The ids of a group's members.</summary>
    public IReadOnlySet<string> Members(string group) => _members[group];

    private void Add(JsonElement user)
    {
        string id = user.GetProperty("id").GetString()!;
        HashSet<string> groups = user.TryGetProperty("groups", out JsonElement list)
            ? [.. list.EnumerateArray().Select(group => group.GetProperty("value").GetString()!)] : [];
        string title = user.TryGetProperty("title", out JsonElement value) ? value.GetString()! : "";
        Assert.True(_byId.TryAdd(id, new Seen(id, user.GetProperty("userName").GetString()!, title, groups)), $"User {id} is listed twice.");
    }
}
