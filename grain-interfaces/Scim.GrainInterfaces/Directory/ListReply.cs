namespace Scim.GrainInterfaces.Directory;

/// <summary>A ListResponse as it goes to the client (RFC 7644 section 3.4.2).</summary>
[GenerateSerializer, Immutable, Alias("scim.ListReply")]
public sealed record ListReply
{
    /// <summary>The whole response, UTF-8 JSON.</summary>
    [Id(0)] public required ReadOnlyMemory<byte> Body { get; init; }
}
