using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Resources;
using Scim.Grains.Tests.Cluster;
using Scim.Protocol.Errors;

namespace Scim.Grains.Tests.Users;

/// <summary>Steps of deprovisioning tests.</summary>
internal static class DeprovisioningSteps
{
    public const string DeactivateOperation = """{"op":"replace","path":"active","value":false}""";
    public const string ReactivateOperation = """{"op":"replace","path":"active","value":true}""";

    /// <summary>Creates and deactivates a user.</summary>
    /// <returns>The id of the user.</returns>
    public static async Task<string> CreateDeactivatedAsync(GrainTestTenant tenant, string userName)
    {
        string id = (await tenant.CreateUserAsync(userName)).Value!.Id;
        Assert.Null((await tenant.PatchResourceAsync(tenant.GetUser(id), DeactivateOperation)).Error);
        return id;
    }

    public static async Task<bool> UserExistsAsync(GrainTestTenant tenant, string id)
    {
        ScimResult<ResourceReply> read = await tenant.GetUser(id).Read(new ReadResource { Origin = tenant.Caller });
        Assert.True(read.Error is null or { Kind: ScimErrorKind.NotFound });
        return read.Error is null;
    }

    /// <summary>Reads the reminders of a user from the reminder table.</summary>
    public static async Task<IList<ReminderEntry>> ReadRemindersAsync(
        FakeTimeSilo silo,
        GrainTestTenant tenant,
        string id
    ) => (await silo.Reminders.ReadRows(((GrainReference)tenant.GetUser(id)).GrainId)).Reminders;
}
