namespace Scim.Conformance.Tests.Durability;

/// <summary>A user in the test's model. Holds only changes that the server has acknowledged.</summary>
public sealed class AcknowledgedUser(string id, string name, string title)
{
    /// <summary>The user's id.</summary>
    public string Id => id;

    /// <summary>The userName.</summary>
    public string Name { get; set; } = name;

    /// <summary>The title.</summary>
    public string Title { get; set; } = title;

    /// <summary>The ids of the groups of which the user is a direct member.</summary>
    public HashSet<string> Groups { get; } = [];
}
