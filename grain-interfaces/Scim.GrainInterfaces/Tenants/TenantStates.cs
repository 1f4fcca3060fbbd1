namespace Scim.GrainInterfaces.Tenants;

/// <summary>The states of a tenant.</summary>
public static class TenantStates
{
    /// <summary>The tenant is in normal operation.</summary>
    public const string Active = "active";

    /// <summary>SCIM writes and sign-in are rejected, and so are existing sessions.</summary>
    public const string Suspended = "suspended";

    /// <summary>All states.</summary>
    public static IReadOnlyList<string> All { get; } = [Active, Suspended];
}
