using System.Collections.Concurrent;
using Scim.GrainInterfaces.Resources;
using Scim.GrainInterfaces.Users;
using Scim.Grains.Groups;
using Scim.Grains.Hosting;
using Scim.Protocol.Schema;

namespace Scim.Grains.Caching;

/// <summary>
/// Where user grains put what they have just answered, and take it back before it can become wrong: before they write,
/// and when their activation ends. What depends on others is checked at each look: memberships by their mark, and the
/// silo's own right to answer. See <see cref="IUserResponseCache"/>. Thread-safe.
/// </summary>
internal sealed class UserResponseCache(
    MembershipVersions marks,
    TimeProvider time,
    IEnumerable<ISiloLiveness> standing
) : IUserResponseCache
{
    private readonly ConcurrentDictionary<string, CachedUserResponse> _responses = new(
        StringComparer.Ordinal
    );
    private readonly ISiloLiveness? _liveness = standing.SingleOrDefault();

    /// <summary>
    /// How long an answer is good for although nobody took it back: then the grain is asked once more, which keeps the
    /// activation of a user who is read often, and is the end of what an activation left that did not end in order.
    /// </summary>
    public static TimeSpan MaxAge { get; } = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public ResourceReply? FindReply(string key, ResourceType type, string baseUri) =>
        FindResponse(key, type, baseUri)?.Reply;

    /// <inheritdoc/>
    public ResourceReply? FindReplyByUserName(
        string key,
        ResourceType type,
        string baseUri,
        string foldedName
    ) =>
        FindResponse(key, type, baseUri) is { } user && user.Name == foldedName ? user.Reply : null;

    /// <summary>A grain answers this from now on.</summary>
    /// <returns>What <see cref="RemoveResponse"/> is called with; null where it makes no sense to keep it.</returns>
    public CachedUserResponse? AddResponse(string key, CachedUserResponse user)
    {
        if (!marks.IsCoherent)
            return null;
        user = user with { ExpiryTimestamp = time.GetTimestampAfter(MaxAge) };
        _responses[key] = user;
        return user;
    }

    /// <summary>Takes an answer back; does nothing to a newer one.</summary>
    public void RemoveResponse(string key, CachedUserResponse user) =>
        _responses.TryRemove(new KeyValuePair<string, CachedUserResponse>(key, user));

    // Whether all changes are seen is asked before the mark is looked at: a mark that is equal at a moment when they
    // are is true.
    private CachedUserResponse? FindResponse(string key, ResourceType type, string baseUri) =>
        _responses.TryGetValue(key, out CachedUserResponse? user)
        && ReferenceEquals(user.Type, type)
        && user.BaseUri == baseUri
        && time.GetTimestamp() < user.ExpiryTimestamp
        && _liveness is null or { CanServe: true }
        && marks.IsCoherent
        && marks.GetStamp(user.TenantCounterIndex, user.UserCounterIndex) == user.VersionStamp
            ? user
            : null;
}

/// <summary>What a user answers to a plain GET.</summary>
/// <param name="Type">The resource type that shaped it.</param>
/// <param name="BaseUri">The base of its addresses.</param>
/// <param name="Name">The userName, folded.</param>
/// <param name="VersionStamp">The mark of his memberships, from before they were read.</param>
/// <param name="TenantCounterIndex">Where his tenant is counted.</param>
/// <param name="UserCounterIndex">Where he is counted.</param>
/// <param name="Reply">The answer.</param>
internal sealed record CachedUserResponse(
    ResourceType Type,
    string BaseUri,
    string? Name,
    MembershipVersionStamp VersionStamp,
    int TenantCounterIndex,
    int UserCounterIndex,
    ResourceReply Reply
)
{
    /// <summary>Until when it may be given out.</summary>
    public long ExpiryTimestamp { get; init; }
}
