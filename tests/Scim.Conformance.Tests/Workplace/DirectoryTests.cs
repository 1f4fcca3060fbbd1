using Scim.Conformance.Tests.Fixtures;
using Scim.Testing.Server.Workplace;

namespace Scim.Conformance.Tests.Workplace;

/// <summary>Directory search: which users and groups a query finds, as of the last commit.</summary>
public sealed class DirectoryTests(TenantFixture fixture) : IClassFixture<TenantFixture>
{
    private TestTenant Tenant => fixture.Tenant;

    private ScimClient Scim => Tenant.Scim;

    [Fact]
    public async Task Search_ByNameAddressAndTitle_FindsUsersAndGroups()
    {
        WorkplaceClient api = await Tenant.CreateWorkplaceClientAsync();
        string ada = await Scim.CreateUserAsync(
            "ada.lovelace@found.example",
            new
            {
                displayName = "Ada Lovelace",
                name = new { givenName = "Ada", familyName = "Lovelace" },
                title = "Countess of Numbers",
                emails = new object[]
                {
                    new { value = "ada@home.example", type = "home" },
                    new
                    {
                        value = "ada@work.example",
                        type = "work",
                        primary = true,
                    },
                },
                externalId = "x-ada",
            }
        );
        string group = await Scim.CreateGroupAsync("Friends of Ada", ada);

        foreach (
            string q in new[]
            {
                "ada",
                "LOVE",
                "lovelace ada",
                "ada.lovelace@found",
                "ada@work.example",
                "countess",
                "numb",
            }
        )
            Assert.Equal([ada], await SearchUsersAsync(api, q));
        ScimResponse found = await SearchDirectoryAsync(api, "ada");
        Assert.Equal([group], found.GetTexts("/groups", "/id"));
        Assert.Equal("Friends of Ada", found.GetText("/groups/0/displayName"));
        Assert.Equal("Ada Lovelace", found.GetText("/users/0/displayName"));
        Assert.Equal("ada@work.example", found.GetText("/users/0/email"));
        Assert.Equal("Countess of Numbers", found.GetText("/users/0/title"));
        Assert.True(found.GetElement("/users/0/active").GetBoolean());
        Assert.Empty(await SearchUsersAsync(api, "ada missing"));
        Assert.Empty(await SearchUsersAsync(api, "velace"));
    }

    [Fact]
    public async Task Search_WithOtherCaseAndAccents_FindsTheSame()
    {
        WorkplaceClient api = await Tenant.CreateWorkplaceClientAsync();
        string user = await Scim.CreateUserAsync("accents", new { displayName = "Zoë Ødegård-Łukasz" });
        foreach (string q in new[] { "zoe", "ZOË", "odegard", "Ødegård", "lukasz", "łuk", "zoé" })
            Assert.Equal([user], await SearchUsersAsync(api, q));
    }

    [Fact]
    public async Task Search_AfterEachChange_IsUpToDate()
    {
        WorkplaceClient api = await Tenant.CreateWorkplaceClientAsync();
        string user = await Scim.CreateUserAsync("mutable.one", new { displayName = "Before" });
        Assert.Equal([user], await SearchUsersAsync(api, "before"));
        (
            await Scim.PatchAsync(
                $"/Users/{user}",
                RequestBodies.CreatePatch(RequestBodies.ReplaceOperation("displayName", "Afterwards"))
            )
        ).AssertStatus(200, 204);
        Assert.Empty(await SearchUsersAsync(api, "before"));
        Assert.Equal([user], await SearchUsersAsync(api, "afterw"));

        (
            await Scim.PatchAsync(
                $"/Users/{user}",
                RequestBodies.CreatePatch(RequestBodies.ReplaceOperation("active", false))
            )
        ).AssertStatus(200, 204);
        Assert.Empty(await SearchUsersAsync(api, "afterwards"));
        Assert.False((await api.GetAsync($"/users/{user}")).AssertStatus(200).GetElement("/active").GetBoolean());
        (
            await Scim.PatchAsync(
                $"/Users/{user}",
                RequestBodies.CreatePatch(RequestBodies.ReplaceOperation("active", true))
            )
        ).AssertStatus(200, 204);
        Assert.Equal([user], await SearchUsersAsync(api, "afterwards"));

        (await Scim.DeleteAsync($"/Users/{user}")).AssertStatus(204);
        Assert.Empty(await SearchUsersAsync(api, "afterwards"));
        (await api.GetAsync($"/users/{user}")).AssertStatus(404);
    }

    [Fact]
    public async Task Search_WithQuerySyntax_MatchesWordsOnly()
    {
        WorkplaceClient api = await Tenant.CreateWorkplaceClientAsync();
        string user = await Scim.CreateUserAsync("syntax", new { displayName = "Robert Tables" });
        foreach (
            string q in new[]
            {
                "\"robert\"",
                "robert*",
                "'robert",
                "robert;",
                "(robert)",
                "^robert",
                "robert:*",
                "{robert}",
                "%robert%",
                "robert\\",
            }
        )
            Assert.Equal([user], await SearchUsersAsync(api, q));
        foreach (
            string q in new[]
            {
                "robert AND missing",
                "robert OR missing",
                "NOT robert",
                "\"",
                "*",
                "%",
                "''",
                "\u0001",
            }
        )
            Assert.Empty(await SearchUsersAsync(api, q));
    }

