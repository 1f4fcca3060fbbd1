using System.Text.Json;

namespace Scim.Testing.Server.Http;

/// <summary>Common steps of SCIM tests.</summary>
public static class ScimClientExtensions
{
    /// <summary>Creates a user.</summary>
    /// <returns>The user's id.</returns>
    public static async Task<string> CreateUserAsync(this ScimClient scim, string userName, object? more = null) =>
        (await scim.PostAsync("/Users", RequestBodies.CreateUser(userName, more))).AssertStatus(201).Id;

    /// <summary>Creates users sequentially.</summary>
    /// <returns>The users' ids in order of creation.</returns>
    public static async Task<string[]> CreateUsersAsync(this ScimClient scim, string prefix, int number)
    {
        string[] ids = new string[number];
        for (int i = 0; i < number; i++)
            ids[i] = await scim.CreateUserAsync($"{prefix}.{i}");
        return ids;
    }

    /// <summary>Creates a group.</summary>
    /// <returns>The group's id.</returns>
    public static async Task<string> CreateGroupAsync(
        this ScimClient scim,
        string displayName,
        params string[] members
    ) => (await scim.PostAsync("/Groups", RequestBodies.CreateGroup(displayName, members))).AssertStatus(201).Id;

    /// <summary>Deactivates a user as identity providers do, by PATCH.</summary>
    public static async Task DeactivateUserAsync(this ScimClient scim, string user) =>
        (
            await scim.PatchAsync(
                $"/Users/{user}",
                RequestBodies.CreatePatch(RequestBodies.ReplaceOperation("active", false))
            )
        ).AssertStatus(200, 204);

    /// <summary>Runs a query with a <c>filter</c>.</summary>
    /// <param name="scim">The client.</param>
    /// <param name="endpoint">The endpoint, such as <c>/Users</c>.</param>
    /// <param name="filter">The filter, not encoded.</param>
    /// <param name="more">Further parameters, encoded, such as <c>count=3</c>.</param>
    public static Task<ScimResponse> QueryResourcesAsync(
        this ScimClient scim,
        string endpoint,
        string filter,
        string more = ""
    ) => scim.GetAsync($"{endpoint}?filter={Uri.EscapeDataString(filter)}{(more.Length > 0 ? "&" + more : "")}");

    /// <summary>The ids of a group's members, sorted.</summary>
    public static async Task<string[]> ReadMemberIdsAsync(this ScimClient scim, string group) =>
        [
            .. (await scim.GetAsync($"/Groups/{group}"))
                .AssertStatus(200)
                .GetTexts("/members", "/value")
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>
    /// The ids of a user's groups, sorted, each with the type of membership (<c>direct</c> or <c>indirect</c>, null if
    /// absent).
    /// </summary>
    public static async Task<(string Id, string? Type)[]> ReadGroupsAsync(this ScimClient scim, string user)
    {
        JsonElement groups = (await scim.GetAsync($"/Users/{user}")).AssertStatus(200).GetElement("/groups");
        return groups.ValueKind != JsonValueKind.Array
            ? []
            :
            [
                .. groups
                    .EnumerateArray()
                    .Select(group =>
                        (
                            JsonPointer.FindElement(group, "/value").GetString()!,
                            JsonPointer.FindElement(group, "/type") is { ValueKind: JsonValueKind.String } type
                                ? type.GetString()
                                : null
                        )
                    )
                    .OrderBy(group => group.Item1, StringComparer.Ordinal),
            ];
    }

    /// <summary>The number of users and the number of groups.</summary>
    public static async Task<(int Users, int Groups)> CountResourcesAsync(this ScimClient scim) =>
        (
            (await scim.GetAsync("/Users?count=0")).AssertStatus(200).TotalResults,
            (await scim.GetAsync("/Groups?count=0")).AssertStatus(200).TotalResults
        );
}
