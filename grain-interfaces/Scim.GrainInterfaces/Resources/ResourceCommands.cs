namespace Scim.GrainInterfaces.Resources;

/// <summary>What every request on one resource carries.</summary>
[GenerateSerializer, Immutable, Alias("scim.ResourceRequest")]
public abstract record ResourceRequest
{
    /// <summary>Who asks.</summary>
    [Id(0)]
    public required RequestOrigin Origin { get; init; }

    /// <summary>Which attributes the answer holds.</summary>
    [Id(1)]
    public AttributeSelection Selection { get; init; } = AttributeSelection.Default;

    /// <summary>
    /// The name of the resource type that the request takes the resource for. Needed where the grain could be one of
    /// any type; null otherwise.
    /// </summary>
    [Id(2)]
    public string? ResourceType { get; init; }

    /// <summary>How a change is carried out where it is not one client's request on one resource.</summary>
    [Id(70)]
    public WriteOptions WriteOptions { get; init; }

    /// <summary>
    /// When the tenant was created for which the change is meant, or null for whichever there is: a job must not go on
    /// in another tenant of the same id.
    /// </summary>
    [Id(71)]
    public DateTimeOffset? TenantCreatedAt { get; init; }
}

/// <summary>
/// Create the resource (RFC 7644 section 3.3). The gateway chose a fresh id, so the grain writes without reading first.
/// </summary>
[GenerateSerializer, Immutable, Alias("scim.CreateResource")]
public sealed record CreateResource : ResourceRequest
{
    /// <summary>The request body, UTF-8 JSON, not yet looked at.</summary>
    [Id(0)]
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>
    /// Whether an administrator makes it rather than an identity provider: a group that the first identity provider to
    /// name it may take over.
    /// </summary>
    [Id(1)]
    public bool IsLocal { get; init; }
}

/// <summary>
/// Become the resource of somebody's POST, because its name is this resource's: see the tenant's name policies. Sent by
/// the grain that the POST went to.
/// </summary>
[GenerateSerializer, Immutable, Alias("scim.AdoptResource")]
public sealed record MergeResource : ResourceRequest
{
    /// <summary>The POST's body, UTF-8 JSON; it was valid for a new resource.</summary>
    [Id(0)]
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The folded name by which this resource was found.</summary>
    [Id(1)]
    public required string Name { get; init; }

    /// <summary>See <see cref="CreateResource.IsLocal"/>.</summary>
    [Id(2)]
    public bool IsLocal { get; init; }
}

/// <summary>Read the resource (RFC 7644 section 3.4.1).</summary>
[GenerateSerializer, Immutable, Alias("scim.ReadResource")]
public sealed record ReadResource : ResourceRequest
{
    /// <summary>The <c>If-None-Match</c> header's entity tags, or null.</summary>
    [Id(0)]
    public string? IfNoneMatch { get; init; }
}

/// <summary>Replace the resource (RFC 7644 section 3.5.1).</summary>
[GenerateSerializer, Immutable, Alias("scim.ReplaceResource")]
public sealed record ReplaceResource : ResourceRequest
{
    /// <summary>The request body, UTF-8 JSON, not yet looked at.</summary>
    [Id(0)]
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The <c>If-Match</c> header's entity tags, or null.</summary>
    [Id(1)]
    public string? IfMatch { get; init; }
}

/// <summary>Modify the resource (RFC 7644 section 3.5.2).</summary>
[GenerateSerializer, Immutable, Alias("scim.PatchResource")]
public sealed record PatchResource : ResourceRequest
{
    /// <summary>The request body, UTF-8 JSON, not yet looked at.</summary>
    [Id(0)]
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The <c>If-Match</c> header's entity tags, or null.</summary>
    [Id(1)]
    public string? IfMatch { get; init; }

    /// <summary>Whether the client wants the resource in the answer; without it the answer has no body.</summary>
    [Id(2)]
    public bool IsBodyRequested { get; init; }
}

/// <summary>Delete the resource for good (RFC 7644 section 3.6).</summary>
[GenerateSerializer, Immutable, Alias("scim.DeleteResource")]
public sealed record DeleteResource : ResourceRequest
{
    /// <summary>The <c>If-Match</c> header's entity tags, or null.</summary>
    [Id(0)]
    public string? IfMatch { get; init; }
}
