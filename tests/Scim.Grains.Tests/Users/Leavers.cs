using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Resources;
using Scim.Grains.Tests.Cluster;
using Scim.Protocol.Errors;

namespace Scim.Grains.Tests.Users;

/// <summary>What tests of users who leave do and look at.</summary>
internal static class Leavers
{
    public const string Off = """{"op":"replace","path":"active","value":false}""";
    public const string On = """{"op":"replace","path":"active","value":true}""";

    /// <summary>Creates a user and deactivates him; returns his id.</summary>
    public static async Task<string> Deactivated(TestTenant tenant, string userName)
    {
        string id = (await tenant.CreateUser(userName)).Value!.Id;
        Assert.Null((await tenant.Patch(tenant.User(id), Off)).Error);
        return id;
    }

    public static async Task<bool> Exists(TestTenant tenant, string id)
    {
        ScimResult<ResourceReply> read = await tenant.User(id).Read(new ReadResource { Caller = tenant.Caller });
        Assert.True(read.Error is null or { Kind: ScimErrorKind.NotFound });
        return read.Error is null;
    }

    /// <summary>A user's reminders as Orleans reads them.</summary>
    public static async Task<IList<ReminderEntry>> Reminders(TimeTravel travel, TestTenant tenant, string id) =>
        (await travel.Reminders.ReadRows(((GrainReference)tenant.User(id)).GrainId)).Reminders;
}
