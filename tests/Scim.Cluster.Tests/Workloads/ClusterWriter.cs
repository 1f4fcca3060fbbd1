using System.Globalization;

namespace Scim.Cluster.Tests.Workloads;

/// <summary>
/// Changes its own users, one request after the other, and reads them in between: acknowledged writes must be visible
/// at once through every node.
/// </summary>
public sealed class ClusterWriter(int number, int seed, LoadBalancedClient endpoints, IReadOnlyList<string> groups)
{
    private const int MaxUsers = 40;
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(100);
    private readonly Random _random = new(seed);
    private int _nameCount;
    private int _titleCount;

    /// <summary>The users it created, including deleted users.</summary>
    public List<ExpectedUser> Users { get; } = [];

    /// <summary>The names of users whose creation has an unknown outcome.</summary>
    public HashSet<string> PossiblyCreatedNames { get; } = [];

    /// <summary>Names that were used by a user and have been freed.</summary>
    public HashSet<string> FreedNames { get; } = [];

    /// <summary>The number of acknowledged requests.</summary>
    public int AcknowledgedCount { get; private set; }

    /// <summary>The client that sends its requests.</summary>
    public LoadBalancedClient Client => endpoints;

    /// <summary>Sends requests until <paramref name="stop"/> is cancelled.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            if (await RunStepAsync() == RequestOutcome.Unknown)
                await Task.Delay(RetryInterval, CancellationToken.None);
            else
                AcknowledgedCount++;
        }
    }

    private Task<RequestOutcome> RunStepAsync()
    {
        ExpectedUser[] existing = [.. Users.Where(p => p.Exists.IsCertainly(true))];
        if (existing.Length < 5 || (existing.Length < MaxUsers && _random.Next(100) < 20))
            return CreateUserAsync();
        ExpectedUser person = existing[_random.Next(existing.Length)];
        return _random.Next(100) switch
        {
            < 25 => ReadUserAsync(person),
            < 40 => SetTitleAsync(person),
            < 52 => RenameUserAsync(person),
            < 62 => SetActiveAsync(person),
            < 92 => ChangeMembershipAsync(person),
            _ => DeleteUserAsync(person),
        };
    }

    private async Task<RequestOutcome> CreateUserAsync()
    {
        string name = CreateName();
        ScimResponse? response = await endpoints.SendAsync("POST", "/Users", RequestBodies.CreateUser(name));
        if (response is null)
        {
            PossiblyCreatedNames.Add(name);
            return RequestOutcome.Unknown;
        }

        response.AssertStatus(201);
        Users.Add(new ExpectedUser(response.Id, name));
        return RequestOutcome.Done;
    }

    private async Task<RequestOutcome> ReadUserAsync(ExpectedUser person)
    {
        ScimResponse? response = await endpoints.SendAsync("GET", $"/Users/{person.Id}");
        if (response is null)
            return RequestOutcome.Unknown;
        Assert.True(response.Status == 200, $"An acknowledged user was not found: {response}");
        if (person.FindContradiction(response.Json) is { } wrong)
            Assert.Fail($"A read contradicts acknowledged writes: {wrong}. {response}");
        return RequestOutcome.Done;
    }

    private async Task<RequestOutcome> SetTitleAsync(ExpectedUser person)
    {
        string title = $"title {(++_titleCount).ToString(CultureInfo.InvariantCulture)} of writer {number}";
        return ApplyOutcome(
            await PatchUserAsync(person, RequestBodies.ReplaceOperation("title", title)),
            person.Title,
            title
        );
    }

    private async Task<RequestOutcome> RenameUserAsync(ExpectedUser person)
    {
        string old = person.Name.First,
            name = CreateName();
        bool wasKnown = person.Name.IsKnown;
        RequestOutcome outcome = ApplyOutcome(
            await PatchUserAsync(person, RequestBodies.ReplaceOperation("userName", name)),
            person.Name,
            name
        );
        if (outcome == RequestOutcome.Done && wasKnown)
            FreedNames.Add(old);
        return outcome;
    }

    private async Task<RequestOutcome> SetActiveAsync(ExpectedUser person)
    {
        bool active = !person.Active.First;
        return ApplyOutcome(
            await PatchUserAsync(person, RequestBodies.ReplaceOperation("active", active)),
            person.Active,
            active
        );
    }

    private async Task<RequestOutcome> ChangeMembershipAsync(ExpectedUser person)
    {
        string group = groups[_random.Next(groups.Count)];
        if (!person.Groups.TryGetValue(group, out PossibleValues<bool>? isIn))
            person.Groups.Add(group, isIn = new PossibleValues<bool>(false));
        bool join = !isIn.First;
        object operation = join
            ? RequestBodies.CreatePatch(RequestBodies.AddOperation("members", RequestBodies.CreateMembers(person.Id)))
            : RequestBodies.CreatePatch(RequestBodies.RemoveOperation($"members[value eq \"{person.Id}\"]"));
        return ApplyOutcome(await endpoints.SendAsync("PATCH", $"/Groups/{group}", operation), isIn, join);
    }

    private async Task<RequestOutcome> DeleteUserAsync(ExpectedUser person)
    {
        ScimResponse? response = await endpoints.SendAsync("DELETE", $"/Users/{person.Id}");
        if (response is null)
        {
            person.Exists.AddPossible(false);
            return RequestOutcome.Unknown;
        }

        response.AssertStatus(204);
        person.Exists.Set(false);
        if (person.Name.IsKnown)
            FreedNames.Add(person.Name.First);
        return RequestOutcome.Done;
    }

    private Task<ScimResponse?> PatchUserAsync(ExpectedUser person, System.Text.Json.Nodes.JsonObject operation) =>
        endpoints.SendAsync("PATCH", $"/Users/{person.Id}", RequestBodies.CreatePatch(operation));

    private static RequestOutcome ApplyOutcome<T>(ScimResponse? response, PossibleValues<T> fact, T value)
    {
        if (response is null)
        {
            fact.AddPossible(value);
            return RequestOutcome.Unknown;
        }

        response.AssertStatus(200, 204);
        fact.Set(value);
        return RequestOutcome.Done;
    }

    // Names are never reused, because a create with an unknown outcome may still be committed.
    private string CreateName() => string.Create(CultureInfo.InvariantCulture, $"writer{number}.{++_nameCount}");
}
