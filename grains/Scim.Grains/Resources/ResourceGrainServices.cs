using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Hosting;
using Orleans.Storage;
using Scim.Grains.Directory;
using Scim.Grains.Groups;
using Scim.Grains.Groups.Following;
using Scim.Grains.Names;
using Scim.Grains.Storage;
using Scim.Grains.Tenants;
using Scim.Grains.Users;

namespace Scim.Grains.Resources;

/// <summary>What every resource grain works with; one instance for all of them.</summary>
internal sealed record ResourceGrainServices(
    [FromKeyedServices(ScimStorageNames.Provider)] IGrainStorage Storage,
    TenantPolicies Policies,
    NameClaims Names,
    INameStore CommittedNames,
    IDirectoryStore Directory,
    IMembershipStore Membership,
    MembershipMarks Marks,
    MarksFollowers Followers,
    LocalUsers LocalUsers,
    ICommitFaults Faults,
    PasswordHashing Passwords,
    IOptions<DirectoryOptions> Limits,
    IOptions<ReminderOptions> Reminders,
    IReminderTable ReminderTable,
    TimeProvider Time,
    ILogger<ResourceGrain> Logger);
