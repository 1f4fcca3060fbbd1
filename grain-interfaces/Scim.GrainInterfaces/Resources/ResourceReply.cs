namespace Scim.GrainInterfaces.Resources;

/// <summary>
/// A resource, serialized as it is sent to the client. The gateway writes the bytes without parsing them.
/// </summary>
[GenerateSerializer, Immutable, Alias("scim.ResourceReply")]
public sealed record ResourceReply
{
    /// <summary>The resource's id.</summary>
    [Id(0)]
    public required string Id { get; init; }

    /// <summary>The entity tag, such as <c>W/"3"</c>; equal to <c>meta.version</c>.</summary>
    [Id(1)]
    public required string Version { get; init; }

    /// <summary>The absolute URI; equal to <c>meta.location</c>.</summary>
    [Id(2)]
    public required string Location { get; init; }

    /// <summary>
    /// The representation, UTF-8 JSON; empty when it was not requested or when <see cref="IsNotModified"/> is true.
    /// </summary>
    [Id(3)]
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Whether the client's copy is current (304).</summary>
    [Id(4)]
    public bool IsNotModified { get; init; }

    /// <summary>The position in <see cref="Body"/> where members of a large group are still missing, or null.</summary>
    [Id(5)]
    public MembersContinuation? Continuation { get; init; }

    /// <summary>For a PATCH or a dry run: whether the request changed the resource, or would change it.</summary>
    [Id(70)]
    public bool HasChanged { get; init; }
}
