using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Storage;
using Scim.Grains.Caching;
using Scim.Grains.Caching.Invalidation;
using Scim.Grains.Directory;
using Scim.Grains.Names;
using Scim.Grains.Storage;
using Scim.Grains.Tenants;

namespace Scim.Grains.Resources;

/// <summary>The services that all resource grains share.</summary>
internal sealed record ResourceGrainServices(
    [FromKeyedServices(ScimStorageNames.Provider)] IGrainStorage Storage,
    TenantPolicyProvider Policies,
    NameReservationClient NameReservations,
    INameStore CommittedNames,
    IDirectoryStore Directory,
    IMembershipStore Membership,
    MembershipVersions MembershipVersions,
    InvalidationPublisher InvalidationPublisher,
    UserResponseCache UserResponseCache,
    ICommitErrorClassifier CommitErrors,
    ResourcePasswordHasher PasswordHasher,
    IOptions<DirectoryOptions> Limits,
    IOptions<ReminderOptions> Reminders,
    IReminderTable ReminderTable,
    TimeProvider Time,
    ILogger<ResourceGrain> Logger
);
