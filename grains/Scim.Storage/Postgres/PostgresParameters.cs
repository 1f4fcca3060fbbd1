using Npgsql;
using NpgsqlTypes;

namespace Scim.Storage.Postgres;

/// <summary>Creates positional parameters of commands.</summary>
internal static class PostgresParameters
{
    /// <summary>Creates a parameter of type <c>text</c>.</summary>
    public static NpgsqlParameter CreateText(string value) =>
        new NpgsqlParameter<string> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Text };

    /// <summary>Creates a parameter of type <c>text[]</c>.</summary>
    public static NpgsqlParameter CreateTextArray(IEnumerable<string> values) =>
        new NpgsqlParameter<string[]>
        {
            TypedValue = [.. values],
            NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text,
        };
}
