namespace Scim.Conformance.Tests.Durability;

/// <summary>
/// The users that one writer made, and the names that it used and nobody must hold any more. Each writer has its own, so that the order
/// of the answers to one writer is the order of the changes.
/// </summary>
public sealed class Roster
{
    private readonly List<Person> _people = [];
    private readonly List<string> _free = [];

    /// <summary>The users that exist.</summary>
    public IReadOnlyList<Person> People => _people;

    /// <summary>Names that were used once and are free.</summary>
    public IReadOnlyList<string> FreeNames => _free;

    /// <summary>Names that came free, or stayed so, by a request that was never answered; cleared by who has tried them.</summary>
    public List<string> Suspects { get; } = [];

    /// <summary>A user exists.</summary>
    public void Add(Person person) => _people.Add(person);

    /// <summary>A user is no more, and its name is free.</summary>
    public void Remove(Person person, bool wasInDoubt)
    {
        _people.Remove(person);
        Free(person.Name, wasInDoubt);
    }

    /// <summary>Nobody has this name.</summary>
    public void Free(string name, bool wasInDoubt)
    {
        _free.Add(name);
        if (wasInDoubt)
            Suspects.Add(name);
    }

    /// <summary>Takes a free name out, to use it again.</summary>
    public string TakeFree(int index)
    {
        string name = _free[index];
        _free.RemoveAt(index);
        Suspects.Remove(name);
        return name;
    }
}
