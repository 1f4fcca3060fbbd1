using Scim.GrainInterfaces.Directory;

namespace Scim.GrainInterfaces.Resources;

/// <summary>A resource as it goes to the client: bytes that the gateway writes out without looking into them.</summary>
[GenerateSerializer, Immutable, Alias("scim.ResourceReply")]
public sealed record ResourceReply
{
    /// <summary>The resource's id.</summary>
    [Id(0)]
    public required string Id { get; init; }

    /// <summary>The entity tag, such as <c>W/"3"</c>; equals <c>meta.version</c>.</summary>
    [Id(1)]
    public required string Version { get; init; }

    /// <summary>The absolute URI; equals <c>meta.location</c>.</summary>
    [Id(2)]
    public required string Location { get; init; }

    /// <summary>The representation, UTF-8 JSON; empty when none was asked for or <see cref="IsNotModified"/>.</summary>
    [Id(3)]
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The client's copy is the current one (304).</summary>
    [Id(4)]
    public bool IsNotModified { get; init; }

    /// <summary>Where members of a large group are missing in <see cref="Body"/>, or null.</summary>
    [Id(5)]
    public MembersContinuation? Continuation { get; init; }

    /// <summary>After a PATCH or a rehearsal: whether it changed anything, or would.</summary>
    [Id(70)]
    public bool HasChanged { get; init; }
}
