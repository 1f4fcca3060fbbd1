namespace Scim.Conformance.Tests.Durability;

/// <summary>
/// The users that one writer made, and the names that it used and nobody must hold any more. Each writer has its own,
/// so that the order of the answers to one writer is the order of the changes.
/// </summary>
public sealed class WriterModel
{
    private readonly List<AcknowledgedUser> _users = [];
    private readonly List<string> _freeNames = [];

    /// <summary>The users that exist.</summary>
    public IReadOnlyList<AcknowledgedUser> Users => _users;

    /// <summary>Names that were used once and are free.</summary>
    public IReadOnlyList<string> FreeNames => _freeNames;

    /// <summary>
    /// Names that came free, or stayed so, by a request that was never answered; cleared by who has tried them.
    /// </summary>
    public List<string> UncertainNames { get; } = [];

    /// <summary>A user exists.</summary>
    public void AddUser(AcknowledgedUser person) => _users.Add(person);

    /// <summary>A user is no more, and its name is free.</summary>
    public void RemoveUser(AcknowledgedUser person, bool wasInDoubt)
    {
        _users.Remove(person);
        AddFreeName(person.Name, wasInDoubt);
    }

    /// <summary>Nobody has this name.</summary>
    public void AddFreeName(string name, bool wasInDoubt)
    {
        _freeNames.Add(name);
        if (wasInDoubt)
            UncertainNames.Add(name);
    }

    /// <summary>Takes a free name out, to use it again.</summary>
    public string TakeFreeName(int index)
    {
        string name = _freeNames[index];
        _freeNames.RemoveAt(index);
        UncertainNames.Remove(name);
        return name;
    }
}