    [Fact]
    public async Task Search_AtLimits_IsServedAndBeyondIs400()
    {
        WorkplaceClient api = await Tenant.CreateWorkplaceClientAsync();
        await SearchDirectoryAsync(api, new string('x', 200));
        await SearchDirectoryAsync(api, "a1 b1 c1 d1 e1 f1 g1 h1");
        (await api.GetAsync($"/directory?q={new string('x', 201)}")).AssertStatus(400);
        (await api.GetAsync("/directory?q=a1+b1+c1+d1+e1+f1+g1+h1+i1")).AssertStatus(400);
        (await api.GetAsync("/directory")).AssertStatus(400);
        (await api.GetAsync("/directory?q=")).AssertStatus(400);
        (await api.GetAsync("/directory?q=a&count=1")).AssertStatus(200);
        (await api.GetAsync("/directory?q=a&count=100")).AssertStatus(200);
        foreach (string count in new[] { "0", "101", "-1", "x" })
            (await api.GetAsync($"/directory?q=a&count={count}")).AssertStatus(400);
    }

    [Fact]
    public async Task Search_WithCount_ReturnsNoMore()
    {
        WorkplaceClient api = await Tenant.CreateWorkplaceClientAsync();
        for (int i = 0; i < 5; i++)
        {
            await Scim.CreateUserAsync($"counted.{i}", new { displayName = $"Counted {i}" });
            await Scim.CreateGroupAsync($"Counted {i}");
        }

        ScimResponse found = await SearchDirectoryAsync(api, "counted", "&count=3");
        Assert.Equal(["Counted 0", "Counted 1", "Counted 2"], found.GetTexts("/users", "/displayName"));
        Assert.Equal(["Counted 0", "Counted 1", "Counted 2"], found.GetTexts("/groups", "/displayName"));
    }

    [Fact]
    public async Task Search_AndProfiles_NeverCrossTenants()
    {
        TestTenant other = await fixture.Server.Operator.CreateTenantAsync();
        string theirs = await other.Scim.CreateUserAsync("stranger", new { displayName = "Stranger" }),
            theirGroup = await other.Scim.CreateGroupAsync("Stranger things");
        WorkplaceClient api = await Tenant.CreateWorkplaceClientAsync();
        Assert.Empty(await SearchUsersAsync(api, "stranger"));
        Assert.Empty((await SearchDirectoryAsync(api, "stranger")).GetTexts("/groups", "/id"));
        (await api.GetAsync($"/users/{theirs}")).AssertStatus(404);
        (await api.GetAsync($"/groups/{theirGroup}")).AssertStatus(404);
        Assert.Equal([theirs], await SearchUsersAsync(await other.CreateWorkplaceClientAsync(), "stranger"));
    }

    [Fact]
    public async Task Profiles_OfUsersAndGroups_AreShown()
    {
        WorkplaceClient api = await Tenant.CreateWorkplaceClientAsync();
        string user = await Scim.CreateUserAsync(
            "plain.profile",
            new
            {
                name = new { givenName = "Plain", familyName = "Profile" },
                emails = new[] { new { value = "p@p.example" } },
                externalId = "x-1",
            }
        );
        ScimResponse shown = (await api.GetAsync($"/users/{user}")).AssertStatus(200);
        Assert.Equal(
            (user, "plain.profile", "Plain Profile", "p@p.example", "x-1"),
            (
                shown.Id,
                shown.GetText("/userName"),
                shown.GetText("/displayName"),
                shown.GetText("/email"),
                shown.GetText("/externalId")
            )
        );
        Assert.Equal(
            "bare.profile",
            (await api.GetAsync($"/users/{await Scim.CreateUserAsync("bare.profile")}"))
                .AssertStatus(200)
                .GetText("/displayName")
        );

        string group = await Scim.CreateGroupAsync("Profiled");
        Assert.Equal("Profiled", (await api.GetAsync($"/groups/{group}")).AssertStatus(200).GetText("/displayName"));
        foreach (
            string path in new[]
            {
                $"/users/{group}",
                $"/groups/{user}",
                "/users/x",
                "/groups/x",
                $"/users/{Guid.CreateVersion7()}",
            }
        )
            (await api.GetAsync(path)).AssertStatus(404);
    }

    private static async Task<ScimResponse> SearchDirectoryAsync(WorkplaceClient api, string q, string more = "") =>
        (await api.GetAsync($"/directory?q={Uri.EscapeDataString(q)}{more}")).AssertStatus(200);

    private static async Task<IReadOnlyList<string>> SearchUsersAsync(WorkplaceClient api, string q) =>
        (await SearchDirectoryAsync(api, q)).GetTexts("/users", "/id");
}
