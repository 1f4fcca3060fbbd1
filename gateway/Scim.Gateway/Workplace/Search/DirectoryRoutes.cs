using Scim.Gateway.Http;
using Scim.Gateway.Resources;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Resources;
using Scim.GrainInterfaces.Search;
using Scim.Protocol.Errors;
using static Scim.Gateway.Workplace.WorkplaceOperation;
using static Scim.Gateway.Workplace.WorkplaceRequest;

namespace Scim.Gateway.Workplace.Search;

/// <summary>The routes of the directory: search while a user types, and single users and groups.</summary>
internal static class DirectoryRoutes
{
    private const int DefaultCount = 20;
    private const int MaxCount = 100;

    /// <summary>The area.</summary>
    public static WorkplaceArea Area { get; } =
        new(
            "Directory",
            "Search for users and groups, and read their profiles",
            DirectoryJsonContext.Default,
            new(
                "/directory",
                Get(
                        "Search users and groups",
                        "Finds active users by name, email address and title, and groups by name. Every word "
                            + "of `q` must match a word or the beginning of a word. Matches of whole words "
                            + "come first. Case and accents are ignored. Fails with 400 if `q` is missing or "
                            + "has more than 200 characters or 8 words.",
                        SearchDirectoryAsync
                    )
                    .WithQueryParameter(
                        "q",
                        typeof(string),
                        "Words or beginnings of words, all of which must match. At most 200 characters and 8 words.",
                        required: true
                    )
                    .WithQueryParameter(
                        "count",
                        typeof(int),
                        $"The maximum number of users and of groups to return, from 1 to {MaxCount}. "
                            + $"The default is {DefaultCount}."
                    )
                    .WithResponse<DirectoryBody>(200)
            ),
            new(
                "/users/{userId}",
                Get(
                        "Read a user's profile",
                        "Returns the profile of an active or inactive user. For a deactivated user, `deactivatedAt` is "
                            + "the time of the deactivation, and `deleteAt` the time when the user is due for deletion "
                            + "under the present setting `deprovisioning.deleteAfter`. Both are null for an active "
                            + "user. Fails with 404 if the user does not exist.",
                        ReadUserAsync
                    )
                    .WithResponse<PersonBody>(200)
            ),
            new(
                "/groups/{groupId}",
                Get(
                        "Read a group",
                        "Returns the name and the external id of a group. Fails with 404 if the group does not exist.",
                        ReadGroupAsync
                    )
                    .WithResponse<GroupBody>(200)
            )
        );

    private static async Task<ApiResponse> SearchDirectoryAsync(WorkplaceRequest request)
    {
        if (request.GetQueryValue("q") is not { } text)
            return new ScimError(ScimErrorKind.InvalidValue, "q is required. Set it to the words to search for.");
        (int count, ScimError? error) = PageParameters.ReadCount(request, DefaultCount, MaxCount);
        if (error is not null)
            return error;
        ScimResult<SearchReply> reply = await GetSearchGrain(request)
            .Search(new SearchQuery { Text = text, Count = count }, request.Http.RequestAborted);
        return reply.Value is { } found
            ? JsonResponses.Ok(
                new DirectoryBody(
                    [.. found.Users.Select(PersonBody.FromSummary)],
                    [.. found.Groups.Select(GroupBody.FromSummary)]
                ),
                DirectoryJsonContext.Default.DirectoryBody
            )
            : reply.Error!;
    }

    private static async Task<ApiResponse> ReadUserAsync(WorkplaceRequest request)
    {
        string id = request.GetRouteValue("userId");
        if (!ResourceIds.IsWellFormed(id))
            return UserNotFound;
        ScimResult<PersonSummary> reply = await GrainReadRetry.ReadWithRetryAsync(
            request.Time,
            () => GetSearchGrain(request).GetUser(id, request.Http.RequestAborted),
            request.Http.RequestAborted
        );
        return reply.Value is { } user
            ? JsonResponses.Ok(PersonBody.FromSummary(user), DirectoryJsonContext.Default.PersonBody)
            : UserNotFound;
    }

    private static async Task<ApiResponse> ReadGroupAsync(WorkplaceRequest request)
    {
        string id = request.GetRouteValue("groupId");
        if (!ResourceIds.IsWellFormed(id))
            return GroupNotFound;
        ScimResult<GroupSummary> reply = await GrainReadRetry.ReadWithRetryAsync(
            request.Time,
            () => GetSearchGrain(request).GetGroup(id, request.Http.RequestAborted),
            request.Http.RequestAborted
        );
        return reply.Value is { } group
            ? JsonResponses.Ok(GroupBody.FromSummary(group), DirectoryJsonContext.Default.GroupBody)
            : GroupNotFound;
    }

    private static ISearchGrain GetSearchGrain(WorkplaceRequest request) =>
        request.Grains.GetGrain<ISearchGrain>(ResourceKey.ForSearch(request.Tenant).ToString());
}
