using Scim.Testing.Server.Workplace;

namespace Scim.Testing.Server;

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
    public Task ChangeSettingsAsync(object mergePatch) =>
        @operator.ChangeSettingsAsync(id, mergePatch);

    /// <summary>The workplace API with a token of its own.</summary>
    public async Task<WorkplaceClient> CreateWorkplaceClientAsync() =>
        new(
            @operator.BaseUrl,
            id,
            (
                await @operator.IssueTokenAsync(
                    id,
                    "workplace",
                    ["workplace:read", "workplace:write"]
                )
            ).Token
        );

    /// <summary>
    /// Turns the Entra switch for <c>replace</c> on an absent value path off, and waits until requests feel it.
    /// </summary>
    public async Task DisableReplaceCreatesAsync()
    {
        await @operator.ChangeSettingsAsync(id, new { patch = new { replaceCreates = false } });
        object replace = RequestBodies.CreatePatch(
            RequestBodies.ReplaceOperation("emails[type eq \"work\"].value", "a@b.example")
        );
        string probe = await Scim.CreateUserAsync("probe.of.the.switch");
        await Polling.WaitUntilAsync(
            async () => (await Scim.PatchAsync($"/Users/{probe}", replace)).Status == 400,
            TimeSpan.FromSeconds(30),
            () => "the setting patch.replaceCreates=false has no effect"
        );
        (await Scim.DeleteAsync($"/Users/{probe}")).AssertStatus(204);
    }
}
