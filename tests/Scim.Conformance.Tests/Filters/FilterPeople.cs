namespace Scim.Conformance.Tests.Filters;

/// <summary>A tenant with users and groups whose attributes differ in every way that filters can tell.</summary>
public sealed class FilterPeople(SharedServer server) : TenantFixture(server)
{
    private readonly Dictionary<string, string> _ids = [];

    /// <summary>The id of a user or group by its short name.</summary>
    public string this[string name] => _ids[name];

    /// <summary>Replaces <c>{name}</c> by that user's or group's id.</summary>
    public string Fill(string filter) =>
        _ids.Aggregate(filter, (text, pair) => text.Replace($"{{{pair.Key}}}", pair.Value, StringComparison.Ordinal));

    /// <inheritdoc/>
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await User("ada", new { department = "Research", employeeNumber = "701" }, new
        {
            externalId = "Ext-A",
            displayName = "Ada Lovelace",
            title = "Analyst",
            active = true,
            userType = "Employee",
            name = new { givenName = "Ada", familyName = "Lovelace" },
            emails = new object[] { new { value = "ada@work.example", type = "work", primary = true },
                new { value = "ada@home.example", type = "home" } },
        });
        await User("bob", new { department = "Sales", manager = new { value = _ids["ada"] } }, new
        {
            externalId = "ext-b",
            displayName = "Bob \"Quote\" O'Malley",
            title = "Pilot",
            active = false,
            userType = "Guest",
            name = new { givenName = "Bob", familyName = "O'Malley" },
            emails = new object[] { new { value = "bob@work.example", type = "home" } },
        });
        await User("cleo", new { department = "research", manager = new { value = _ids["ada"] } }, new
        {
            displayName = "Cl\u00e9o \u674e\u96f7 \U0001F433",
            active = true,
            nickName = "100%_sure\\",
            name = new { familyName = "lovelace" },
            phoneNumbers = new object[] { new { value = "+44 1", type = "work" }, new { value = "+44 2", type = "mobile" } },
        });
        await User("dan", new { }, new { displayName = "dan", title = "analyst" });
        await Group("crew", _ids["ada"], _ids["bob"]);
        await Group("fleet", _ids["crew"], _ids["cleo"]);
        await Group("nobody");
    }

    private async Task User(string name, object enterprise, object more) =>
        _ids[name] = (await Tenant.Scim.Post("/Users", Bodies.EnterpriseUser(name, enterprise, more))).Expect(201).Id;

    private async Task Group(string name, params string[] members) => _ids[name] = await Tenant.Scim.CreateGroup(name, members);
}
