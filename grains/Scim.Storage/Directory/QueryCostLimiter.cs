using System.Data.Common;
using Scim.Grains.Storage;
using Scim.Protocol.Errors;
using Scim.Storage.Databases;

namespace Scim.Storage.Directory;

/// <summary>
/// Holds a query to its <see cref="QueryLimits"/>: what would take too long is refused by <c>tooMany</c>, with the way
/// out, instead of holding the database.
/// </summary>
internal sealed class QueryCostLimiter(ScimDatabase database, TimeProvider time)
{
    /// <summary>Runs a query on a connection within its time.</summary>
    /// <exception cref="ScimException">TooMany: the time is over.</exception>
    /// <exception cref="OperationCanceledException">The caller has given up.</exception>
    public async Task<T> RunWithinLimitsAsync<T>(
        DbConnection connection,
        QueryLimits limits,
        Func<CancellationToken, Task<T>> query,
        CancellationToken cancellationToken
    )
    {
        using var budget = new CancellationTokenSource(limits.Time, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(
            budget.Token,
            cancellationToken
        );
        try
        {
            using IDisposable? watch = database.RegisterCancellation(connection, either.Token);
            return await query(either.Token);
        }
        catch (Exception e) when (either.IsCancellationRequested && database.IsCancellation(e))
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new ScimException(
                ScimErrorKind.TooMany,
                $"The query took longer than the {limits.Time.TotalSeconds:0.###} seconds that one may take. Compare some attribute by eq in the filter, which an index answers, or read the list without a filter page by page."
            );
        }
    }

    /// <summary>
    /// How long the driver should wait, in seconds: longer than the budget, so that it is the budget that ends.
    /// </summary>
    public static int? GetCommandTimeout(QueryLimits limits) =>
        limits.Time == Timeout.InfiniteTimeSpan ? null : (int)limits.Time.TotalSeconds + 5;

    /// <summary>Refuses a filter or order that has no index and too many resources to look at.</summary>
    /// <exception cref="ScimException">TooMany.</exception>
    public static void CheckUnindexed(QueryLimits limits, long resources)
    {
        if (resources <= limits.MaxUnindexed)
            return;
        throw new ScimException(
            ScimErrorKind.TooMany,
            $"No index answers this filter or order, and looking at all {resources} resources is more than the {limits.MaxUnindexed} that are allowed. "
                + "Compare some attribute by eq in the filter, combined by and with the rest, or read the list without filter and order."
        );
    }
}
