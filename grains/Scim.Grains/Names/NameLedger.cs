namespace Scim.Grains.Names;

/// <summary>
/// What a name grain remembers of its partition: names known to be taken and claims under way. Pure bookkeeping; the database has the last word
/// on every name that is not plainly free.
/// </summary>
internal sealed class NameLedger
{
    private readonly Dictionary<string, string?> _taken = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Owner, DateTimeOffset Until)> _pending = new(StringComparer.Ordinal);

    /// <summary>How long a claim holds that is neither confirmed nor released. Longer than any write takes before it times out.</summary>
    public static TimeSpan ClaimTime { get; } = TimeSpan.FromMinutes(1);

    /// <summary>Whether every committed name of the partition is in the ledger, so that a name that is not is free.</summary>
    public bool Complete { get; private set; }

    /// <summary>Fills the ledger with committed names.</summary>
    public void Load(IEnumerable<string> names, bool complete)
    {
        foreach (string name in names) _taken.TryAdd(name, null);
        Complete = complete;
    }

    /// <summary>The owner of a claim under way by somebody other than <paramref name="owner"/>, or null.</summary>
    public string? PendingOwner(string name, string owner, DateTimeOffset now) =>
        _pending.TryGetValue(name, out var claim) && claim.Until > now && claim.Owner != owner ? claim.Owner : null;

    /// <summary>Whether the name is free without asking the database.</summary>
    public bool PlainlyFree(string name) => Complete && !_taken.ContainsKey(name) && !_pending.ContainsKey(name);

    /// <summary>Notes a claim under way.</summary>
    public void Claim(string name, string owner, DateTimeOffset now) => _pending[name] = (owner, now + ClaimTime);

    /// <summary>The claim became a committed name.</summary>
    public void Confirm(string name, string owner)
    {
        Withdraw(name, owner);
        _taken[name] = owner;
    }

    /// <summary>The name is no longer <paramref name="owner"/>'s.</summary>
    public void Release(string name, string owner)
    {
        Withdraw(name, owner);
        if (_taken.TryGetValue(name, out string? holder) && (holder is null || holder == owner)) _taken.Remove(name);
    }

    private void Withdraw(string name, string owner)
    {
        if (_pending.TryGetValue(name, out var claim) && claim.Owner == owner) _pending.Remove(name);
    }
}
