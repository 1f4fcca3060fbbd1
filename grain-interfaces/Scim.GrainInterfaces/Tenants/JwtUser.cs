namespace Scim.GrainInterfaces.Tenants;

/// <summary>How to find the user that a JSON Web Token identifies.</summary>
[GenerateSerializer, Immutable, Alias("scim.JwtUser")]
public sealed record JwtUser
{
    /// <summary>The attributes by which users can be found.</summary>
    public static IReadOnlyList<string> KnownAttributes { get; } = ["id", "externalId", "userName"];

    /// <summary>The claim that identifies the user. Default <c>sub</c>.</summary>
    [Id(0)]
    public string Claim { get; init; } = "sub";

    /// <summary>
    /// The attribute that is compared with the claim: one of <see cref="KnownAttributes"/>. Default <c>externalId</c>.
    /// </summary>
    [Id(1)]
    public string Attribute { get; init; } = "externalId";
}
