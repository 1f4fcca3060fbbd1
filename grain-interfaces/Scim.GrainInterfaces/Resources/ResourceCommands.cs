namespace Scim.GrainInterfaces.Resources;

/// <summary>The common part of all requests for a single resource.</summary>
[GenerateSerializer, Immutable, Alias("scim.ResourceRequest")]
public abstract record ResourceRequest
{
    /// <summary>The origin of the request.</summary>
    [Id(0)]
    public required RequestOrigin Origin { get; init; }

    /// <summary>The attributes to return.</summary>
    [Id(1)]
    public AttributeSelection Selection { get; init; } = AttributeSelection.Default;

    /// <summary>
    /// The name of the resource type in the request. Required for grains that serve resources of several types;
    /// otherwise null.
    /// </summary>
    [Id(2)]
    public string? ResourceType { get; init; }

    /// <summary>How to execute a write.</summary>
    [Id(70)]
    public WriteOptions WriteOptions { get; init; }

    /// <summary>
    /// The creation time of the tenant that the change applies to, or null for the current one. Prevents a background
    /// job from continuing in a new tenant with the same id.
    /// </summary>
    [Id(71)]
    public DateTimeOffset? TenantCreatedAt { get; init; }
}

/// <summary>Creates a resource (RFC 7644 section 3.3).</summary>
/// <remarks>The gateway generates the id, so the grain writes without reading first.</remarks>
[GenerateSerializer, Immutable, Alias("scim.CreateResource")]
public sealed record CreateResource : ResourceRequest
{
    /// <summary>The request body, UTF-8 JSON, not yet validated.</summary>
    [Id(0)]
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>
    /// Whether the group is created by an administrator rather than by an identity provider. The first identity
    /// provider that sends a group with this name can take over a local group.
    /// </summary>
    [Id(1)]
    public bool IsLocal { get; init; }
}

/// <summary>
/// Updates this resource with a POST that has the same name, as the tenant's name policies prescribe. Sent by the grain
/// that received the POST.
/// </summary>
[GenerateSerializer, Immutable, Alias("scim.MergeResource")]
public sealed record MergeResource : ResourceRequest
{
    /// <summary>The body of the POST, UTF-8 JSON, which was valid for a new resource.</summary>
    [Id(0)]
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The folded name by which this resource was found.</summary>
    [Id(1)]
    public required string Name { get; init; }

    /// <summary>See <see cref="CreateResource.IsLocal"/>.</summary>
    [Id(2)]
    public bool IsLocal { get; init; }
}

/// <summary>Reads a resource (RFC 7644 section 3.4.1).</summary>
[GenerateSerializer, Immutable, Alias("scim.ReadResource")]
public sealed record ReadResource : ResourceRequest
{
    /// <summary>The entity tags of the <c>If-None-Match</c> header, or null.</summary>
    [Id(0)]
    public string? IfNoneMatch { get; init; }
}

/// <summary>Replaces a resource (RFC 7644 section 3.5.1).</summary>
[GenerateSerializer, Immutable, Alias("scim.ReplaceResource")]
public sealed record ReplaceResource : ResourceRequest
{
    /// <summary>The request body, UTF-8 JSON, not yet validated.</summary>
    [Id(0)]
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The entity tags of the <c>If-Match</c> header, or null.</summary>
    [Id(1)]
    public string? IfMatch { get; init; }

    /// <summary>The entity tags of the <c>If-None-Match</c> header, or null.</summary>
    [Id(2)]
    public string? IfNoneMatch { get; init; }
}

/// <summary>Modifies a resource (RFC 7644 section 3.5.2).</summary>
[GenerateSerializer, Immutable, Alias("scim.PatchResource")]
public sealed record PatchResource : ResourceRequest
{
    /// <summary>The request body, UTF-8 JSON, not yet validated.</summary>
    [Id(0)]
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The entity tags of the <c>If-Match</c> header, or null.</summary>
    [Id(1)]
    public string? IfMatch { get; init; }

    /// <summary>The entity tags of the <c>If-None-Match</c> header, or null.</summary>
    [Id(3)]
    public string? IfNoneMatch { get; init; }

    /// <summary>Whether the reply contains the resource; if false, its body is empty.</summary>
    [Id(2)]
    public bool IsBodyRequested { get; init; }
}

/// <summary>Deletes a resource permanently (RFC 7644 section 3.6).</summary>
[GenerateSerializer, Immutable, Alias("scim.DeleteResource")]
public sealed record DeleteResource : ResourceRequest
{
    /// <summary>The entity tags of the <c>If-Match</c> header, or null.</summary>
    [Id(0)]
    public string? IfMatch { get; init; }

    /// <summary>The entity tags of the <c>If-None-Match</c> header, or null.</summary>
    [Id(1)]
    public string? IfNoneMatch { get; init; }
}
