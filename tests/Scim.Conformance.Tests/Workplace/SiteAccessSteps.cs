using Scim.Testing.Server.Workplace;

namespace Scim.Conformance.Tests.Workplace;

/// <summary>Common steps of site tests.</summary>
public static class SiteAccessSteps
{
    /// <summary>Creates a site.</summary>
    /// <returns>Its id.</returns>
    public static async Task<string> CreateSiteAsync(this WorkplaceClient api, string name) =>
        (await api.PostAsync("/sites", new { name })).AssertStatus(201).Id;

    /// <summary>Grants a group a role on a site.</summary>
    public static async Task SetPermissionAsync(this WorkplaceClient api, string site, string group, string role) =>
        (await api.PutAsync($"/sites/{site}/permissions/{group}", new { role })).AssertStatus(204);

    /// <summary>Reads a user's role on a site.</summary>
    public static async Task<string?> ReadRoleAsync(this WorkplaceClient api, string site, string user)
    {
        ScimResponse access = (await api.GetAsync($"/sites/{site}/access/{user}")).AssertStatus(200);
        Assert.True(access.HasElement("/role"), access.ToString());
        return access.GetElement("/role").GetString();
    }

    /// <summary>Reads the groups that have permissions on a site, with their roles.</summary>
    public static async Task<Dictionary<string, string>> ReadPermissionsAsync(this WorkplaceClient api, string site)
    {
        ScimResponse list = (await api.GetAsync($"/sites/{site}/permissions?count=1000")).AssertStatus(200);
        return list.GetTexts("/permissions", "/groupId")
            .Zip(list.GetTexts("/permissions", "/role"))
            .ToDictionary(p => p.First, p => p.Second);
    }

    /// <summary>Reads a user's sites and roles, ordered by site name.</summary>
    public static async Task<string[]> ReadSitesAsync(this WorkplaceClient api, string user)
    {
        ScimResponse list = (await api.GetAsync($"/users/{user}/sites")).AssertStatus(200);
        return
        [
            .. list.GetTexts("/sites", "/name")
                .Zip(list.GetTexts("/sites", "/role"), (name, role) => $"{name}: {role}"),
        ];
    }
}
