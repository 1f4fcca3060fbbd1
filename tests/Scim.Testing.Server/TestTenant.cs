using Scim.Testing.Server.Workplace;

namespace Scim.Testing.Server;

/// <summary>A tenant created by a test.</summary>
public sealed class TestTenant(OperatorClient @operator, string id, string token)
{
    /// <summary>The operator API of the tenant's server.</summary>
    public OperatorClient Operator => @operator;

    /// <summary>The tenant's id.</summary>
    public string Id => id;

    /// <summary>A token with read and write scopes.</summary>
    public string Token => token;

    /// <summary>The tenant's SCIM base URL.</summary>
    public string Url => $"{@operator.BaseUrl}/tenants/{id}/scim/v2";

    /// <summary>A SCIM client with <see cref="Token"/>.</summary>
    public ScimClient Scim => new(Url, token);

    /// <summary>Changes settings; the change is in effect at once in the process that served the request.</summary>
    public Task ChangeSettingsAsync(object mergePatch) => @operator.ChangeSettingsAsync(id, mergePatch);

    /// <summary>Creates a client for the workplace API with its own token.</summary>
    public async Task<WorkplaceClient> CreateWorkplaceClientAsync() =>
        new(
            @operator.BaseUrl,
            id,
            (await @operator.IssueTokenAsync(id, "workplace", ["workplace:read", "workplace:write"])).Token
        );

    /// <summary>Turns off the setting <c>patch.replaceCreates</c> and waits until the change is in effect.</summary>
    public async Task DisableReplaceCreatesAsync()
    {
        await @operator.ChangeSettingsAsync(id, new { patch = new { replaceCreates = false } });
        object replace = RequestBodies.CreatePatch(
            RequestBodies.ReplaceOperation("emails[type eq \"work\"].value", "a@b.example")
        );
        string probe = await Scim.CreateUserAsync("replace.creates.probe");
        await Polling.WaitUntilAsync(
            async () => (await Scim.PatchAsync($"/Users/{probe}", replace)).Status == 400,
            TimeSpan.FromSeconds(30),
            () => "the setting patch.replaceCreates=false has no effect"
        );
        (await Scim.DeleteAsync($"/Users/{probe}")).AssertStatus(204);
    }
}
