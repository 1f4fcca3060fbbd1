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
    public static WorkplaceArea Area { get; } = new(
        "Directory",
        "Who is who",
        DirectoryJson.Default,
        new("/directory",
            Get("Looks up active users by name, e-mail address and title, and groups by name: whole words before beginnings of words. Case and accents make no difference.", Search)
                .Takes("q", typeof(string), "Words or beginnings of words, all of which must match; at most 200 characters and 8 words.", required: true)
                .Takes("count", typeof(int), $"How many users, and how many groups, to return at most, 1 to {MaxCount}; {DefaultCount} if left out.")
                .Gives<DirectoryBody>(200)),
        new("/users/{userId}", Get("Reads a user's profile, whether he is active or not.", User).Gives<PersonBody>(200)),
        new("/groups/{groupId}", Get("Reads a group.", Group).Gives<GroupBody>(200)));

    private static async Task<Answer> Search(WorkplaceRequest request)
    {
        if (request.Query("q") is not { } text) return new ScimError(ScimErrorKind.InvalidValue, "q is required: what to look for.");
        (int count, ScimError? error) = PageParameters.Count(request, DefaultCount, MaxCount);
        if (error is not null) return error;
        ScimResult<SearchReply> reply = await Grain(request).Search(new SearchQuery { Text = text, Count = count }, request.Http.RequestAborted);
        return reply.Value is { } found
            ? WorkplaceAnswers.Ok(new DirectoryBody([.. found.Users.Select(PersonBody.Of)], [.. found.Groups.Select(GroupBody.Of)]), DirectoryJson.Default.DirectoryBody)
            : reply.Error!;
    }

    private static async Task<Answer> User(WorkplaceRequest request)
    {
        string id = request.Route("userId");
        if (!ResourceIds.CouldBeIssued(id)) return NoUser;
        ScimResult<PersonSummary> reply = await Reads.Ask(request.Time, () => Grain(request).User(id, request.Http.RequestAborted), request.Http.RequestAborted);
        return reply.Value is { } user ? WorkplaceAnswers.Ok(PersonBody.Of(user), DirectoryJson.Default.PersonBody) : NoUser;
    }

    private static async Task<Answer> Group(WorkplaceRequest request)
    {
        string id = request.Route("groupId");
        if (!ResourceIds.CouldBeIssued(id)) return NoGroup;
        ScimResult<GroupSummary> reply = await Reads.Ask(request.Time, () => Grain(request).Group(id, request.Http.RequestAborted), request.Http.RequestAborted);
        return reply.Value is { } group ? WorkplaceAnswers.Ok(GroupBody.Of(group), DirectoryJson.Default.GroupBody) : NoGroup;
    }

    private static ISearchGrain Grain(WorkplaceRequest request) => request.Grains.GetGrain<ISearchGrain>(ResourceKey.ForSearch(request.Tenant).ToString());
}
