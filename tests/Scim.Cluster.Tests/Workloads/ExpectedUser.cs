using System.Text.Json;

namespace Scim.Cluster.Tests.Workloads;

/// <summary>What is known of one user. Only one writer changes him, one change at a time.</summary>
public sealed class ExpectedUser(string id, string name)
{
    /// <summary>His id.</summary>
    public string Id => id;

    /// <summary>Whether he is there.</summary>
    public PossibleValues<bool> Exists { get; } = new(true);

    /// <summary>His userName.</summary>
    public PossibleValues<string> Name { get; } = new(name);

    /// <summary>His title.</summary>
    public PossibleValues<string?> Title { get; } = new(null);

    /// <summary>Whether he is active.</summary>
    public PossibleValues<bool> Active { get; } = new(true);

    /// <summary>Whether he is in a group, for each group that he was ever put into.</summary>
    public Dictionary<string, PossibleValues<bool>> Groups { get; } = [];

    /// <summary>Whether a representation shows somebody active.</summary>
    public static bool IsActive(JsonElement user) =>
        !user.TryGetProperty("active", out JsonElement active) || active.GetBoolean();

    /// <summary>What contradicts the model in a representation of him, or null.</summary>
    public string? FindContradiction(JsonElement user)
    {
        string shownName = user.GetProperty("userName").GetString()!;
        if (!Name.Allows(shownName))
            return $"userName is {shownName}, must be {Name}";
        string? title = user.TryGetProperty("title", out JsonElement t) ? t.GetString() : null;
        if (!Title.Allows(title))
            return $"title is {title}, must be {Title}";
        bool active = IsActive(user);
        if (!Active.Allows(active))
            return $"active is {active}, must be {Active}";
        HashSet<string> shown = user.TryGetProperty("groups", out JsonElement groups)
            ? [.. groups.EnumerateArray().Select(g => g.GetProperty("value").GetString()!)]
            : [];
        foreach ((string group, PossibleValues<bool> isIn) in Groups)
        {
            if (!isIn.Allows(shown.Contains(group)))
                return $"membership of {group} is {shown.Contains(group)}, must be {isIn}";
            shown.Remove(group);
        }

        return shown.Count == 0
            ? null
            : $"he is in {string.Join(", ", shown)}, into which nobody put him";
    }
}
