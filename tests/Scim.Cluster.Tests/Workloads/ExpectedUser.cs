using System.Text.Json;

namespace Scim.Cluster.Tests.Workloads;

/// <summary>The model of one user. Only one writer changes the user, one change at a time.</summary>
public sealed class ExpectedUser(string id, string name)
{
    /// <summary>The user's id.</summary>
    public string Id => id;

    /// <summary>Whether the user exists.</summary>
    public PossibleValues<bool> Exists { get; } = new(true);

    /// <summary>The user's userName.</summary>
    public PossibleValues<string> Name { get; } = new(name);

    /// <summary>The user's title.</summary>
    public PossibleValues<string?> Title { get; } = new(null);

    /// <summary>Whether the user is active.</summary>
    public PossibleValues<bool> Active { get; } = new(true);

    /// <summary>Whether the user is a member, for each group the user was ever added to.</summary>
    public Dictionary<string, PossibleValues<bool>> Groups { get; } = [];

    /// <summary>Whether a representation is that of an active user: <c>active</c> is true or absent.</summary>
    public static bool IsActive(JsonElement user) =>
        !user.TryGetProperty("active", out JsonElement active) || active.GetBoolean();

    /// <summary>Returns what contradicts the model in a representation of the user, or null.</summary>
    public string? FindContradiction(JsonElement user)
    {
        string shownName = user.GetProperty("userName").GetString()!;
        if (!Name.Allows(shownName))
            return $"userName is {shownName}, expected {Name}";
        string? title = user.TryGetProperty("title", out JsonElement t) ? t.GetString() : null;
        if (!Title.Allows(title))
            return $"title is {title}, expected {Title}";
        bool active = IsActive(user);
        if (!Active.Allows(active))
            return $"active is {active}, expected {Active}";
        HashSet<string> shown = user.TryGetProperty("groups", out JsonElement groups)
            ? [.. groups.EnumerateArray().Select(g => g.GetProperty("value").GetString()!)]
            : [];
        foreach ((string group, PossibleValues<bool> isIn) in Groups)
        {
            if (!isIn.Allows(shown.Contains(group)))
                return $"membership of {group} is {shown.Contains(group)}, expected {isIn}";
            shown.Remove(group);
        }

        return shown.Count == 0 ? null : $"unexpected membership of {string.Join(", ", shown)}";
    }
}
