using Orleans.Hosting;
using Scim.GrainInterfaces.Tenants;
using Scim.Grains.Storage;

namespace Scim.Grains.Users;

/// <summary>The life of a user: pure functions.</summary>
internal static class UserRules
{
    /// <summary>Whether a commit takes a user's access away.</summary>
    public static bool IsDeactivation(ResourceState present, ResourceState next) =>
        IsActive(present) && !IsActive(next);

    /// <summary>Whether he is there and active.</summary>
    public static bool IsActive(ResourceState user) => user is { Exists: true, Index.Active: true };

    /// <summary>
    /// The state with the moment since when the user waits. One who is created inactive has not left, he has not come
    /// yet: he waits for nothing.
    /// </summary>
    public static ResourceState FinalizeState(ResourceState present, ResourceState next) =>
        next with
        {
            DeactivatedAt =
                IsActive(next) ? null
                : IsActive(present) ? next.LastModified
                : present.DeactivatedAt,
            DeactivatedVersion = IsDeactivation(present, next)
                ? next.Version
                : present.DeactivatedVersion,
        };

    /// <summary>When the user is to be deleted, or null for not at all.</summary>
    public static DateTimeOffset? GetDeletionTime(ResourceState user, TenantSettings settings) =>
        user.Exists && user.DeactivatedAt is { } since
            ? settings.Deprovisioning.DeleteAfter?.AddTo(since)
            : null;

    /// <summary>
    /// Whether a reminder that is only written into the table is known to Orleans before it is due. Orleans reads the
    /// table once each refresh period; one more, for a reading that fails, and the window, so that what it still has in
    /// memory under this name, from a time before, is let go first.
    /// </summary>
    public static bool IsReadInTime(
        DateTimeOffset due,
        DateTimeOffset now,
        ReminderOptions reminders
    ) => due - now > reminders.ReminderLoadingWindow + (2 * reminders.RefreshReminderListPeriod);

    /// <summary>
    /// How long after a reminder that came to nothing, or that nobody could deliver, the next one comes.
    /// </summary>
    public static TimeSpan GetReminderPeriod(DateTimeOffset due, DateTimeOffset now)
    {
        TimeSpan wait = due - now;
        return wait < TimeSpan.FromMinutes(1) ? TimeSpan.FromMinutes(1)
            : wait > TimeSpan.FromHours(1) ? TimeSpan.FromHours(1)
            : wait;
    }
}
