using System.Diagnostics;
using System.Globalization;

namespace Scim.Cluster.Tests.Model;

/// <summary>Lets people come and leave, and some of those come back: in time, too late, or at the very moment of their deletion. What the answers say of each is held to be so.</summary>
public sealed class Farewell(int number, int seed, Endpoints endpoints, string group, TimeSpan retention)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(200);
    private readonly Random _random = new(seed);
    private readonly PriorityQueue<Leaver, DateTimeOffset> _returning = new();
    private int _names;

    /// <summary>Everybody whose creation was acknowledged.</summary>
    public List<Leaver> People { get; } = [];

    /// <summary>Works until it is told to stop. Who has not come back by then has left.</summary>
    public async Task Run(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            if (_returning.TryPeek(out Leaver? leaver, out DateTimeOffset when) && when <= Now()) await Return(_returning.Dequeue());
            else await Step();
            await Task.Delay(Breath, CancellationToken.None);
        }
    }

    private static DateTimeOffset Now() => TimeProvider.System.GetUtcNow();

    private async Task Step()
    {
        int what = _random.Next(100);
        if (what < 10 && People.Count > 0) await Look(People[_random.Next(People.Count)]);
        else if (what < 20) await Join(active: true);
        else if (what < 25) await Join(active: false);
        else if (await Join(active: true) is { } leaver) await Leave(leaver, returns: what >= 65);
    }

    private async Task<Leaver?> Join(bool active)
    {
        string name = $"leaver{number.ToString(CultureInfo.InvariantCulture)}.{(++_names).ToString(CultureInfo.InvariantCulture)}";
        ScimResponse? answer = await endpoints.Send("POST", "/Users", Bodies.User(name, new { active }));
        if (answer is null) return null;
        var person = new Leaver(answer.Expect(201).Id, name) { Active = active };
        People.Add(person);
        ScimResponse? joined = await endpoints.Send("PATCH", $"/Groups/{group}", Bodies.Patch(Bodies.Add("members", Bodies.Members(person.Id))));
        joined?.Expect(200, 204);
        return person;
    }

    private async Task Leave(Leaver person, bool returns)
    {
        person.LeftAt = Now();
        person.Goes = true;
        (ScimResponse answer, int attempts) = await Insist(person, active: false);
        if (answer.Status == 404) ExpectDue(person, answer);

        // A request that nobody answered may still arrive, and take him away again: only where there is none he comes back.
        if (returns && attempts == 1) _returning.Enqueue(person, Now() + (_random.NextDouble() * 1.3 * retention));
    }

    private async Task Return(Leaver person)
    {
        (ScimResponse answer, _) = await Insist(person, active: true);
        if (answer.Status == 404) ExpectDue(person, answer);
        else person.Goes = false;
    }

    private async Task Look(Leaver person)
    {
        ScimResponse? answer = await endpoints.Send("GET", $"/Users/{person.Id}");
        if (answer is null) return;
        answer.Expect(200, 404);
        if (answer.Status == 404) ExpectDue(person, answer);
        else if (!person.Goes) Assert.True(Person.IsActive(answer.Json) == person.Active, $"{person} is shown otherwise: {answer}");
    }

    private async Task<(ScimResponse Answer, int Attempts)> Insist(Leaver person, bool active)
    {
        var watch = Stopwatch.StartNew();
        for (int attempts = 1; ; attempts++)
        {
            Assert.True(watch.Elapsed < Patience, $"Nothing can be asked of {person} any more");
            if (await endpoints.Send("PATCH", $"/Users/{person.Id}", Bodies.Patch(Bodies.Replace("active", active))) is { } answer) return (answer.Expect(200, 204, 404), attempts);
            await Task.Delay(Breath);
        }
    }

    private void ExpectDue(Leaver person, ScimResponse answer) =>
        Assert.True(person.Goes && Now() >= person.LeftAt + retention, $"{person} must be there still: {answer}");
}
