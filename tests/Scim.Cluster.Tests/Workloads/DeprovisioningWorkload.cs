using System.Diagnostics;
using System.Globalization;

namespace Scim.Cluster.Tests.Workloads;

/// <summary>
/// Creates and deactivates users, and reactivates some of them before, after, or at the time of their deletion. The
/// acknowledged responses define the expected state of each user.
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

    /// <summary>All users whose creation was acknowledged.</summary>
    public List<DeprovisionedUser> Users { get; } = [];

    /// <summary>
    /// Sends requests until <paramref name="stop"/> is cancelled. Users not reactivated by then stay deactivated.
    /// </summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            if (_returning.TryPeek(out DeprovisionedUser? _, out DateTimeOffset when) && when <= GetNow())
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
        else if (await CreateUserAsync(active: true) is { } leaving)
            await DeactivateUserAsync(leaving, returns: what >= 65);
    }

    private async Task<DeprovisionedUser?> CreateUserAsync(bool active)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"leaver{number}.{++_userCount}");
        ScimResponse? response = await endpoints.SendAsync(
            "POST",
            "/Users",
            RequestBodies.CreateUser(name, new { active })
        );
        if (response is null)
            return null;
        var person = new DeprovisionedUser(response.AssertStatus(201).Id, name) { IsActive = active };
        Users.Add(person);
        ScimResponse? joined = await endpoints.SendAsync(
            "PATCH",
            $"/Groups/{group}",
            RequestBodies.CreatePatch(RequestBodies.AddOperation("members", RequestBodies.CreateMembers(person.Id)))
        );
        joined?.AssertStatus(200, 204);
        return person;
    }

    private async Task DeactivateUserAsync(DeprovisionedUser person, bool returns)
    {
        person.DeactivatedAt = GetNow();
        person.IsDeletionExpected = true;
        (ScimResponse response, int attempts) = await SetActiveUntilAcknowledgedAsync(person, active: false);
        if (response.Status == 404)
            AssertDeletionIsDue(person, response);

        // An unanswered request may still arrive and deactivate the user again, so only users without one are
        // reactivated.
        if (returns && attempts == 1)
            _returning.Enqueue(person, GetNow() + (_random.NextDouble() * 1.3 * retention));
    }

    private async Task ReactivateUserAsync(DeprovisionedUser person)
    {
        (ScimResponse response, _) = await SetActiveUntilAcknowledgedAsync(person, active: true);
        if (response.Status == 404)
            AssertDeletionIsDue(person, response);
        else
            person.IsDeletionExpected = false;
    }

    private async Task ReadUserAsync(DeprovisionedUser person)
    {
        ScimResponse? response = await endpoints.SendAsync("GET", $"/Users/{person.Id}");
        if (response is null)
            return;
        response.AssertStatus(200, 404);
        if (response.Status == 404)
            AssertDeletionIsDue(person, response);
        else if (!person.IsDeletionExpected)
            Assert.True(
                ExpectedUser.IsActive(response.Json) == person.IsActive,
                $"The response does not match {person}: {response}"
            );
    }

    private async Task<(ScimResponse Response, int Attempts)> SetActiveUntilAcknowledgedAsync(
        DeprovisionedUser person,
        bool active
    )
    {
        var watch = Stopwatch.StartNew();
        for (int attempts = 1; ; attempts++)
        {
            Assert.True(watch.Elapsed < Timeout, $"No request for {person} was acknowledged within {Timeout}");
            if (
                await endpoints.SendAsync(
                    "PATCH",
                    $"/Users/{person.Id}",
                    RequestBodies.CreatePatch(RequestBodies.ReplaceOperation("active", active))
                ) is
                { } response
            )
                return (response.AssertStatus(200, 204, 404), attempts);
            await Task.Delay(RequestInterval);
        }
    }

    private void AssertDeletionIsDue(DeprovisionedUser person, ScimResponse response) =>
        Assert.True(
            person.IsDeletionExpected && GetNow() >= person.DeactivatedAt + retention,
            $"{person} must not be deleted yet: {response}"
        );
}
