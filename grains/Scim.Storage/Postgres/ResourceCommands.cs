using Npgsql;
using NpgsqlTypes;
using Scim.Storage.Resources;

namespace Scim.Storage.Postgres;

/// <summary>Creates the commands that write resources.</summary>
internal static class ResourceCommands
{
    private const string InsertSql = $"SELECT scim_insert_resources({BatchParameters})";
    private const string UpdateSql = $"SELECT scim_update_resources({BatchParameters})";
    private const string BatchParameters =
        "$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23";
    private const string DeleteSql = "SELECT scim_delete_resource($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";

    /// <summary>Creates the command that inserts resources. It selects the positions of those it inserted, from 1.
    /// </summary>
    public static NpgsqlCommand CreateInsert(
        NpgsqlConnection connection,
        string serviceId,
        IReadOnlyList<ResourceCommit> commits,
        bool waitForLocks
    )
    {
        var values = new ColumnValues(commits);
        return CreateBatch(connection, InsertSql, serviceId, values, values.GetTexts(r => r.Created), waitForLocks);
    }

    /// <summary>Creates the command that updates resources. It selects the positions of those it updated, from 1.
    /// </summary>
    public static NpgsqlCommand CreateUpdate(
        NpgsqlConnection connection,
        string serviceId,
        IReadOnlyList<ResourceCommit> commits,
        bool waitForLocks
    )
    {
        var values = new ColumnValues(commits);
        NpgsqlParameter expectedVersions = values.GetNumbers(r => r.ExpectedVersion);
        return CreateBatch(connection, UpdateSql, serviceId, values, expectedVersions, waitForLocks);
    }

    /// <summary>Creates the command that deletes a resource. It selects whether it was deleted.</summary>
    public static NpgsqlCommand CreateDelete(NpgsqlConnection connection, string serviceId, ResourceCommit commit)
    {
        var command = new NpgsqlCommand(DeleteSql, connection);
        AddTexts(serviceId, commit.State.Tenant, commit.State.Type, commit.State.Id);
        AddNumbers(commit.ExpectedVersion, commit.State.Version);
        AddTexts(commit.Modified, commit.State.Actor, commit.State.RequestId, commit.Changed, commit.Extras);
        return command;

        void AddTexts(params ReadOnlySpan<string?> texts)
        {
            foreach (string? text in texts)
                command.Parameters.Add(
                    new NpgsqlParameter<string?> { TypedValue = text, NpgsqlDbType = NpgsqlDbType.Text }
                );
        }

        void AddNumbers(params ReadOnlySpan<long> numbers)
        {
            foreach (long number in numbers)
                command.Parameters.Add(
                    new NpgsqlParameter<long> { TypedValue = number, NpgsqlDbType = NpgsqlDbType.Bigint }
                );
        }
    }

    // The functions differ in the last column.
    private static NpgsqlCommand CreateBatch(
        NpgsqlConnection connection,
        string sql,
        string serviceId,
        ColumnValues values,
        NpgsqlParameter lastColumn,
        bool waitForLocks
    )
    {
        ReadOnlySpan<NpgsqlParameter> parameters =
        [
            new NpgsqlParameter<bool> { TypedValue = waitForLocks, NpgsqlDbType = NpgsqlDbType.Boolean },
            PostgresParameters.CreateText(serviceId),
            values.GetTexts(r => r.State.Tenant),
            values.GetTexts(r => r.State.Type),
            values.GetTexts(r => r.State.Id),
            values.GetNumbers(r => r.State.Version),
            values.GetTexts(r => r.Index.Unique),
            values.GetPartitions(),
            values.GetTexts(r => r.Index.Name),
            values.GetTexts(r => r.Index.Display),
            values.GetTexts(r => r.Index.ExternalId),
            values.GetFlags(r => r.Index.Active),
            values.GetTexts(r => r.Modified),
            values.GetDocuments(),
            values.GetTexts(r => r.Search),
            values.GetTexts(r => r.Words),
            values.GetTexts(r => r.Details),
            values.GetNumbers(r => r.Index.Schemas),
            values.GetTexts(r => r.State.Actor),
            values.GetTexts(r => r.State.RequestId),
            values.GetTexts(r => r.Changed),
            values.GetTexts(r => r.Extras),
            lastColumn,
        ];
        var command = new NpgsqlCommand(sql, connection);
        foreach (NpgsqlParameter parameter in parameters)
            command.Parameters.Add(parameter);
        return command;
    }

    /// <summary>The values of a batch, column by column.</summary>
    private readonly struct ColumnValues(IReadOnlyList<ResourceCommit> commits)
    {
        public NpgsqlParameter<string?[]> GetTexts(Func<ResourceCommit, string?> value) =>
            CreateArray(value, NpgsqlDbType.Text);

        public NpgsqlParameter<long[]> GetNumbers(Func<ResourceCommit, long> value) =>
            CreateArray(value, NpgsqlDbType.Bigint);

        public NpgsqlParameter<bool[]> GetFlags(Func<ResourceCommit, bool> value) =>
            CreateArray(value, NpgsqlDbType.Boolean);

        public NpgsqlParameter<int[]> GetPartitions() => CreateArray(r => r.Index.Partition, NpgsqlDbType.Integer);

        public NpgsqlParameter<ReadOnlyMemory<byte>[]> GetDocuments() =>
            CreateArray(r => r.State.Document, NpgsqlDbType.Bytea);

        private NpgsqlParameter<T[]> CreateArray<T>(Func<ResourceCommit, T> value, NpgsqlDbType elementType)
        {
            var values = new T[commits.Count];
            for (int i = 0; i < values.Length; i++)
                values[i] = value(commits[i]);
            return new NpgsqlParameter<T[]> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | elementType };
        }
    }
}
