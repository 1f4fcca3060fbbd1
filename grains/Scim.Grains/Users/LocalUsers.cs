using System.Collections.Concurrent;
using Scim.GrainInterfaces.Resources;
using Scim.GrainInterfaces.Users;
using Scim.Grains.Groups;
using Scim.Grains.Hosting;
using Scim.Protocol.Schema;

namespace Scim.Grains.Users;

/// <summary>
/// Where user grains put what they have just answered, and take it back before it can become wrong: before they write, and when their activation ends. What depends on
/// others is checked at each look: memberships by their mark, and the silo's own right to answer. See <see cref="ILocalUsers"/>. Thread-safe.
/// </summary>
internal sealed class LocalUsers(MembershipMarks marks, TimeProvider time, IEnumerable<ISiloStanding> standing) : ILocalUsers
{
    private readonly ConcurrentDictionary<string, LocalUser> _users = new(StringComparer.Ordinal);
    private readonly ISiloStanding? _standing = standing.SingleOrDefault();

    /// <summary>
    /// How long an answer is good for although nobody took it back: then the grain is asked once more, which keeps the activation of a user who is read often, and is
    /// the end of what an activation left that did not end in order.
    /// </summary>
    public static TimeSpan LongestLife { get; } = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public ResourceReply? Find(string key, ResourceType type, string baseUri) => Look(key, type, baseUri)?.Reply;

    /// <inheritdoc/>
    public ResourceReply? FindNamed(string key, ResourceType type, string baseUri, string foldedName) =>
        Look(key, type, baseUri) is { } user && user.Name == foldedName ? user.Reply : null;

    /// <summary>A grain answers this from now on.</summary>
    /// <returns>What <see cref="Withdraw"/> is called with; null where it makes no sense to keep it.</returns>
    public LocalUser? Publish(string key, LocalUser user)
    {
        if (!marks.SeeAll) return null;
        user = user with { Until = time.TimestampIn(LongestLife) };
        _users[key] = user;
        return user;
    }

    /// <summary>Takes an answer back; does nothing to a newer one.</summary>
    public void Withdraw(string key, LocalUser user) => _users.TryRemove(new KeyValuePair<string, LocalUser>(key, user));

    // Whether all changes are seen is asked before the mark is looked at: a mark that is equal at a moment when they are is true.
    private LocalUser? Look(string key, ResourceType type, string baseUri) =>
        _users.TryGetValue(key, out LocalUser? user) && ReferenceEquals(user.Type, type) && user.BaseUri == baseUri && time.GetTimestamp() < user.Until
            && _standing is null or { Holds: true } && marks.SeeAll && marks.Of(user.TenantPlace, user.Place) == user.Mark
            ? user
            : null;
}

/// <summary>What a user answers to a plain GET.</summary>
/// <param name="Type">The resource type that shaped it.</param>
/// <param name="BaseUri">The base of its addresses.</param>
/// <param name="Name">The userName, folded.</param>
/// <param name="Mark">The mark of his memberships, from before they were read.</param>
/// <param name="TenantPlace">Where his tenant is counted.</param>
/// <param name="Place">Where he is counted.</param>
/// <param name="Reply">The answer.</param>
internal sealed record LocalUser(ResourceType Type, string BaseUri, string? Name, MembershipMark Mark, int TenantPlace, int Place, ResourceReply Reply)
{
    /// <summary>Until when it may be given out.</summary>
    public long Until { get; init; }
}
