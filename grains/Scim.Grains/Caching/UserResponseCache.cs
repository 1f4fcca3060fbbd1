using System.Collections.Concurrent;
using Scim.GrainInterfaces.Resources;
using Scim.GrainInterfaces.Users;
using Scim.Protocol.Schema;

namespace Scim.Grains.Caching;

/// <summary>Caches the responses of user grains. See <see cref="IUserResponseCache"/>. Thread-safe.</summary>
/// <remarks>
/// The grains remove a response before it can become outdated: before they write, and when they are deactivated.
/// Conditions that depend on other grains are checked on each lookup: the version stamp of the user's memberships, and
/// whether the silo may serve.
/// </remarks>
internal sealed class UserResponseCache(
    MembershipVersions versions,
    TimeProvider time,
    IEnumerable<ISiloLiveness> liveness
) : IUserResponseCache
{
    private readonly ConcurrentDictionary<string, CachedUserResponse> _responses = new(StringComparer.Ordinal);
    private readonly ISiloLiveness? _liveness = liveness.SingleOrDefault();

    /// <summary>The maximum time a response is cached: 30 seconds.</summary>
    /// <remarks>
    /// After that the grain is called, which keeps the activation of a frequently read user alive. The limit also
    /// removes responses of activations that did not end gracefully.
    /// </remarks>
    public static TimeSpan MaxAge { get; } = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public ResourceReply? FindReply(string key, ResourceType type, string baseUri) =>
        FindResponse(key, type, baseUri)?.Reply;

    /// <inheritdoc/>
    public ResourceReply? FindReplyByUserName(string key, ResourceType type, string baseUri, string foldedName) =>
        FindResponse(key, type, baseUri) is { } user && user.Name == foldedName ? user.Reply : null;

    /// <summary>Adds the response of a grain.</summary>
    /// <returns>
    /// The cached response, to be passed to <see cref="RemoveResponse"/>; null when the response was not cached because
    /// changes on other silos may be missed.
    /// </returns>
    public CachedUserResponse? AddResponse(string key, CachedUserResponse user)
    {
        if (!versions.IsCoherent)
            return null;
        user = user with { ExpiryTimestamp = time.GetTimestampAfter(MaxAge) };
        _responses[key] = user;
        return user;
    }

    /// <summary>Removes a response unless it was replaced by a newer one.</summary>
    public void RemoveResponse(string key, CachedUserResponse user) =>
        _responses.TryRemove(new KeyValuePair<string, CachedUserResponse>(key, user));

    // IsCoherent must be read before the stamp: a stamp that is still equal while all changes are visible is valid.
    private CachedUserResponse? FindResponse(string key, ResourceType type, string baseUri) =>
        _responses.TryGetValue(key, out CachedUserResponse? user)
        && ReferenceEquals(user.Type, type)
        && user.BaseUri == baseUri
        && time.GetTimestamp() < user.ExpiryTimestamp
        && _liveness is null or { CanServe: true }
        && versions.IsCoherent
        && versions.GetStamp(user.TenantCounterIndex, user.UserCounterIndex) == user.VersionStamp
            ? user
            : null;
}

/// <summary>The response of a user to a plain GET.</summary>
/// <param name="Type">The resource type that the response was rendered with.</param>
/// <param name="BaseUri">The base URI of the locations in the response.</param>
/// <param name="Name">The userName, folded.</param>
/// <param name="VersionStamp">The stamp of the user's memberships, taken before they were read.</param>
/// <param name="TenantCounterIndex">The index of the tenant's counter.</param>
/// <param name="UserCounterIndex">The index of the user's counter.</param>
/// <param name="Reply">The response.</param>
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
    /// <summary>The timestamp until which the response is valid.</summary>
    public long ExpiryTimestamp { get; init; }
}
