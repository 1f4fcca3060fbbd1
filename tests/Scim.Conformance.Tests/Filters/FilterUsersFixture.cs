using Scim.Conformance.Tests.Fixtures;

namespace Scim.Conformance.Tests.Filters;

/// <summary>A tenant with users and groups whose attributes differ in every way that filters can distinguish.</summary>
public sealed class FilterUsersFixture(SharedServer server) : TenantFixture(server)
{
    private readonly Dictionary<string, string> _ids = [];

    /// <summary>The id of a user or group by its short name.</summary>
    public string this[string name] => _ids[name];

    /// <summary>Replaces each <c>{name}</c> with the id of that user or group.</summary>
    public string FillIds(string filter) =>
        _ids.Aggregate(filter, (text, pair) => text.Replace($"{{{pair.Key}}}", pair.Value, StringComparison.Ordinal));

    /// <inheritdoc/>
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await CreateUserAsync(
            "ada",
            new { department = "Research", employeeNumber = "701" },
            new
            {
                externalId = "Ext-A",
                displayName = "Ada Lovelace",
                title = "Analyst",
                active = true,
                userType = "Employee",
                name = new { givenName = "Ada", familyName = "Lovelace" },
                emails = new object[]
                {
                    new
                    {
                        value = "ada@work.example",
                        type = "work",
                        primary = true,
                    },
                    new { value = "ada@home.example", type = "home" },
                },
            }
        );
        await CreateUserAsync(
            "bob",
            new { department = "Sales", manager = new { value = _ids["ada"] } },
            new
            {
                externalId = "ext-b",
                displayName = "Bob \"Quote\" O'Malley",
                title = "Pilot",
                active = false,
                userType = "Guest",
                name = new { givenName = "Bob", familyName = "O'Malley" },
                emails = new object[] { new { value = "bob@work.example", type = "home" } },
            }
        );
        await CreateUserAsync(
            "cleo",
            new { department = "research", manager = new { value = _ids["ada"] } },
            new
            {
                displayName = "Cl\u00e9o \u674e\u96f7 \U0001F433",
                active = true,
                nickName = "100%_sure\\",
                name = new { familyName = "lovelace" },
                phoneNumbers = new object[]
                {
                    new { value = "+44 1", type = "work" },
                    new { value = "+44 2", type = "mobile" },
                },
            }
        );
        await CreateUserAsync("dan", new { }, new { displayName = "dan", title = "analyst" });
        await CreateGroupAsync("crew", _ids["ada"], _ids["bob"]);
        await CreateGroupAsync("fleet", _ids["crew"], _ids["cleo"]);
        await CreateGroupAsync("vacant");
    }

    private async Task CreateUserAsync(string name, object enterprise, object more) =>
        _ids[name] = (await Tenant.Scim.PostAsync("/Users", RequestBodies.CreateEnterpriseUser(name, enterprise, more)))
            .AssertStatus(201)
            .Id;

    private async Task CreateGroupAsync(string name, params string[] members) =>
        _ids[name] = await Tenant.Scim.CreateGroupAsync(name, members);
}
