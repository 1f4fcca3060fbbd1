using System.Text.Json;
using Scim.Conformance.Tests.OAuth;
using Scim.Testing.Server.Workplace;

namespace Scim.Conformance.Tests.Upgrade;

/// <summary>A tenant of kept data: what its manifest says, and clients with its credentials.</summary>
/// <param name="operator">The operator API of the server.</param>
/// <param name="manifest">What must be found in the tenant.</param>
public sealed class KeptTenant(OperatorClient @operator, JsonElement manifest)
{
    /// <summary>Its id.</summary>
    public string Id => GetText("id");

    /// <summary>The tenant as other tests know tenants.</summary>
    public TestTenant Tenant => new(@operator, Id, GetText("scimToken"));

    /// <summary>SCIM with the kept token.</summary>
    public ScimClient Scim => Tenant.Scim;

    /// <summary>The workplace API with the kept token.</summary>
    public WorkplaceClient Workplace => new(@operator.BaseUrl, Id, GetText("apiToken"));

    /// <summary>The token endpoint.</summary>
    public OAuthClient OAuth => new(Tenant);

    /// <summary>The operator API.</summary>
    public OperatorClient Operator => @operator;

    /// <summary>The tenant's path in the operator API.</summary>
    public string OperatorPath => $"/tenants/{Id}";

    /// <summary>A part of the manifest.</summary>
    public JsonElement this[string name] => manifest.GetProperty(name);

    /// <summary>The elements of a list in the manifest.</summary>
    public JsonElement[] GetList(string name) => [.. manifest.GetProperty(name).EnumerateArray()];

    /// <summary>The id that the manifest names.</summary>
    public string GetId(string name) => manifest.GetProperty("names").GetProperty(name).GetString()!;

    private string GetText(string name) => manifest.GetProperty(name).GetString()!;
}
