namespace Scim.Grains.Names;

/// <summary>
/// What a name grain remembers of its partition: names known to be taken and claims under way. Pure bookkeeping; the
/// database has the last word on every name that is not plainly free.
/// </summary>
internal sealed class NamePartitionState
{
    private readonly Dictionary<string, string?> _committed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Owner, DateTimeOffset Until)> _reservations = new(
        StringComparer.Ordinal
    );

    /// <summary>
    /// How long a claim holds that is neither confirmed nor released. Longer than any write takes before it times out.
    /// </summary>
    public static TimeSpan ReservationTimeout { get; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Whether every committed name of the partition is in the ledger, so that a name that is not is free.
    /// </summary>
    public bool IsComplete { get; private set; }

    /// <summary>Fills the ledger with committed names.</summary>
    public void LoadNames(IEnumerable<string> names, bool complete)
    {
        foreach (string name in names)
            _committed.TryAdd(name, null);
        IsComplete = complete;
    }

    /// <summary>The owner of a claim under way by somebody other than <paramref name="owner"/>, or null.</summary>
    public string? FindPendingOwner(string name, string owner, DateTimeOffset now) =>
        _reservations.TryGetValue(name, out var claim) && claim.Until > now && claim.Owner != owner
            ? claim.Owner
            : null;

    /// <summary>Whether the name is free without asking the database.</summary>
    public bool IsKnownFree(string name) =>
        IsComplete && !_committed.ContainsKey(name) && !_reservations.ContainsKey(name);

    /// <summary>Notes a claim under way.</summary>
    public void ReserveName(string name, string owner, DateTimeOffset now) =>
        _reservations[name] = (owner, now + ReservationTimeout);

    /// <summary>The claim became a committed name.</summary>
    public void ConfirmName(string name, string owner)
    {
        RemoveReservation(name, owner);
        _committed[name] = owner;
    }

    /// <summary>The name is no longer <paramref name="owner"/>'s.</summary>
    public void ReleaseName(string name, string owner)
    {
        RemoveReservation(name, owner);
        if (_committed.TryGetValue(name, out string? holder) && (holder is null || holder == owner))
            _committed.Remove(name);
    }

    private void RemoveReservation(string name, string owner)
    {
        if (_reservations.TryGetValue(name, out var claim) && claim.Owner == owner)
            _reservations.Remove(name);
    }
}
