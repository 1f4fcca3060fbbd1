namespace Scim.Cluster.Tests.Workloads;

/// <summary>What may be so: one value after an acknowledged write, more after one whose outcome nobody told.</summary>
public sealed class PossibleValues<T>(T value)
{
    private readonly HashSet<T> _values = [value];

    /// <summary>Whether only one value is left.</summary>
    public bool IsKnown => _values.Count == 1;

    /// <summary>One of the values; the only one where it is known.</summary>
    public T First => _values.First();

    /// <summary>An acknowledged write.</summary>
    public void Set(T value)
    {
        _values.Clear();
        _values.Add(value);
    }

    /// <summary>A write that may or may not have happened.</summary>
    public void AddPossible(T value) => _values.Add(value);

    /// <summary>Whether the value is one of those that may be.</summary>
    public bool Allows(T value) => _values.Contains(value);

    /// <summary>Whether it is this value and nothing else.</summary>
    public bool IsCertainly(T value) => IsKnown && Allows(value);

    /// <inheritdoc/>
    public override string ToString() =>
        string.Join(" or ", _values.Select(v => v?.ToString() ?? "nothing"));
}
