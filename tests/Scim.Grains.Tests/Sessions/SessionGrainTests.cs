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
        await using FakeTimeSilo travel = await FakeTimeSilo.StartAsync();
        GrainTestTenant tenant = await travel.NewTenantAsync(
            """{"sessions":{"idleTimeout":"PT30M","lifetime":"PT2H"}}"""
        );
        IUserSessionsGrain sessions = await CreateSessionsAsync(travel, tenant);
        StartedSession used = (await sessions.StartSession()).Value!,
            idle = (await sessions.StartSession()).Value!;
        for (int i = 1; i <= 5; i++)
        {
            await travel.AdvanceInStepsAsync(20 * Minute, step: 20 * Minute);
            Assert.NotNull(await IntrospectSessionAsync(sessions, used));
        }

        Assert.Null(await IntrospectSessionAsync(sessions, idle));
        Assert.Equal(used.Info.Id, Assert.Single((await sessions.ListSessions()).Value!).Id);
        await travel.AdvanceInStepsAsync(
            (20 * Minute) - TimeSpan.FromMilliseconds(1),
            step: 20 * Minute
        );
        Assert.NotNull(await IntrospectSessionAsync(sessions, used));
        await travel.AdvanceInStepsAsync(TimeSpan.FromMilliseconds(1));
        Assert.Null(await IntrospectSessionAsync(sessions, used));
    }

    [Fact]
    public async Task Idleness_AfterCrash_ContinuesFromStoredUse()
    {
        await using FakeTimeSilo travel = await FakeTimeSilo.StartAsync();
        GrainTestTenant tenant = await travel.NewTenantAsync(
            """{"sessions":{"idleTimeout":"PT30M"}}"""
        );
        IUserSessionsGrain sessions = await CreateSessionsAsync(travel, tenant);
        StartedSession session = (await sessions.StartSession()).Value!;
        await travel.AdvanceInStepsAsync(25 * Minute, step: 5 * Minute);
        Assert.NotNull(await IntrospectSessionAsync(sessions, session));
        await travel.AdvanceInStepsAsync(Minute);

        string key = sessions.GetPrimaryKeyString();
        await travel.RestartAsync(20 * Minute, crash: true);
        sessions = travel.Grains.GetGrain<IUserSessionsGrain>(key);
        Assert.NotNull(await IntrospectSessionAsync(sessions, session));
        await travel.RestartAsync(31 * Minute);
        Assert.Null(
            await IntrospectSessionAsync(travel.Grains.GetGrain<IUserSessionsGrain>(key), session)
        );
    }

    [Fact]
    public async Task Status_ChangedWithoutNotification_IsDetectedWithinAMinuteOfUse()
    {
        await using FakeTimeSilo travel = await FakeTimeSilo.StartAsync();
        GrainTestTenant tenant = await travel.NewTenantAsync();
        IUserSessionsGrain sessions = await CreateSessionsAsync(travel, tenant);
        StartedSession session = (await sessions.StartSession()).Value!;
        Assert.NotNull(await IntrospectSessionAsync(sessions, session));
        string id = ResourceKey.Parse(sessions.GetPrimaryKeyString()).Id;

        // The state after a crash between the commit and the end of the sessions: the row is inactive, but no grain was
        // notified.
        await using (
            System.Data.Common.DbConnection connection = await travel.Database.OpenConnectionAsync(
                CancellationToken.None
            )
        )
        {
            await using System.Data.Common.DbCommand command = connection.CreateCommand();
            command.CommandText = """
                UPDATE grain_state SET payload = json_set(payload, '$.index.active', json('false'), '$.deactivatedVersion', 2, '$.version', 2), version = version + 1
                WHERE grain_key LIKE '%' || @id AND payload ->> '$.kind' = 'User'
                """;
            System.Data.Common.DbParameter parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = ("@id", id);
            command.Parameters.Add(parameter);
            Assert.Equal(1, await command.ExecuteNonQueryAsync());
        }

        await tenant.GetUser(id).DeactivateGrain();
        await travel.AdvanceInStepsAsync(2 * Minute);
        Assert.Null(await IntrospectSessionAsync(sessions, session));
    }

    private static async Task<IUserSessionsGrain> CreateSessionsAsync(
        FakeTimeSilo travel,
        GrainTestTenant tenant
    )
    {
        string id = (await tenant.CreateUserAsync("ada")).Value!.Id;
        return travel.Grains.GetGrain<IUserSessionsGrain>(
            new ResourceKey(tenant.Id, id).ToString()
        );
    }

    private static Task<SessionInfo?> IntrospectSessionAsync(
        IUserSessionsGrain sessions,
        StartedSession session
    ) => sessions.IntrospectSession(session.Info.Id, SessionToken.ComputeDigest(session.Token));
}
