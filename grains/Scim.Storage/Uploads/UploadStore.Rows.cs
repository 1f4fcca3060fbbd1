using System.Data.Common;
using Dapper;
using Scim.Grains.Uploads;

namespace Scim.Storage.Uploads;

/// <summary>Queries over the rows of an upload.</summary>
internal sealed partial class UploadStore
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<RowOutcome>> ListOutcomesAsync(
        string tenant,
        string id,
        long after,
        int count,
        bool failedOnly,
        CancellationToken cancellationToken
    )
    {
        string sql = $"""
            SELECT row_number AS Row, line AS Line, status AS Status, user_id AS UserId, column_name AS ColumnName,
              detail AS Detail
            FROM scim_upload_row
            WHERE tenant = @tenant AND job_id = @id AND row_number > @after {(
                failedOnly ? "AND status = 4" : ""
            )} ORDER BY row_number LIMIT @count
            """;
        return
        [
            .. (
                await QueryRowsAsync<OutcomeRow>(
                    sql,
                    new
                    {
                        tenant,
                        id,
                        after,
                        count,
                    },
                    cancellationToken
                )
            ).Select(r => r.ToRowOutcome()),
        ];
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<string, long>> FindSeenKeysAsync(
        string tenant,
        string id,
        IReadOnlyCollection<string> keys,
        CancellationToken cancellationToken
    )
    {
        string sql = $"""
            SELECT match_key AS Name, line AS Line FROM scim_upload_key
            WHERE tenant = @tenant AND job_id = @id AND {database.Dialect.IsIn(
                "match_key",
                "@keys"
            )}
            """;
        IEnumerable<KeyRow> rows = await QueryRowsAsync<KeyRow>(
            sql,
            new
            {
                tenant,
                id,
                keys = database.Dialect.CreateListParameter(keys),
            },
            cancellationToken
        );
        return rows.ToDictionary(r => r.Name, r => r.Line, StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<UserMatch>> MatchUsersAsync(
        string tenant,
        IReadOnlyCollection<string> names,
        IReadOnlyCollection<string> externalIds,
        CancellationToken cancellationToken
    )
    {
        var parameters = new
        {
            tenant,
            names = database.Dialect.CreateListParameter(names),
            externals = database.Dialect.CreateListParameter(externalIds),
        };
        return
        [
            .. (await QueryRowsAsync<MatchRow>(BuildMatchUsersSql(database.Dialect), parameters, cancellationToken))
                .Select(r => new UserMatch(r.Id, r.Name, r.ExternalId))
                .Distinct(),
        ];
    }

    /// <inheritdoc/>
    public async Task<long> ReadLastSequenceAsync(CancellationToken cancellationToken)
    {
        await using DbConnection connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<long>(
            new CommandDefinition(
                "SELECT coalesce(max(sequence), 0) FROM scim_change",
                cancellationToken: cancellationToken
            )
        );
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<CommittedRow>> ListCommittedRowsAsync(
        string tenant,
        long sequence,
        IReadOnlyCollection<string> requestIds,
        CancellationToken cancellationToken
    )
    {
        string sql = $"""
            SELECT request_id AS RequestId, id AS Id, operation AS Operation FROM scim_change
            WHERE tenant = @tenant AND sequence > @sequence AND kind = 'User' AND {database.Dialect.IsIn(
                "request_id",
                "@ids"
            )}
            """;
        IEnumerable<CommitRow> rows = await QueryRowsAsync<CommitRow>(
            sql,
            new
            {
                tenant,
                sequence,
                ids = database.Dialect.CreateListParameter(requestIds),
            },
            cancellationToken
        );
        return [.. rows.Select(r => new CommittedRow(r.RequestId, r.Id, r.Operation == "create"))];
    }

    /// <summary>The statement of <see cref="MatchUsersAsync"/>.</summary>
    internal static string BuildMatchUsersSql(Sql.SqlDialect dialect) =>
        $"""
            SELECT n.id AS Id, n.unique_name AS Name, n.external_id AS ExternalId
            FROM ({dialect.SelectUsersByColumn("@tenant", "unique_name", "@names")}) AS n
            UNION ALL
            SELECT e.id AS Id, e.unique_name AS Name, e.external_id AS ExternalId
            FROM ({dialect.SelectUsersByColumn("@tenant", "external_id", "@externals")}) AS e
            """;

    private async Task<IEnumerable<T>> QueryRowsAsync<T>(
        string sql,
        object parameters,
        CancellationToken cancellationToken
    )
    {
        await using DbConnection connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.QueryAsync<T>(
            new CommandDefinition(sql, parameters, cancellationToken: cancellationToken)
        );
    }

    private sealed class OutcomeRow
    {
        public long Row { get; init; }

        public long Line { get; init; }

        public long Status { get; init; }

        public string? UserId { get; init; }

        public string? ColumnName { get; init; }

        public string? Detail { get; init; }

        public RowOutcome ToRowOutcome() =>
            new()
            {
                Row = Row,
                Line = Line,
                Status = (RowStatus)Status,
                UserId = UserId,
                Column = ColumnName,
                Detail = Detail,
            };
    }

    private sealed class KeyRow
    {
        public string Name { get; init; } = "";

        public long Line { get; init; }
    }

    private sealed class MatchRow
    {
        public string Id { get; init; } = "";

        public string Name { get; init; } = "";

        public string? ExternalId { get; init; }
    }

    private sealed class CommitRow
    {
        public string RequestId { get; init; } = "";

        public string Id { get; init; } = "";

        public string Operation { get; init; } = "";
    }
}
