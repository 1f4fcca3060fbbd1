namespace Scim.Conformance.Tests.Durability;

/// <summary>The users that one writer created, and the names that it used and that are free again.</summary>
/// <remarks>Each writer has its own model, so the order of its answers is the order of its changes.</remarks>
public sealed class WriterModel
{
    private readonly List<AcknowledgedUser> _users = [];
    private readonly List<string> _freeNames = [];

    /// <summary>The users that exist.</summary>
    public IReadOnlyList<AcknowledgedUser> Users => _users;

    /// <summary>Names that were used before and are free.</summary>
    public IReadOnlyList<string> FreeNames => _freeNames;

    /// <summary>
    /// Names that became free, or stayed free, by a request that was not answered. The list is cleared once the names
    /// have been checked.
    /// </summary>
    public List<string> UncertainNames { get; } = [];

    /// <summary>Adds a user.</summary>
    public void AddUser(AcknowledgedUser person) => _users.Add(person);

    /// <summary>Removes a user and frees its name.</summary>
    public void RemoveUser(AcknowledgedUser person, bool outcomeUnknown)
    {
        _users.Remove(person);
        AddFreeName(person.Name, outcomeUnknown);
    }

    /// <summary>Records that a name is free.</summary>
    public void AddFreeName(string name, bool outcomeUnknown)
    {
        _freeNames.Add(name);
        if (outcomeUnknown)
            UncertainNames.Add(name);
    }

    /// <summary>Removes a free name from the list, so that it can be used again.</summary>
    public string TakeFreeName(int index)
    {
        string name = _freeNames[index];
        _freeNames.RemoveAt(index);
        UncertainNames.Remove(name);
        return name;
    }
}
