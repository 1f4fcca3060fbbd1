namespace Scim.GrainInterfaces.Resources;

/// <summary>Who asks, and in which request: written into the change log with every commit.</summary>
[GenerateSerializer, Immutable, Alias("scim.Caller")]
public sealed record RequestOrigin
{
    /// <summary>
    /// The credential, such as <c>token:4f2a</c> or <c>operator</c>; never a secret and never a person's name.
    /// </summary>
    [Id(0)]
    public required string Actor { get; init; }

    /// <summary>The request's id, as in the logs and the <c>X-Request-Id</c> header.</summary>
    [Id(1)]
    public required string RequestId { get; init; }

    /// <summary>
    /// The absolute SCIM base of the tenant as the client addressed it, without a trailing slash; locations start with
    /// it.
    /// </summary>
    [Id(2)]
    public required string BaseUri { get; init; }
}
