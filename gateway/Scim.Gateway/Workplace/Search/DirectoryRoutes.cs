using Scim.Gateway.Http;
using Scim.Gateway.Resources;
using Scim.Gateway.Routing;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Search;
using Scim.Protocol.Errors;
using static Scim.Gateway.Workplace.WorkplaceOperation;
using static Scim.Gateway.Workplace.WorkplaceRequest;

namespace Scim.Gateway.Workplace.Search;

/// <summary>Who is who: search as somebody types, and single users and groups.</summary>
internal static class DirectoryRoutes
{
    private const int DefaultCount = 20;
    private const int MaxCount = 100;

    /// <summary>The area.</summary>
    public static WorkplaceArea Area { get; } =
        new(
            "Directory",
            "Who is who",
            DirectoryJsonContext.Default,
            new(
                "/directory",
                Get(
                        "Looks up active users by name, e-mail address and title, and groups by name: whole words before beginnings of words. Case and accents make no difference.",
                        SearchDirectoryAsync
                    )
                    .WithQueryParameter(
                        "q",
                        typeof(string),
                        "Words or beginnings of words, all of which must match; at most 200 characters and 8 words.",
                        required: true
                    )
                    .WithQueryParameter(
                        "count",
                        typeof(int),
                        $"How many users, and how many groups, to return at most, 1 to {MaxCount}; {DefaultCount} if left out."
                    )
                    .WithResponse<DirectoryBody>(200)
            ),
            new(
                "/users/{userId}",
                Get("Reads a user's profile, whether he is active or not.", ReadUserAsync)
                    .WithResponse<PersonBody>(200)
            ),
            new(
                "/groups/{groupId}",
                Get("Reads a group.", ReadGroupAsync).WithResponse<GroupBody>(200)
            )
        );

    private static async Task<ApiResponse> SearchDirectoryAsync(WorkplaceRequest request)
    {
        if (request.GetQueryValue("q") is not { } text)
            return new ScimError(ScimErrorKind.InvalidValue, "q is required: what to look for.");
        (int count, ScimError? error) = PageParameters.ReadCount(request, DefaultCount, MaxCount);
        if (error is not null)
            return error;
        ScimResult<SearchReply> reply = await GetSearchGrain(request)
            .Search(new SearchQuery { Text = text, Count = count }, request.Http.RequestAborted);
        return reply.Value is { } found
            ? WorkplaceResponses.Ok(
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
            ? WorkplaceResponses.Ok(
                PersonBody.FromSummary(user),
                DirectoryJsonContext.Default.PersonBody
            )
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
            ? WorkplaceResponses.Ok(
                GroupBody.FromSummary(group),
                DirectoryJsonContext.Default.GroupBody
            )
            : GroupNotFound;
    }

    private static ISearchGrain GetSearchGrain(WorkplaceRequest request) =>
        request.Grains.GetGrain<ISearchGrain>(ResourceKey.ForSearch(request.Tenant).ToString());
}
