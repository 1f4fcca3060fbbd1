using Scim.Conformance.Tests.Workplace;

namespace Scim.Conformance.Tests.Server;

/// <summary>A tenant that a test made for itself.</summary>
public sealed class TestTenant(OperatorClient @operator, string id, string token)
{
    /// <summary>The operator API of its server.</summary>
    public OperatorClient Operator => @operator;

    /// <summary>Its id.</summary>
    public string Id => id;

    /// <summary>A token that may read and write.</summary>
    public string Token => token;

    /// <summary>Its SCIM base URL.</summary>
    public string Url => $"{@operator.BaseUrl}/tenants/{id}/scim/v2";

    /// <summary>SCIM with <see cref="Token"/>.</summary>
    public ScimClient Scim => new(Url, token);

    /// <summary>Changes settings; they hold at once in the process that was asked.</summary>
    public Task Settings(object mergePatch) => @operator.ChangeSettings(id, mergePatch);

    /// <summary>The workplace API with a token of its own.</summary>
    public async Task<WorkplaceClient> Workplace() =>
        new(@operator.BaseUrl, id, (await @operator.IssueToken(id, "workplace", ["workplace:read", "workplace:write"])).Token);

    /// <summary>Turns the Entra switch for <c>replace</c> on an absent value path off, and waits until requests feel it.</summary>
    public async Task RefuseReplaceCreates()
    {
        await @operator.ChangeSettings(id, new { patch = new { replaceCreates = false } });
        object replace = Bodies.Patch(Bodies.Replace("emails[type eq \"work\"].value", "a@b.example"));
        string probe = await Scim.CreateUser("probe.of.the.switch");
        await Eventually.Holds(
            async () => (await Scim.Patch($"/Users/{probe}", replace)).Status == 400, TimeSpan.FromSeconds(30), () => "the setting patch.replaceCreates=false has no effect");
        (await Scim.Delete($"/Users/{probe}")).Expect(204);
    }
}
