namespace Scim.Conformance.Tests.Fixtures;

/// <summary>A tenant with one user in one group, which an invalid request must not change.</summary>
public sealed class UnchangedTenantFixture(SharedServer server) : TenantFixture(server)
{
    private string _stateBefore = "";

    /// <summary>
    /// Every endpoint that takes a body, as method and path. <c>{user}</c> and <c>{group}</c> are placeholders for the
    /// two ids.
    /// </summary>
    public static IReadOnlyList<(string Method, string Path)> WriteEndpoints { get; } =
    [
        ("POST", "/Users"),
        ("PUT", "/Users/{user}"),
        ("PATCH", "/Users/{user}"),
        ("POST", "/Groups"),
        ("PUT", "/Groups/{group}"),
        ("PATCH", "/Groups/{group}"),
        ("POST", "/Users/.search"),
        ("POST", "/Groups/.search"),
        ("POST", "/.search"),
    ];

    /// <summary>SCIM with a token that has all scopes.</summary>
    public ScimClient Scim => Tenant.Scim;

    /// <summary>The user's id.</summary>
    public string UserId { get; private set; } = "";

    /// <summary>The group's id.</summary>
    public string GroupId { get; private set; } = "";

    /// <summary>Replaces the placeholders in a path with the two ids.</summary>
    public string FillPath(string path) =>
        path.Replace("{user}", UserId, StringComparison.Ordinal).Replace("{group}", GroupId, StringComparison.Ordinal);

    /// <summary>Fails if the tenant has changed since the last call.</summary>
    public async Task AssertUnchangedAsync()
    {
        string before = _stateBefore;
        // Updated before the assertion, so that one change fails only one test.
        _stateBefore = await ReadStateAsync();
        Assert.Equal(before, _stateBefore);
    }

    /// <inheritdoc/>
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        UserId = await Scim.CreateUserAsync(
            "unchanged",
            new
            {
                displayName = "Unchanged",
                title = "Unchanged",
                emails = new[] { new { value = "v@example.com", type = "work" } },
            }
        );
        GroupId = await Scim.CreateGroupAsync("Unchanged group", UserId);
        _stateBefore = await ReadStateAsync();
    }

    private async Task<string> ReadStateAsync()
    {
        (int users, int groups) = await Scim.CountResourcesAsync();
        string user = (await Scim.GetAsync($"/Users/{UserId}")).AssertStatus(200).Body;
        string group = (await Scim.GetAsync($"/Groups/{GroupId}")).AssertStatus(200).Body;
        return $"{users} users, {groups} groups\n{user}\n{group}";
    }
}
