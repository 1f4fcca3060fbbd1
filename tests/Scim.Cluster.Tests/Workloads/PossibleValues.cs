namespace Scim.Cluster.Tests.Workloads;

/// <summary>
/// The possible values of a fact: one after an acknowledged write, more after writes with an unknown outcome.
/// </summary>
public sealed class PossibleValues<T>(T value)
{
    private readonly HashSet<T> _values = [value];

    /// <summary>Whether only one value is possible.</summary>
    public bool IsKnown => _values.Count == 1;

    /// <summary>One of the values; the only one if <see cref="IsKnown"/>.</summary>
    public T First => _values.First();

    /// <summary>Records an acknowledged write.</summary>
    public void Set(T value)
    {
        _values.Clear();
        _values.Add(value);
    }

    /// <summary>Records a write with an unknown outcome.</summary>
    public void AddPossible(T value) => _values.Add(value);

    /// <summary>Whether the value is possible.</summary>
    public bool Allows(T value) => _values.Contains(value);

    /// <summary>Whether the value is the only possible one.</summary>
    public bool IsCertainly(T value) => IsKnown && Allows(value);

    /// <inheritdoc/>
    public override string ToString() => string.Join(" or ", _values.Select(v => v?.ToString() ?? "nothing"));
}
