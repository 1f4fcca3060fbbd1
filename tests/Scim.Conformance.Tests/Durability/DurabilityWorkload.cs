namespace Scim.Conformance.Tests.Durability;

/// <summary>Runs several writers on one tenant and compares their models with the state of the server.</summary>
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
        _writers = [.. Enumerable.Range(0, WriterCount).Select(i => new WorkloadWriter(i, seed + i, groups))];
    }

    /// <summary>The number of acknowledged writes.</summary>
    public int AnsweredCount { get; private set; }

    /// <summary>The number of users that the tenant must have.</summary>
    public int UserCount => _writers.Sum(writer => writer.Model.Users.Count);

    private IEnumerable<AcknowledgedUser> AllUsers => _writers.SelectMany(writer => writer.Model.Users);

    /// <summary>Prepares a tenant with six groups, the first of which is nested in a seventh.</summary>
    public static async Task<DurabilityWorkload> PrepareTenantAsync(ScimServer server, int seed)
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        string[] groups = new string[GroupCount];
        for (int i = 0; i < GroupCount; i++)
            groups[i] = await tenant.Scim.CreateGroupAsync($"Crew {i}");
        return new DurabilityWorkload(
            tenant,
            groups,
            await tenant.Scim.CreateGroupAsync("Parent of crew 0", groups[0]),
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

        // A writer that fails ends the round immediately.
        await Task.WhenAny(reached.Task, Task.WhenAny(runs)).WaitAsync(RunTimeout);
        Volatile.Write(ref ending, true);
        await end();
        await Task.WhenAll(runs);
        AnsweredCount += answered;
    }

    /// <summary>Compares the whole tenant with the models and fails with a list of the differences.</summary>
    public async Task VerifyTenantAsync()
    {
        TenantObservation seen = await TenantObservation.ReadTenantAsync(_tenant.Scim, [.. _groups, _parentGroup]);
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

    /// <summary>Tries every name that was ever used: free names can be taken, used names cannot.</summary>
    public async Task VerifyEveryNameAsync()
    {
        foreach (AcknowledgedUser person in AllUsers)
            (await _tenant.Scim.PostAsync("/Users", RequestBodies.CreateUser(person.Name))).AssertError(
                409,
                "uniqueness"
            );
        foreach (string name in _writers.SelectMany(writer => writer.Model.FreeNames))
            await _tenant.Scim.CreateUserAsync(name);
    }

    // Checks the names whose reservation the server's end may have interrupted, and a sample of other names.
    private async Task VerifyNamesAsync()
    {
        foreach (WorkloadWriter writer in _writers)
        {
            IEnumerable<string> others =
                writer.Model.FreeNames.Count == 0
                    ? []
                    : Enumerable
                        .Range(0, 2)
                        .Select(_ => writer.Model.FreeNames[_random.Next(writer.Model.FreeNames.Count)]);
            foreach (string name in writer.Model.UncertainNames.Concat(others).Distinct().ToArray())
            {
                ScimResponse response = await _tenant.Scim.PostAsync("/Users", RequestBodies.CreateUser(name));
                Assert.True(response.Status == 201, $"The name {name} is free but cannot be taken: {response}");
                (await _tenant.Scim.DeleteAsync($"/Users/{response.Id}")).AssertStatus(204);
            }
            writer.Model.UncertainNames.Clear();
        }
        AcknowledgedUser[] users = [.. AllUsers];
        for (int i = 0; i < SampleSize && users.Length > 0; i++)
        {
            AcknowledgedUser person = users[_random.Next(users.Length)];
            (await _tenant.Scim.PostAsync("/Users", RequestBodies.CreateUser(person.Name))).AssertError(
                409,
                "uniqueness"
            );
            Assert.Equal(
                person.Id,
                (await _tenant.Scim.QueryResourcesAsync("/Users", $"userName eq \"{person.Name}\""))
                    .AssertStatus(200)
                    .GetText("/Resources/0/id")
            );
        }
    }

    private static void AssertSameSet(IEnumerable<string> model, IEnumerable<string> server, string what)
    {
        HashSet<string> expected = [.. model];
        HashSet<string> actual = [.. server];
        string[] missing = [.. expected.Except(actual)];
        string[] extra = [.. actual.Except(expected)];
        if (missing.Length + extra.Length > 0)
        {
            Assert.Fail(
                $"{what}: missing {missing.Length} ({string.Join("; ", missing.Take(5))}), "
                    + $"unexpected {extra.Length} ({string.Join("; ", extra.Take(5))})"
            );
        }
    }
}
