using System.Data.Common;

namespace Scim.Grains.Storage;

/// <summary>Translates a transient database error into an exception that every process can deserialize.</summary>
/// <remarks>
/// A driver's own exception would require clients to load an assembly that they do not have. Errors that are not
/// transient are not translated.
/// </remarks>
internal static class TransientStorageErrors
{
    /// <summary>
    /// Runs <paramref name="work"/> and translates its transient database errors. Used by activations, which
    /// <see cref="StorageUnavailableFilter"/> does not cover.
    /// </summary>
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

    /// <summary>Creates the exception that replaces a driver's exception.</summary>
    public static OrleansException CreateException(DbException error) =>
        new($"The database is unavailable ({error.GetType().Name}, {error.SqlState}).");
}
