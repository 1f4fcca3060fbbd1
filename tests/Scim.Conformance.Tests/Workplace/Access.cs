namespace Scim.Conformance.Tests.Workplace;

/// <summary>What tests of sites do all the time.</summary>
public static class Access
{
    /// <summary>Creates a site.</summary>
    /// <returns>Its id.</returns>
    public static async Task<string> CreateSite(this WorkplaceClient api, string name) => (await api.Post("/sites", new { name })).Expect(201).Id;

    /// <summary>Gives a group a role.</summary>
    public static async Task Permit(this WorkplaceClient api, string site, string group, string role) =>
        (await api.Put($"/sites/{site}/permissions/{group}", new { role })).Expect(204);

    /// <summary>A user's role on a site.</summary>
    public static async Task<string?> RoleOn(this WorkplaceClient api, string site, string user)
    {
        ScimResponse access = (await api.Get($"/sites/{site}/access/{user}")).Expect(200);
        Assert.True(access.Has("/role"), access.ToString());
        return access.At("/role").GetString();
    }

    /// <summary>The groups and roles on a site.</summary>
    public static async Task<Dictionary<string, string>> PermissionsOn(this WorkplaceClient api, string site)
    {
        ScimResponse list = (await api.Get($"/sites/{site}/permissions?count=1000")).Expect(200);
        return list.Each("/permissions", "/groupId").Zip(list.Each("/permissions", "/role")).ToDictionary(p => p.First, p => p.Second);
    }

    /// <summary>The sites of a user by name.</summary>
    public static async Task<string[]> SitesOf(this WorkplaceClient api, string user)
    {
        ScimResponse list = (await api.Get($"/users/{user}/sites")).Expect(200);
        return [.. list.Each("/sites", "/name").Zip(list.Each("/sites", "/role"), (name, role) => $"{name}: {role}")];
    }
}
