namespace Scim.GrainInterfaces.Tenants;

/// <summary>How the user that a JSON Web Token stands for is found.</summary>
[GenerateSerializer, Immutable, Alias("scim.JwtUser")]
public sealed record JwtUser
{
    /// <summary>The attributes that users can be found by.</summary>
    public static IReadOnlyList<string> KnownAttributes { get; } = ["id", "externalId", "userName"];

    /// <summary>The claim that names the user. Default <c>sub</c>.</summary>
    [Id(0)]
    public string Claim { get; init; } = "sub";

    /// <summary>
    /// The attribute that has the claim's value: one of <see cref="KnownAttributes"/>. Default <c>externalId</c>.
    /// </summary>
    [Id(1)]
    public string Attribute { get; init; } = "externalId";
}
