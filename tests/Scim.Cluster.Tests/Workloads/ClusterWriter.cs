using System.Globalization;

namespace Scim.Cluster.Tests.Workloads;

/// <summary>
/// Changes users of its own, one request after the other, and reads them in between: what was acknowledged must be seen
/// at once, through whichever node.
/// </summary>
public sealed class ClusterWriter(
    int number,
    int seed,
    LoadBalancedClient endpoints,
    IReadOnlyList<string> groups
)
{
    private const int MaxUsers = 40;
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(100);
    private readonly Random _random = new(seed);
    private int _nameCount;
    private int _titleCount;

    /// <summary>Users it made, deleted ones among them.</summary>
    public List<ExpectedUser> Users { get; } = [];

    /// <summary>Names of users that may have been created without anybody having been told.</summary>
    public HashSet<string> PossiblyCreatedNames { get; } = [];

    /// <summary>Names that somebody had and nobody has any more.</summary>
    public HashSet<string> FreedNames { get; } = [];

    /// <summary>How many requests were acknowledged.</summary>
    public int AcknowledgedCount { get; private set; }

    /// <summary>Where it sends its requests.</summary>
    public LoadBalancedClient Client => endpoints;

    /// <summary>Works until it is told to stop.</summary>
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
        ExpectedUser[] living = [.. Users.Where(p => p.Exists.IsCertainly(true))];
        if (living.Length < 5 || (living.Length < MaxUsers && _random.Next(100) < 20))
            return CreateUserAsync();
        ExpectedUser person = living[_random.Next(living.Length)];
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
        ScimResponse? answer = await endpoints.SendAsync(
            "POST",
            "/Users",
            RequestBodies.CreateUser(name)
        );
        if (answer is null)
        {
            PossiblyCreatedNames.Add(name);
            return RequestOutcome.Unknown;
        }

        answer.AssertStatus(201);
        Users.Add(new ExpectedUser(answer.Id, name));
        return RequestOutcome.Done;
    }

    private async Task<RequestOutcome> ReadUserAsync(ExpectedUser person)
    {
        ScimResponse? answer = await endpoints.SendAsync("GET", $"/Users/{person.Id}");
        if (answer is null)
            return RequestOutcome.Unknown;
        Assert.True(answer.Status == 200, $"A user who was acknowledged is not there: {answer}");
        if (person.FindContradiction(answer.Json) is { } wrong)
            Assert.Fail($"A read contradicts what was acknowledged: {wrong}. {answer}");
        return RequestOutcome.Done;
    }

    private async Task<RequestOutcome> SetTitleAsync(ExpectedUser person)
    {
        string title =
            $"title {(++_titleCount).ToString(CultureInfo.InvariantCulture)} of writer {number}";
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
            ? RequestBodies.CreatePatch(
                RequestBodies.AddOperation("members", RequestBodies.CreateMembers(person.Id))
            )
            : RequestBodies.CreatePatch(
                RequestBodies.RemoveOperation($"members[value eq \"{person.Id}\"]")
            );
        return ApplyOutcome(
            await endpoints.SendAsync("PATCH", $"/Groups/{group}", operation),
            isIn,
            join
        );
    }

    private async Task<RequestOutcome> DeleteUserAsync(ExpectedUser person)
    {
        ScimResponse? answer = await endpoints.SendAsync("DELETE", $"/Users/{person.Id}");
        if (answer is null)
        {
            person.Exists.AddPossible(false);
            return RequestOutcome.Unknown;
        }

        answer.AssertStatus(204);
        person.Exists.Set(false);
        if (person.Name.IsKnown)
            FreedNames.Add(person.Name.First);
        return RequestOutcome.Done;
    }

    private Task<ScimResponse?> PatchUserAsync(
        ExpectedUser person,
        System.Text.Json.Nodes.JsonObject operation
    ) => endpoints.SendAsync("PATCH", $"/Users/{person.Id}", RequestBodies.CreatePatch(operation));

    private static RequestOutcome ApplyOutcome<T>(
        ScimResponse? answer,
        PossibleValues<T> fact,
        T value
    )
    {
        if (answer is null)
        {
            fact.AddPossible(value);
            return RequestOutcome.Unknown;
        }

        answer.AssertStatus(200, 204);
        fact.Set(value);
        return RequestOutcome.Done;
    }

    // Never used twice: a create that nobody told of may still come true.
    private string CreateName() =>
        $"writer{number.ToString(CultureInfo.InvariantCulture)}.{(++_nameCount).ToString(CultureInfo.InvariantCulture)}";
}
