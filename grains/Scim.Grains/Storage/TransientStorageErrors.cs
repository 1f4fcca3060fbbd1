using System.Data.Common;

namespace Scim.Grains.Storage;

/// <summary>
/// Says "not now" where the database could not be reached, in an exception that every process can read: a driver's own
/// would ask clients for an assembly that they do not have. Whatever is not an outage passes as it is.
/// </summary>
internal static class TransientStorageErrors
{
    /// <summary>Does the work; for activations, which no <see cref="StorageUnavailableFilter"/> sees.</summary>
    /// <exception cref="OrleansException">The database could not be reached.</exception>
    public static async Task TranslateErrorsAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (DbException e) when (e.IsTransient)
        {
            throw CreateException(e);
        }
    }

    /// <summary>What is thrown instead of a driver's exception.</summary>
    public static OrleansException CreateException(DbException outage) =>
        new($"The database does not answer ({outage.GetType().Name}, {outage.SqlState}).");
}
