using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Sessions;
using Scim.Grains.Tests.Cluster;

namespace Scim.Grains.Tests.Sessions;

/// <summary>Tests sessions over time and across restarts, with a fake clock.</summary>
public sealed class SessionGrainTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Use_OfSession_ExtendsIdleTimeoutButNotLifetime()
    {
        await using FakeTimeSilo silo = await FakeTimeSilo.StartAsync();
        GrainTestTenant tenant = await silo.NewTenantAsync(
            """{"sessions":{"idleTimeout":"PT30M","lifetime":"PT2H"}}"""
        );
        IUserSessionsGrain sessions = await CreateSessionsAsync(silo, tenant);
        StartedSession used = (await sessions.StartSession()).Value!,
            idle = (await sessions.StartSession()).Value!;
        for (int i = 1; i <= 5; i++)
        {
            await silo.AdvanceInStepsAsync(20 * Minute, step: 20 * Minute);
            Assert.NotNull(await IntrospectSessionAsync(sessions, used));
        }

        Assert.Null(await IntrospectSessionAsync(sessions, idle));
        Assert.Equal(used.Info.Id, Assert.Single((await sessions.ListSessions()).Value!).Id);
        await silo.AdvanceInStepsAsync((20 * Minute) - TimeSpan.FromMilliseconds(1), step: 20 * Minute);
        Assert.NotNull(await IntrospectSessionAsync(sessions, used));
        await silo.AdvanceInStepsAsync(TimeSpan.FromMilliseconds(1));
        Assert.Null(await IntrospectSessionAsync(sessions, used));
    }

    [Fact]
    public async Task Idleness_AfterCrash_ContinuesFromStoredUse()
    {
        await using FakeTimeSilo silo = await FakeTimeSilo.StartAsync();
        GrainTestTenant tenant = await silo.NewTenantAsync("""{"sessions":{"idleTimeout":"PT30M"}}""");
        IUserSessionsGrain sessions = await CreateSessionsAsync(silo, tenant);
        StartedSession session = (await sessions.StartSession()).Value!;
        await silo.AdvanceInStepsAsync(25 * Minute, step: 5 * Minute);
        Assert.NotNull(await IntrospectSessionAsync(sessions, session));
        await silo.AdvanceInStepsAsync(Minute);

        string key = sessions.GetPrimaryKeyString();
        await silo.RestartAsync(20 * Minute, crash: true);
        sessions = silo.Grains.GetGrain<IUserSessionsGrain>(key);
        Assert.NotNull(await IntrospectSessionAsync(sessions, session));
        await silo.RestartAsync(31 * Minute);
        Assert.Null(await IntrospectSessionAsync(silo.Grains.GetGrain<IUserSessionsGrain>(key), session));
    }

    [Fact]
    public async Task Sessions_OverOneHundredWithinAMillisecond_EvictTheOldest()
    {
        await using FakeTimeSilo silo = await FakeTimeSilo.StartAsync();
        IUserSessionsGrain sessions = await CreateSessionsAsync(silo, await silo.NewTenantAsync());
        List<StartedSession> started = [];
        for (int i = 0; i < 101; i++)
            started.Add((await sessions.StartSession()).Value!);

        Assert.Equal(started.Skip(1).Select(s => s.Info.Id), (await sessions.ListSessions()).Value!.Select(s => s.Id));
        Assert.Null(await IntrospectSessionAsync(sessions, started[0]));
        Assert.NotNull(await IntrospectSessionAsync(sessions, started[1]));
    }

    [Fact]
    public async Task Status_ChangedWithoutNotification_IsDetectedWithinAMinuteOfUse()
    {
        await using FakeTimeSilo silo = await FakeTimeSilo.StartAsync();
        GrainTestTenant tenant = await silo.NewTenantAsync();
        IUserSessionsGrain sessions = await CreateSessionsAsync(silo, tenant);
        StartedSession session = (await sessions.StartSession()).Value!;
        Assert.NotNull(await IntrospectSessionAsync(sessions, session));
        string id = ResourceKey.Parse(sessions.GetPrimaryKeyString()).Id;

        // The state after a crash between the commit and the end of the sessions: the row is inactive, but no grain was
        // notified.
        await using (
            System.Data.Common.DbConnection connection = await silo.Database.OpenConnectionAsync(CancellationToken.None)
        )
        {
            await using System.Data.Common.DbCommand command = connection.CreateCommand();
            command.CommandText = """
                UPDATE scim_resource
                SET active = 0, version = 2, details = json_set(coalesce(details, '{}'), '$.deactivatedVersion', 2)
                WHERE id = @id AND kind = 'User'
                """;
            System.Data.Common.DbParameter parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = ("@id", id);
            command.Parameters.Add(parameter);
            Assert.Equal(1, await command.ExecuteNonQueryAsync());
        }

        await tenant.GetUser(id).DeactivateGrain();
        await silo.AdvanceInStepsAsync(2 * Minute);
        Assert.Null(await IntrospectSessionAsync(sessions, session));
    }

    private static async Task<IUserSessionsGrain> CreateSessionsAsync(FakeTimeSilo silo, GrainTestTenant tenant)
    {
        string id = (await tenant.CreateUserAsync("ada")).Value!.Id;
        return silo.Grains.GetGrain<IUserSessionsGrain>(new ResourceKey(tenant.Id, id).ToString());
    }

    private static Task<SessionInfo?> IntrospectSessionAsync(IUserSessionsGrain sessions, StartedSession session) =>
        sessions.IntrospectSession(session.Info.Id, SessionToken.ComputeDigest(session.Token));
}
