using Scim.GrainInterfaces.Tenants;
using Scim.Grains.Storage;

namespace Scim.Grains.Users;

/// <summary>Pure functions for the life cycle of a user.</summary>
internal static class UserRules
{
    /// <summary>Returns whether a commit deactivates the user.</summary>
    public static bool IsDeactivation(ResourceState present, ResourceState next) =>
        IsActive(present) && !IsActive(next);

    /// <summary>Returns whether the user exists and is active.</summary>
    public static bool IsActive(ResourceState user) => user is { Exists: true, Index.Active: true };

    /// <summary>
    /// Sets the time and the version of the last deactivation. A user that is created inactive was never deactivated
    /// and is not scheduled for deletion.
    /// </summary>
    public static ResourceState FinalizeState(ResourceState present, ResourceState next) =>
        next with
        {
            DeactivatedAt =
                IsActive(next) ? null
                : IsActive(present) ? next.LastModified
                : present.DeactivatedAt,
            DeactivatedVersion = IsDeactivation(present, next) ? next.Version : present.DeactivatedVersion,
        };

    /// <summary>Returns the time when the user is due for deletion, or null for never.</summary>
    public static DateTimeOffset? GetDeletionTime(ResourceState user, TenantSettings settings) =>
        user.Exists ? settings.Deprovisioning.GetDeletionTime(user.DeactivatedAt) : null;

    /// <summary>
    /// Returns whether Orleans reads a reminder from the table before it is due, when the reminder is only written to
    /// the table.
    /// </summary>
    /// <remarks>
    /// Orleans reads the table once per refresh period. A second period allows for a failed read, and the loading
    /// window ensures that Orleans has dropped an earlier reminder of the same name from memory.
    /// </remarks>
    public static bool IsReadInTime(DateTimeOffset due, DateTimeOffset now, ReminderOptions reminders) =>
        due - now > reminders.ReminderLoadingWindow + (2 * reminders.RefreshReminderListPeriod);

    /// <summary>
    /// Returns the period after which a reminder is repeated when it had no effect or could not be delivered.
    /// </summary>
    public static TimeSpan GetReminderPeriod(DateTimeOffset due, DateTimeOffset now)
    {
        TimeSpan wait = due - now;
        return wait < TimeSpan.FromMinutes(1) ? TimeSpan.FromMinutes(1)
            : wait > TimeSpan.FromHours(1) ? TimeSpan.FromHours(1)
            : wait;
    }
}
