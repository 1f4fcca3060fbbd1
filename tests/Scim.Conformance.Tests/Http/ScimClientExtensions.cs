using System.Text.Json;

namespace Scim.Conformance.Tests.Http;

/// <summary>What nearly every test does first.</summary>
public static class ScimClientExtensions
{
    /// <summary>Creates a user.</summary>
    /// <returns>Its id.</returns>
    public static async Task<string> CreateUser(this ScimClient scim, string userName, object? more = null) =>
        (await scim.Post("/Users", Bodies.User(userName, more))).Expect(201).Id;

    /// <summary>Creates users one after the other.</summary>
    /// <returns>Their ids in order.</returns>
    public static async Task<string[]> CreateUsers(this ScimClient scim, string prefix, int number)
    {
        string[] ids = new string[number];
        for (int i = 0; i < number; i++)
            ids[i] = await scim.CreateUser($"{prefix}.{i}");
        return ids;
    }

    /// <summary>Creates a group.</summary>
    /// <returns>Its id.</returns>
    public static async Task<string> CreateGroup(this ScimClient scim, string displayName, params string[] members) =>
        (await scim.Post("/Groups", Bodies.Group(displayName, members))).Expect(201).Id;

    /// <summary>Deactivates a user, as identity providers do.</summary>
    public static async Task Deactivate(this ScimClient scim, string user) =>
        (await scim.Patch($"/Users/{user}", Bodies.Patch(Bodies.Replace("active", false)))).Expect(200, 204);

    /// <summary>Runs a query by <c>filter</c>.</summary>
    /// <param name="scim">The client.</param>
    /// <param name="endpoint">For example <c>/Users</c>.</param>
    /// <param name="filter">The filter, not encoded.</param>
    /// <param name="more">Further parameters, encoded, such as <c>count=3</c>.</param>
    public static Task<ScimResponse> Query(this ScimClient scim, string endpoint, string filter, string more = "") =>
        scim.Get($"{endpoint}?filter={Uri.EscapeDataString(filter)}{(more.Length > 0 ? "&" + more : "")}");

    /// <summary>The ids of a group's members, sorted.</summary>
    public static async Task<string[]> MembersOf(this ScimClient scim, string group) =>
        [.. (await scim.Get($"/Groups/{group}")).Expect(200).Each("/members", "/value").Order(StringComparer.Ordinal)];

    /// <summary>The ids of the groups that a user shows, sorted, with how he is in them.</summary>
    public static async Task<(string Id, string? Type)[]> GroupsOf(this ScimClient scim, string user)
    {
        JsonElement groups = (await scim.Get($"/Users/{user}")).Expect(200).At("/groups");
        return groups.ValueKind != JsonValueKind.Array ? [] :
            [.. groups.EnumerateArray()
                .Select(group => (JsonPointer.Find(group, "/value").GetString()!,
                    JsonPointer.Find(group, "/type") is { ValueKind: JsonValueKind.String } type ? type.GetString() : null))
                .OrderBy(group => group.Item1, StringComparer.Ordinal)];
    }

    /// <summary>How many users and how many groups there are.</summary>
    public static async Task<(int Users, int Groups)> Totals(this ScimClient scim) =>
        ((await scim.Get("/Users?count=0")).Expect(200).TotalResults, (await scim.Get("/Groups?count=0")).Expect(200).TotalResults);
}
