using System.Diagnostics;
using System.Globalization;

namespace Scim.Cluster.Tests.Workloads;

/// <summary>
/// Lets people come and leave, and some of those come back: in time, too late, or at the very moment of their deletion.
/// What the answers say of each is held to be so.
/// </summary>
public sealed class DeprovisioningWorkload(
    int number,
    int seed,
    LoadBalancedClient endpoints,
    string group,
    TimeSpan retention
)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan RequestInterval = TimeSpan.FromMilliseconds(200);
    private readonly Random _random = new(seed);
    private readonly PriorityQueue<DeprovisionedUser, DateTimeOffset> _returning = new();
    private int _userCount;

    /// <summary>Everybody whose creation was acknowledged.</summary>
    public List<DeprovisionedUser> Users { get; } = [];

    /// <summary>Works until it is told to stop. Who has not come back by then has left.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            if (
                _returning.TryPeek(out DeprovisionedUser? leaver, out DateTimeOffset when)
                && when <= GetNow()
            )
                await ReactivateUserAsync(_returning.Dequeue());
            else
                await RunStepAsync();
            await Task.Delay(RequestInterval, CancellationToken.None);
        }
    }

    private static DateTimeOffset GetNow() => TimeProvider.System.GetUtcNow();

    private async Task RunStepAsync()
    {
        int what = _random.Next(100);
        if (what < 10 && Users.Count > 0)
            await ReadUserAsync(Users[_random.Next(Users.Count)]);
        else if (what < 20)
            await CreateUserAsync(active: true);
        else if (what < 25)
            await CreateUserAsync(active: false);
        else if (await CreateUserAsync(active: true) is { } leaver)
            await DeactivateUserAsync(leaver, returns: what >= 65);
    }

    private async Task<DeprovisionedUser?> CreateUserAsync(bool active)
    {
        string name =
            $"leaver{number.ToString(CultureInfo.InvariantCulture)}.{(++_userCount).ToString(CultureInfo.InvariantCulture)}";
        ScimResponse? answer = await endpoints.SendAsync(
            "POST",
            "/Users",
            RequestBodies.CreateUser(name, new { active })
        );
        if (answer is null)
            return null;
        var person = new DeprovisionedUser(answer.AssertStatus(201).Id, name) { IsActive = active };
        Users.Add(person);
        ScimResponse? joined = await endpoints.SendAsync(
            "PATCH",
            $"/Groups/{group}",
            RequestBodies.CreatePatch(
                RequestBodies.AddOperation("members", RequestBodies.CreateMembers(person.Id))
            )
        );
        joined?.AssertStatus(200, 204);
        return person;
    }

    private async Task DeactivateUserAsync(DeprovisionedUser person, bool returns)
    {
        person.DeactivatedAt = GetNow();
        person.IsDeletionExpected = true;
        (ScimResponse answer, int attempts) = await SetActiveUntilAcknowledgedAsync(
            person,
            active: false
        );
        if (answer.Status == 404)
            AssertDeletionIsDue(person, answer);

        // A request that nobody answered may still arrive, and take him away again: only where there is none he comes
        // back.
        if (returns && attempts == 1)
            _returning.Enqueue(person, GetNow() + (_random.NextDouble() * 1.3 * retention));
    }

    private async Task ReactivateUserAsync(DeprovisionedUser person)
    {
        (ScimResponse answer, _) = await SetActiveUntilAcknowledgedAsync(person, active: true);
        if (answer.Status == 404)
            AssertDeletionIsDue(person, answer);
        else
            person.IsDeletionExpected = false;
    }

    private async Task ReadUserAsync(DeprovisionedUser person)
    {
        ScimResponse? answer = await endpoints.SendAsync("GET", $"/Users/{person.Id}");
        if (answer is null)
            return;
        answer.AssertStatus(200, 404);
        if (answer.Status == 404)
            AssertDeletionIsDue(person, answer);
        else if (!person.IsDeletionExpected)
            Assert.True(
                ExpectedUser.IsActive(answer.Json) == person.IsActive,
                $"{person} is shown otherwise: {answer}"
            );
    }

    private async Task<(ScimResponse Answer, int Attempts)> SetActiveUntilAcknowledgedAsync(
        DeprovisionedUser person,
        bool active
    )
    {
        var watch = Stopwatch.StartNew();
        for (int attempts = 1; ; attempts++)
        {
            Assert.True(watch.Elapsed < Timeout, $"Nothing can be asked of {person} any more");
            if (
                await endpoints.SendAsync(
                    "PATCH",
                    $"/Users/{person.Id}",
                    RequestBodies.CreatePatch(RequestBodies.ReplaceOperation("active", active))
                ) is
                { } answer
            )
                return (answer.AssertStatus(200, 204, 404), attempts);
            await Task.Delay(RequestInterval);
        }
    }

    private void AssertDeletionIsDue(DeprovisionedUser person, ScimResponse answer) =>
        Assert.True(
            person.IsDeletionExpected && GetNow() >= person.DeactivatedAt + retention,
            $"{person} must be there still: {answer}"
        );
}
