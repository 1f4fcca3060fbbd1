namespace Scim.Grains.Names;

/// <summary>
/// The in-memory state of a name partition: committed names and pending reservations. Contains no I/O.
/// </summary>
/// <remarks>The database decides about every name that is not known to be free.</remarks>
internal sealed class NamePartitionState
{
    private readonly Dictionary<string, string?> _committed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Owner, DateTimeOffset Until)> _reservations = new(
        StringComparer.Ordinal
    );

    /// <summary>
    /// How long a reservation lasts that is neither confirmed nor released: one minute, longer than the timeout of any
    /// write.
    /// </summary>
    public static TimeSpan ReservationTimeout { get; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Whether all committed names of the partition are loaded, so that a name that is not loaded is free.
    /// </summary>
    public bool IsComplete { get; private set; }

    /// <summary>Loads committed names.</summary>
    public void LoadNames(IEnumerable<string> names, bool complete)
    {
        foreach (string name in names)
            _committed.TryAdd(name, null);
        IsComplete = complete;
    }

    /// <summary>
    /// Returns the owner of a pending reservation if it is not <paramref name="owner"/>; otherwise null.
    /// </summary>
    public string? FindPendingOwner(string name, string owner, DateTimeOffset now) =>
        _reservations.TryGetValue(name, out var reservation) && reservation.Until > now && reservation.Owner != owner
            ? reservation.Owner
            : null;

    /// <summary>Whether the name is free without a database query.</summary>
    public bool IsKnownFree(string name) =>
        IsComplete && !_committed.ContainsKey(name) && !_reservations.ContainsKey(name);

    /// <summary>Adds or renews a reservation.</summary>
    public void ReserveName(string name, string owner, DateTimeOffset now) =>
        _reservations[name] = (owner, now + ReservationTimeout);

    /// <summary>Turns a reservation into a committed name.</summary>
    public void ConfirmName(string name, string owner)
    {
        RemoveReservation(name, owner);
        _committed[name] = owner;
    }

    /// <summary>Removes the name if it belongs to <paramref name="owner"/>.</summary>
    public void ReleaseName(string name, string owner)
    {
        RemoveReservation(name, owner);
        if (_committed.TryGetValue(name, out string? holder) && (holder is null || holder == owner))
            _committed.Remove(name);
    }

    private void RemoveReservation(string name, string owner)
    {
        if (_reservations.TryGetValue(name, out var reservation) && reservation.Owner == owner)
            _reservations.Remove(name);
    }
}
