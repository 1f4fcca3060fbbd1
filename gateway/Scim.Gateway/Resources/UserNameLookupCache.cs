using System.Collections.Concurrent;
using Scim.GrainInterfaces.Directory;
using Scim.Protocol.Schema;

namespace Scim.Gateway.Resources;

/// <summary>
/// Caches which user a userName filter found, so that the next lookup asks the user's grain instead of running a query.
/// Thread-safe.
/// </summary>
/// <remarks>
/// An entry is only a hint: the grain checks whether the user still has the name. The cache is cleared when it exceeds
/// <see cref="Capacity"/>.
/// </remarks>
internal sealed class UserNameLookupCache
{
    /// <summary>The maximum number of cached filters, of about 300 bytes each.</summary>
    internal const int Capacity = 50_000;

    private const int MaxFilterLength = 256;
    private readonly ConcurrentDictionary<(string Tenant, string Filter), UserNameMatch> _users = new();
    private int _count;

    /// <summary>
    /// Returns whether a query may be a lookup by userName: a filter on users, first page, default order.
    /// </summary>
    public static bool IsUserNameLookup(ListQuery query) =>
        query
            is {
                ResourceType: ResourceTypeNames.User,
                Filter.Length: <= MaxFilterLength,
                SortBy: null,
                Cursor: null,
                StartIndex: null or <= 1,
                Count: null or >= 1
            };

    /// <summary>Returns the user that the filter found last, or null.</summary>
    public UserNameMatch? FindUser(string tenant, string filter) => _users.GetValueOrDefault((tenant, filter));

    /// <summary>Caches the user that the filter found.</summary>
    public void AddUser(string tenant, string filter, UserNameMatch user)
    {
        if (!_users.TryAdd((tenant, filter), user) || Interlocked.Increment(ref _count) <= Capacity)
            return;
        Interlocked.Exchange(ref _count, 0);
        _users.Clear();
    }

    /// <summary>Removes an entry that is no longer correct.</summary>
    public void RemoveUser(string tenant, string filter)
    {
        if (_users.TryRemove((tenant, filter), out _))
            Interlocked.Decrement(ref _count);
    }
}
