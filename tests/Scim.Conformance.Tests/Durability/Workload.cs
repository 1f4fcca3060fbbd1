namespace Scim.Conformance.Tests.Durability;

/// <summary>Several writers on one tenant, and the comparison of what they know with what the server shows.</summary>
public sealed class Workload
{
    private const int Writers = 8;
    private const int Sample = 10;
    private const int Groups = 6;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly Random _random;
    private readonly TestTenant _tenant;
    private readonly string[] _groups;
    private readonly string _parent;
    private readonly Writer[] _writers;

    private Workload(TestTenant tenant, string[] groups, string parent, int seed)
    {
        (_tenant, _groups, _parent) = (tenant, groups, parent);
        _random = new Random(seed);
        _writers = [.. Enumerable.Range(0, Writers).Select(i => new Writer(i, seed + i, groups))];
    }

    /// <summary>How many writes have been answered.</summary>
    public int Answered { get; private set; }

    /// <summary>How many users there should be.</summary>
    public int Users => _writers.Sum(writer => writer.Roster.People.Count);

    private IEnumerable<Person> People => _writers.SelectMany(writer => writer.Roster.People);

    /// <summary>Prepares a tenant: six groups, the first of which is in a seventh.</summary>
    public static async Task<Workload> Prepare(ScimServer server, int seed)
    {
        TestTenant tenant = await server.Operator.NewTenant();
        string[] groups = new string[Groups];
        for (int i = 0; i < Groups; i++)
            groups[i] = await tenant.Scim.CreateGroup($"Crew {i}");
        return new Workload(tenant, groups, await tenant.Scim.CreateGroup("Everybody of crew 0", groups[0]), seed);
    }

    /// <summary>Writes until the server is ended at a random moment.</summary>
    /// <param name="end">Ends the server.</param>
    public async Task RunUntil(Func<Task> end)
    {
        using HttpClient http = Wire.NewClient();
        ScimClient scim = new(_tenant.Url, _tenant.Token, http);
        int target = _random.Next(20, 400);
        int answered = 0;
        bool ending = false;
        TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task[] runs = [.. _writers.Select(writer => writer.Run(scim, () =>
        {
            if (Interlocked.Increment(ref answered) == target)
                reached.TrySetResult();
        }, () => Volatile.Read(ref ending)))];

        // A writer that fails ends the round at once.
        await Task.WhenAny(reached.Task, Task.WhenAny(runs)).WaitAsync(Deadline);
        Volatile.Write(ref ending, true);
        await end();
        await Task.WhenAll(runs);
        Answered += answered;
    }

    /// <summary>Compares everything; fails with what differs.</summary>
    public async Task Verify()
    {
        Observation seen = await Observation.Read(_tenant.Scim, [.. _groups, _parent]);
        foreach (Writer writer in _writers)
            writer.Resolve(seen);

        Same(People.Select(person => $"{person.Id} {person.Name} {person.Title}"),
            seen.ById.Values.Select(user => $"{user.Id} {user.Name} {user.Title}"), "users");
        foreach (string group in _groups)
            Same(People.Where(person => person.Groups.Contains(group)).Select(person => person.Id), seen.Members(group), $"members of group {group}");
        Assert.Equal([_groups[0]], seen.Members(_parent));
        foreach (Person person in People)
        {
            IEnumerable<string> groups = person.Groups.Contains(_groups[0]) ? person.Groups.Append(_parent) : person.Groups;
            Same(groups, seen.ById[person.Id].Groups, $"groups of user {person.Name}");
        }
        await VerifyNames();
    }

    /// <summary>Tries every name that was ever used: the free ones can be taken, the held ones cannot.</summary>
    public async Task VerifyEveryName()
    {
        foreach (Person person in People)
            (await _tenant.Scim.Post("/Users", Bodies.User(person.Name))).ExpectError(409, "uniqueness");
        foreach (string name in _writers.SelectMany(writer => writer.Roster.FreeNames))
            await _tenant.Scim.CreateUser(name);
    }

    // The names that the server's end may have left half taken, and some others.
    private async Task VerifyNames()
    {
        foreach (Writer writer in _writers)
        {
            IEnumerable<string> others = writer.Roster.FreeNames.Count == 0 ? [] : Enumerable.Range(0, 2)
                .Select(_ => writer.Roster.FreeNames[_random.Next(writer.Roster.FreeNames.Count)]);
            foreach (string name in writer.Roster.Suspects.Concat(others).Distinct().ToArray())
            {
                ScimResponse response = await _tenant.Scim.Post("/Users", Bodies.User(name));
                Assert.True(response.Status == 201, $"The name {name}, which nobody has, cannot be taken: {response}");
                (await _tenant.Scim.Delete($"/Users/{response.Id}")).Expect(204);
            }
            writer.Roster.Suspects.Clear();
        }
        Person[] people = [.. People];
        for (int i = 0; i < Sample && people.Length > 0; i++)
        {
            Person person = people[_random.Next(people.Length)];
            (await _tenant.Scim.Post("/Users", Bodies.User(person.Name))).ExpectError(409, "uniqueness");
            Assert.Equal(person.Id, (await _tenant.Scim.Query("/Users", $"userName eq \"{person.Name}\"")).Expect(200).Text("/Resources/0/id"));
        }
    }

    private static void Same(IEnumerable<string> model, IEnumerable<string> server, string what)
    {
        HashSet<string> expected = [.. model];
        HashSet<string> actual = [.. server];
        string[] lost = [.. expected.Except(actual)];
        string[] extra = [.. actual.Except(expected)];
        if (lost.Length + extra.Length > 0)
        {
            Assert.Fail($"{what}: lost {lost.Length} ({string.Join("; ", lost.Take(5))}), "
                + $"unexpected {extra.Length} ({string.Join("; ", extra.Take(5))})");
        }
    }
}
