namespace Scim.Conformance.Tests.Durability;

/// <summary>Several writers on one tenant, and the comparison of what they know with what the server shows.</summary>
public sealed class DurabilityWorkload
{
    private const int WriterCount = 8;
    private const int SampleSize = 10;
    private const int GroupCount = 6;
    private static readonly TimeSpan RunTimeout = TimeSpan.FromSeconds(60);

    private readonly Random _random;
    private readonly TestTenant _tenant;
    private readonly string[] _groups;
    private readonly string _parentGroup;
    private readonly WorkloadWriter[] _writers;

    private DurabilityWorkload(TestTenant tenant, string[] groups, string parent, int seed)
    {
        (_tenant, _groups, _parentGroup) = (tenant, groups, parent);
        _random = new Random(seed);
        _writers =
        [
            .. Enumerable
                .Range(0, WriterCount)
                .Select(i => new WorkloadWriter(i, seed + i, groups)),
        ];
    }

    /// <summary>How many writes have been answered.</summary>
    public int AnsweredCount { get; private set; }

    /// <summary>How many users there should be.</summary>
    public int UserCount => _writers.Sum(writer => writer.Model.Users.Count);

    private IEnumerable<AcknowledgedUser> AllUsers =>
        _writers.SelectMany(writer => writer.Model.Users);

    /// <summary>Prepares a tenant: six groups, the first of which is in a seventh.</summary>
    public static async Task<DurabilityWorkload> PrepareTenantAsync(ScimServer server, int seed)
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        string[] groups = new string[GroupCount];
        for (int i = 0; i < GroupCount; i++)
            groups[i] = await tenant.Scim.CreateGroupAsync($"Crew {i}");
        return new DurabilityWorkload(
            tenant,
            groups,
            await tenant.Scim.CreateGroupAsync("Everybody of crew 0", groups[0]),
            seed
        );
    }

    /// <summary>Writes until the server is ended at a random moment.</summary>
    /// <param name="end">Ends the server.</param>
    public async Task RunUntilAsync(Func<Task> end)
    {
        using HttpClient http = RawHttpClient.CreateClient();
        ScimClient scim = new(_tenant.Url, _tenant.Token, http);
        int target = _random.Next(20, 400);
        int answered = 0;
        bool ending = false;
        TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task[] runs =
        [
            .. _writers.Select(writer =>
                writer.RunAsync(
                    scim,
                    () =>
                    {
                        if (Interlocked.Increment(ref answered) == target)
                            reached.TrySetResult();
                    },
                    () => Volatile.Read(ref ending)
                )
            ),
        ];

        // A writer that fails ends the round at once.
        await Task.WhenAny(reached.Task, Task.WhenAny(runs)).WaitAsync(RunTimeout);
        Volatile.Write(ref ending, true);
        await end();
        await Task.WhenAll(runs);
        AnsweredCount += answered;
    }

    /// <summary>Compares everything; fails with what differs.</summary>
    public async Task VerifyTenantAsync()
    {
        TenantObservation seen = await TenantObservation.ReadTenantAsync(
            _tenant.Scim,
            [.. _groups, _parentGroup]
        );
        foreach (WorkloadWriter writer in _writers)
            writer.ResolveUnanswered(seen);

        AssertSameSet(
            AllUsers.Select(person => $"{person.Id} {person.Name} {person.Title}"),
            seen.ById.Values.Select(user => $"{user.Id} {user.Name} {user.Title}"),
            "users"
        );
        foreach (string group in _groups)
            AssertSameSet(
                AllUsers.Where(person => person.Groups.Contains(group)).Select(person => person.Id),
                seen.GetMembers(group),
                $"members of group {group}"
            );
        Assert.Equal([_groups[0]], seen.GetMembers(_parentGroup));
        foreach (AcknowledgedUser person in AllUsers)
        {
            IEnumerable<string> groups = person.Groups.Contains(_groups[0])
                ? person.Groups.Append(_parentGroup)
                : person.Groups;
            AssertSameSet(groups, seen.ById[person.Id].Groups, $"groups of user {person.Name}");
        }
        await VerifyNamesAsync();
    }

    /// <summary>Tries every name that was ever used: the free ones can be taken, the held ones cannot.</summary>
    public async Task VerifyEveryNameAsync()
    {
        foreach (AcknowledgedUser person in AllUsers)
            (
                await _tenant.Scim.PostAsync("/Users", RequestBodies.CreateUser(person.Name))
            ).AssertError(409, "uniqueness");
        foreach (string name in _writers.SelectMany(writer => writer.Model.FreeNames))
            await _tenant.Scim.CreateUserAsync(name);
    }

    // The names that the server's end may have left half taken, and some others.
    private async Task VerifyNamesAsync()
    {
        foreach (WorkloadWriter writer in _writers)
        {
            IEnumerable<string> others =
                writer.Model.FreeNames.Count == 0
                    ? []
                    : Enumerable
                        .Range(0, 2)
                        .Select(_ =>
                            writer.Model.FreeNames[_random.Next(writer.Model.FreeNames.Count)]
                        );
            foreach (string name in writer.Model.UncertainNames.Concat(others).Distinct().ToArray())
            {
                ScimResponse response = await _tenant.Scim.PostAsync(
                    "/Users",
                    RequestBodies.CreateUser(name)
                );
                Assert.True(
                    response.Status == 201,
                    $"The name {name}, which nobody has, cannot be taken: {response}"
                );
                (await _tenant.Scim.DeleteAsync($"/Users/{response.Id}")).AssertStatus(204);
            }
            writer.Model.UncertainNames.Clear();
        }
        AcknowledgedUser[] people = [.. AllUsers];
        for (int i = 0; i < SampleSize && people.Length > 0; i++)
        {
            AcknowledgedUser person = people[_random.Next(people.Length)];
            (
                await _tenant.Scim.PostAsync("/Users", RequestBodies.CreateUser(person.Name))
            ).AssertError(409, "uniqueness");
            Assert.Equal(
                person.Id,
                (await _tenant.Scim.QueryResourcesAsync("/Users", $"userName eq \"{person.Name}\""))
                    .AssertStatus(200)
                    .GetText("/Resources/0/id")
            );
        }
    }

    private static void AssertSameSet(
        IEnumerable<string> model,
        IEnumerable<string> server,
        string what
    )
    {
        HashSet<string> expected = [.. model];
        HashSet<string> actual = [.. server];
        string[] lost = [.. expected.Except(actual)];
        string[] extra = [.. actual.Except(expected)];
        if (lost.Length + extra.Length > 0)
        {
            Assert.Fail(
                $"{what}: lost {lost.Length} ({string.Join("; ", lost.Take(5))}), "
                    + $"unexpected {extra.Length} ({string.Join("; ", extra.Take(5))})"
            );
        }
    }
}
