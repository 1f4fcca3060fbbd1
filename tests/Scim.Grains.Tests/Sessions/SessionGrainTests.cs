using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Sessions;
using Scim.Grains.Tests.Cluster;

namespace Scim.Grains.Tests.Sessions;

/// <summary>Sessions by a clock that the tests move, and across restarts.</summary>
public sealed class SessionGrainTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Use_KeepsASessionFromIdlingOutButNotFromItsEnd()
    {
        await using TimeTravel travel = await TimeTravel.Start();
        TestTenant tenant = await travel.NewTenant("""{"sessions":{"idleTimeout":"PT30M","lifetime":"PT2H"}}""");
        IUserSessionsGrain sessions = await Sessions(travel, tenant);
        StartedSession used = (await sessions.Start()).Value!, idle = (await sessions.Start()).Value!;
        for (int i = 1; i <= 5; i++)
        {
            await travel.Pass(20 * Minute, step: 20 * Minute);
            Assert.NotNull(await Ask(sessions, used));
        }

        Assert.Null(await Ask(sessions, idle));
        Assert.Equal(used.Info.Id, Assert.Single((await sessions.List()).Value!).Id);
        await travel.Pass((20 * Minute) - TimeSpan.FromMilliseconds(1), step: 20 * Minute);
        Assert.NotNull(await Ask(sessions, used));
        await travel.Pass(TimeSpan.FromMilliseconds(1));
        Assert.Null(await Ask(sessions, used));
    }

    [Fact]
    public async Task Idleness_IsRememberedOverACrashAsFarAsItWasStored()
    {
        await using TimeTravel travel = await TimeTravel.Start();
        TestTenant tenant = await travel.NewTenant("""{"sessions":{"idleTimeout":"PT30M"}}""");
        IUserSessionsGrain sessions = await Sessions(travel, tenant);
        StartedSession session = (await sessions.Start()).Value!;
        await travel.Pass(25 * Minute, step: 5 * Minute);
        Assert.NotNull(await Ask(sessions, session));
        await travel.Pass(Minute);

        string key = sessions.GetPrimaryKeyString();
        await travel.Restart(20 * Minute, crash: true);
        sessions = travel.Grains.GetGrain<IUserSessionsGrain>(key);
        Assert.NotNull(await Ask(sessions, session));
        await travel.Restart(31 * Minute);
        Assert.Null(await Ask(travel.Grains.GetGrain<IUserSessionsGrain>(key), session));
    }

    [Fact]
    public async Task Standing_ThatNobodyToldOf_IsFoundOutWithinAMinuteOfUse()
    {
        await using TimeTravel travel = await TimeTravel.Start();
        TestTenant tenant = await travel.NewTenant();
        IUserSessionsGrain sessions = await Sessions(travel, tenant);
        StartedSession session = (await sessions.Start()).Value!;
        Assert.NotNull(await Ask(sessions, session));
        string id = ResourceKey.Parse(sessions.GetPrimaryKeyString()).Id;

        // As a crash between the commit and the end of the sessions leaves it: the row says inactive, and nobody was told.
        await using (System.Data.Common.DbConnection connection = await travel.Database.Open(CancellationToken.None))
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

        await tenant.User(id).Forget();
        await travel.Pass(2 * Minute);
        Assert.Null(await Ask(sessions, session));
    }

    private static async Task<IUserSessionsGrain> Sessions(TimeTravel travel, TestTenant tenant)
    {
        string id = (await tenant.CreateUser("ada")).Value!.Id;
        return travel.Grains.GetGrain<IUserSessionsGrain>(new ResourceKey(tenant.Id, id).ToString());
    }

    private static Task<SessionInfo?> Ask(IUserSessionsGrain sessions, StartedSession session) =>
        sessions.Introspect(session.Info.Id, SessionToken.Digest(session.Token));
}
