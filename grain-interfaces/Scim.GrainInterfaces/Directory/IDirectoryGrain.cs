using Scim.GrainInterfaces.Resources;

namespace Scim.GrainInterfaces.Directory;

/// <summary>Runs queries over a tenant's resources. The key is <see cref="ResourceKey.ForDirectory"/>.</summary>
/// <remarks>
/// A stateless worker. Each query is one parameterized database statement, never a fan-out over grains, and sees
/// everything that was committed before it started.
/// </remarks>
[Alias("scim.IDirectoryGrain"), GrainInterfaceType("scim.directory")]
public interface IDirectoryGrain : IGrainWithStringKey
{
    /// <summary>Returns one page of the resources that match a query.</summary>
    /// <returns>
    /// The page; or InvalidFilter, InvalidPath, InvalidValue, InvalidCursor, ExpiredCursor, InvalidCount or TooMany.
    /// </returns>
    /// <example>
    /// Read all pages with a cursor (RFC 9865). An empty cursor requests the first page:
    /// <code>
    /// for (string? cursor = ""; cursor is not null; )
    /// {
    ///     var query = new ListQuery
    ///     {
    ///         Origin = origin,
    ///         ResourceType = ResourceTypeNames.User,
    ///         Filter = "active eq true",
    ///         Count = 100,
    ///         Cursor = cursor,
    ///     };
    ///     ScimResult&lt;ListReply> page = await directory.ListResources(query, cancellationToken);
    ///     if (page.Error is { } error)
    ///         throw new ScimException(error);
    ///     using JsonDocument body = JsonDocument.Parse(page.Value!.Body);
    ///     foreach (JsonElement user in body.RootElement.GetProperty("Resources").EnumerateArray())
    ///         ids.Add(user.GetProperty("id").GetString()!);
    ///     cursor = body.RootElement.TryGetProperty("nextCursor", out JsonElement next) ? next.GetString() : null;
    /// }
    /// </code>
    /// </example>
    [Alias("ListResources")]
    Task<ScimResult<ListReply>> ListResources(ListQuery query, CancellationToken cancellationToken = default);

    /// <summary>Reads the next chunk of a group's members, to fill in a <see cref="MembersContinuation"/>.</summary>
    /// <returns>The chunk; it is empty when the group does not exist or no longer exists.</returns>
    /// <example>
    /// Read the members that a reply with a continuation omits:
    /// <code>
    /// for (string? after = continuation.After; after is not null; )
    /// {
    ///     var query = new ReadMembers
    ///     {
    ///         Origin = origin,
    ///         Group = continuation.Group,
    ///         After = after,
    ///         Selection = continuation.Selection,
    ///     };
    ///     ScimResult&lt;MembersChunk> chunk = await directory.ReadMembers(query, cancellationToken);
    ///     if (chunk.Error is { } error)
    ///         throw new ScimException(error);
    ///     if (!chunk.Value!.Body.IsEmpty)
    ///         chunks.Add(Encoding.UTF8.GetString(chunk.Value.Body.Span));
    ///     after = chunk.Value.Next;
    /// }
    /// </code>
    /// </example>
    [Alias("ReadMembers")]
    Task<ScimResult<MembersChunk>> ReadMembers(ReadMembers query, CancellationToken cancellationToken = default);

    /// <summary>Returns one page of a group's members as a list of its own.</summary>
    /// <returns>The page; or NotFound, InvalidFilter, InvalidCursor, ExpiredCursor, InvalidCount or TooMany.</returns>
    [Alias("ListMembers")]
    Task<ScimResult<ListReply>> ListMembers(MembersListQuery query, CancellationToken cancellationToken = default);
}
