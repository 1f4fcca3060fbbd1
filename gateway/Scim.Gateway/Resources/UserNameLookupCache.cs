using System.Collections.Concurrent;
using Scim.GrainInterfaces.Directory;

namespace Scim.Gateway.Resources;

/// <summary>
/// Remembers which user a filter on a userName found, so that he can be asked himself the next time, which costs no
/// query. Only a guess: whether he still has the name is for him to say. Holds so many filters at most and forgets them
/// all when there are more. Thread-safe.
/// </summary>
internal sealed class UserNameLookupCache
{
    /// <summary>How many filters are remembered. Costs about 300 bytes for each.</summary>
    internal const int Capacity = 50_000;

    private const int MaxFilterLength = 256;
    private readonly ConcurrentDictionary<(string Tenant, string Filter), UserNameMatch> _users =
        new();
    private int _count;

    /// <summary>Whether a query may be about one name: a filter over users, the first page, the usual order.</summary>
    public static bool IsUserNameLookup(ListQuery query) =>
        query
            is {
                ResourceType: "User",
                Filter.Length: <= MaxFilterLength,
                SortBy: null,
                Cursor: null,
                StartIndex: null or <= 1,
                Count: null or >= 1
            };

    /// <summary>The user whom the filter found the last time, or null.</summary>
    public UserNameMatch? FindUser(string tenant, string filter) =>
        _users.GetValueOrDefault((tenant, filter));

    /// <summary>Remembers whom the filter found.</summary>
    public void AddUser(string tenant, string filter, UserNameMatch user)
    {
        if (!_users.TryAdd((tenant, filter), user) || Interlocked.Increment(ref _count) <= Capacity)
            return;
        Interlocked.Exchange(ref _count, 0);
        _users.Clear();
    }

    /// <summary>Forgets a guess that was wrong.</summary>
    public void RemoveUser(string tenant, string filter)
    {
        if (_users.TryRemove((tenant, filter), out _))
            Interlocked.Decrement(ref _count);
    }
}
