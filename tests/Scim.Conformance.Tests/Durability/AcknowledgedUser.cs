namespace Scim.Conformance.Tests.Durability;

/// <summary>A user as the model knows it: only what the server has answered for.</summary>
public sealed class AcknowledgedUser(string id, string name, string title)
{
    /// <summary>The user's id.</summary>
    public string Id => id;

    /// <summary>The userName.</summary>
    public string Name { get; set; } = name;

    /// <summary>The title.</summary>
    public string Title { get; set; } = title;

    /// <summary>The ids of the groups that it is a member of itself.</summary>
    public HashSet<string> Groups { get; } = [];
}
