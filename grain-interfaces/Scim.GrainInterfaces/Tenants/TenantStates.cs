namespace Scim.GrainInterfaces.Tenants;

/// <summary>The states that a tenant can be in.</summary>
public static class TenantStates
{
    /// <summary>Everything works.</summary>
    public const string Active = "active";

    /// <summary>Writes over SCIM and sign-in are refused, and no session counts.</summary>
    public const string Suspended = "suspended";

    /// <summary>Both.</summary>
    public static IReadOnlyList<string> All { get; } = [Active, Suspended];
}
