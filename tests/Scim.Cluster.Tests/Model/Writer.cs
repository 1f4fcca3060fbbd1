using System.Globalization;

namespace Scim.Cluster.Tests.Model;

/// <summary>Changes users of its own, one request after the other, and reads them in between: what was acknowledged must be seen at once, through whichever node.</summary>
public sealed class Writer(int number, int seed, Endpoints endpoints, IReadOnlyList<string> groups)
{
    private const int MostPeople = 40;
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(100);
    private readonly Random _random = new(seed);
    private int _names;
    private int _titles;

    /// <summary>Users it made, deleted ones among them.</summary>
    public List<Person> People { get; } = [];

    /// <summary>Names of users that may have been created without anybody having been told.</summary>
    public HashSet<string> MaybeCreated { get; } = [];

    /// <summary>Names that somebody had and nobody has any more.</summary>
    public HashSet<string> Freed { get; } = [];

    /// <summary>How many requests were acknowledged.</summary>
    public int Acknowledged { get; private set; }

    /// <summary>Where it sends its requests.</summary>
    public Endpoints Endpoints => endpoints;

    /// <summary>Works until it is told to stop.</summary>
    public async Task Run(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            if (await Step() == Outcome.Unknown) await Task.Delay(Breath, CancellationToken.None);
            else Acknowledged++;
        }
    }

    private Task<Outcome> Step()
    {
        Person[] living = [.. People.Where(p => p.Exists.IsCertainly(true))];
        if (living.Length < 5 || (living.Length < MostPeople && _random.Next(100) < 20)) return Create();
        Person person = living[_random.Next(living.Length)];
        return _random.Next(100) switch
        {
            < 25 => Read(person),
            < 40 => SetTitle(person),
            < 52 => Rename(person),
            < 62 => SetActive(person),
            < 92 => Move(person),
            _ => Delete(person),
        };
    }

    private async Task<Outcome> Create()
    {
        string name = NextName();
        ScimResponse? answer = await endpoints.Send("POST", "/Users", Bodies.User(name));
        if (answer is null)
        {
            MaybeCreated.Add(name);
            return Outcome.Unknown;
        }

        answer.Expect(201);
        People.Add(new Person(answer.Id, name));
        return Outcome.Done;
    }

    private async Task<Outcome> Read(Person person)
    {
        ScimResponse? answer = await endpoints.Send("GET", $"/Users/{person.Id}");
        if (answer is null) return Outcome.Unknown;
        Assert.True(answer.Status == 200, $"A user who was acknowledged is not there: {answer}");
        if (person.Contradiction(answer.Json) is { } wrong) Assert.Fail($"A read contradicts what was acknowledged: {wrong}. {answer}");
        return Outcome.Done;
    }

    private async Task<Outcome> SetTitle(Person person)
    {
        string title = $"title {(++_titles).ToString(CultureInfo.InvariantCulture)} of writer {number}";
        return Settle(await Patch(person, Bodies.Replace("title", title)), person.Title, title);
    }

    private async Task<Outcome> Rename(Person person)
    {
        string old = person.Name.Any, name = NextName();
        bool wasKnown = person.Name.IsKnown;
        Outcome outcome = Settle(await Patch(person, Bodies.Replace("userName", name)), person.Name, name);
        if (outcome == Outcome.Done && wasKnown) Freed.Add(old);
        return outcome;
    }

    private async Task<Outcome> SetActive(Person person)
    {
        bool active = !person.Active.Any;
        return Settle(await Patch(person, Bodies.Replace("active", active)), person.Active, active);
    }

    private async Task<Outcome> Move(Person person)
    {
        string group = groups[_random.Next(groups.Count)];
        if (!person.Groups.TryGetValue(group, out Possible<bool>? isIn)) person.Groups.Add(group, isIn = new Possible<bool>(false));
        bool join = !isIn.Any;
        object operation = join
            ? Bodies.Patch(Bodies.Add("members", Bodies.Members(person.Id)))
            : Bodies.Patch(Bodies.Remove($"members[value eq \"{person.Id}\"]"));
        return Settle(await endpoints.Send("PATCH", $"/Groups/{group}", operation), isIn, join);
    }

    private async Task<Outcome> Delete(Person person)
    {
        ScimResponse? answer = await endpoints.Send("DELETE", $"/Users/{person.Id}");
        if (answer is null)
        {
            person.Exists.MayBe(false);
            return Outcome.Unknown;
        }

        answer.Expect(204);
        person.Exists.Is(false);
        if (person.Name.IsKnown) Freed.Add(person.Name.Any);
        return Outcome.Done;
    }

    private Task<ScimResponse?> Patch(Person person, System.Text.Json.Nodes.JsonObject operation) =>
        endpoints.Send("PATCH", $"/Users/{person.Id}", Bodies.Patch(operation));

    private static Outcome Settle<T>(ScimResponse? answer, Possible<T> fact, T value)
    {
        if (answer is null)
        {
            fact.MayBe(value);
            return Outcome.Unknown;
        }

        answer.Expect(200, 204);
        fact.Is(value);
        return Outcome.Done;
    }

    // Never used twice: a create that nobody told of may still come true.
    private string NextName() => $"writer{number.ToString(CultureInfo.InvariantCulture)}.{(++_names).ToString(CultureInfo.InvariantCulture)}";
}
