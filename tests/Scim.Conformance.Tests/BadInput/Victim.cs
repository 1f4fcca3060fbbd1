namespace Scim.Conformance.Tests.BadInput;

/// <summary>A tenant with one user in one group, which no bad request may change.</summary>
public sealed class Victim(SharedServer server) : TenantFixture(server)
{
    private string _before = "";

    /// <summary>Every endpoint that takes a body, as method and path; <c>{user}</c> and <c>{group}</c> stand for the two ids.</summary>
    public static IReadOnlyList<(string Method, string Path)> Writes { get; } =
    [
        ("POST", "/Users"), ("PUT", "/Users/{user}"), ("PATCH", "/Users/{user}"),
        ("POST", "/Groups"), ("PUT", "/Groups/{group}"), ("PATCH", "/Groups/{group}"),
        ("POST", "/Users/.search"), ("POST", "/Groups/.search"), ("POST", "/.search"),
    ];

    /// <summary>SCIM with a token that may do everything.</summary>
    public ScimClient Scim => Tenant.Scim;

    /// <summary>The user's id.</summary>
    public string User { get; private set; } = "";

    /// <summary>The group's id.</summary>
    public string Group { get; private set; } = "";

    /// <summary>Fills the two ids in.</summary>
    public string Path(string path) => path.Replace("{user}", User, StringComparison.Ordinal).Replace("{group}", Group, StringComparison.Ordinal);

    /// <summary>Fails unless everything is as it was.</summary>
    public async Task IsUnharmed()
    {
        string before = _before;
        _before = await State();   // so that one fault is reported once
        Assert.Equal(before, _before);
    }

    /// <inheritdoc/>
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        User = await Scim.CreateUser("victim",
            new { displayName = "Victim", title = "As before", emails = new[] { new { value = "v@example.com", type = "work" } } });
        Group = await Scim.CreateGroup("Victims", User);
        _before = await State();
    }

    private async Task<string> State()
    {
        (int users, int groups) = await Scim.Totals();
        string user = (await Scim.Get($"/Users/{User}")).Expect(200).Body;
        return $"{users} users, {groups} groups\n{user}\n{(await Scim.Get($"/Groups/{Group}")).Expect(200).Body}";
    }
}
