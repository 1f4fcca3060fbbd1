namespace Scim.GrainInterfaces.Resources;

/// <summary>
/// The credential and the request that an operation originates from. Recorded in the change log with every commit.
/// </summary>
[GenerateSerializer, Immutable, Alias("scim.RequestOrigin")]
public sealed record RequestOrigin
{
    /// <summary>
    /// The credential, such as <c>token:4f2a</c> or <c>operator</c>; never a secret or a person's name.
    /// </summary>
    [Id(0)]
    public required string Actor { get; init; }

    /// <summary>The request id, as in the logs and in the <c>X-Request-Id</c> header.</summary>
    [Id(1)]
    public required string RequestId { get; init; }

    /// <summary>
    /// The absolute SCIM base URI of the tenant as the client addressed it, without a trailing slash. Resource
    /// locations start with it.
    /// </summary>
    [Id(2)]
    public required string BaseUri { get; init; }
}
