using System.Data.Common;
using Scim.Grains.Storage;
using Scim.Protocol.Errors;
using Scim.Storage.Databases;

namespace Scim.Storage.Directory;

/// <summary>
/// Enforces the <see cref="QueryLimits"/> of a query. A query that exceeds them fails with <c>tooMany</c>.
/// </summary>
internal sealed class QueryCostLimiter(ScimDatabase database, TimeProvider time)
{
    /// <summary>Runs a query within its time limit.</summary>
    /// <exception cref="ScimException">TooMany: the query exceeded its time limit.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async Task<T> RunWithinLimitsAsync<T>(
        DbConnection connection,
        QueryLimits limits,
        Func<CancellationToken, Task<T>> query,
        CancellationToken cancellationToken
    )
    {
        using var timeLimit = new CancellationTokenSource(limits.Time, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeLimit.Token, cancellationToken);
        try
        {
            using IDisposable? registration = database.RegisterCancellation(connection, either.Token);
            return await query(either.Token);
        }
        catch (Exception e) when (either.IsCancellationRequested && database.IsCancellation(e))
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new ScimException(
                ScimErrorKind.TooMany,
                $"The query exceeded the time limit of {limits.Time.TotalSeconds:0.###} seconds. Use eq in the filter, "
                    + "which is answered from an index, or read the list page by page without a filter."
            );
        }
    }

    /// <summary>
    /// Returns the command timeout for the driver in seconds: longer than the time limit, so that the time limit
    /// applies first. Null for no limit.
    /// </summary>
    public static int? GetCommandTimeout(QueryLimits limits) =>
        limits.Time == Timeout.InfiniteTimeSpan ? null : (int)limits.Time.TotalSeconds + 5;

    /// <summary>Rejects a query without an index if it would have to examine too many resources.</summary>
    /// <exception cref="ScimException">TooMany: <paramref name="resources"/> exceeds the limit.</exception>
    public static void CheckUnindexed(QueryLimits limits, long resources)
    {
        if (resources <= limits.MaxUnindexed)
            return;
        throw new ScimException(
            ScimErrorKind.TooMany,
            $"This filter or sort order has no index and would have to examine {resources} resources; the limit is "
                + $"{limits.MaxUnindexed}. Add an eq comparison to the filter and combine it with the rest by and, or "
                + "read the list without a filter and a sort order."
        );
    }
}
