using System.Data.Common;
using Npgsql;

namespace Scim.Clustering;

/// <summary>Adds the default settings that a connection string does not specify.</summary>
internal static class PostgresConnectionDefaults
{
    // No Reset On Close: a reset costs more than most statements, and the statements leave no state in a session. Auto
    // prepare: a few dozen statements are executed repeatedly; lists of unusual shapes come in addition. Timeouts: a
    // failed connection attempt or a long statement must not block a request longer than its client waits. jit:
    // compiling a statement takes longer than executing it. Joins: the statements join few rows, so each is looked up
    // in an index. A plan that scans a table because it is small would be kept after the table has grown.
    private static readonly (string Name, object Value)[] Defaults =
    [
        ("No Reset On Close", true),
        ("Max Auto Prepare", 100),
        ("Auto Prepare Min Usages", 2),
        ("Maximum Pool Size", 50),
        ("Timeout", 5),
        ("Command Timeout", 15),
        ("Keepalive", 30),
        ("Application Name", "orleans-scim"),
        ("Options", "-c jit=off -c random_page_cost=1.1 -c enable_hashjoin=off -c enable_mergejoin=off"),
    ];

    /// <summary>Returns the connection string with the default settings that it does not specify.</summary>
    /// <param name="connectionString">The connection string.</param>
    /// <param name="setting">The name of the setting that holds the connection string, for error messages.</param>
    /// <exception cref="StorageUnavailableException">The text is not a valid connection string for PostgreSQL.
    /// </exception>
    public static string ApplyDefaults(string connectionString, string setting = "ConnectionStrings__Scim")
    {
        try
        {
            var specified = new DbConnectionStringBuilder { ConnectionString = connectionString };
            HashSet<string> names = [.. specified.Keys!.Cast<string>().Select(NormalizeKeyword)];
            var complete = new NpgsqlConnectionStringBuilder(connectionString);
            if (string.IsNullOrEmpty(complete.Host))
                throw new ArgumentException("Host is missing.");
            if (!names.Contains("pooling"))
                complete.Pooling = true;
            foreach ((string name, object value) in Defaults)
            {
                if (
                    !names.Contains(NormalizeKeyword(name))
                    && !(name == "Maximum Pool Size" && names.Contains("maxpoolsize"))
                )
                    complete[name] = value;
            }

            return complete.ToString();
        }
        catch (Exception e)
            when (e is ArgumentException or FormatException or InvalidCastException or KeyNotFoundException)
        {
            // The driver's message is left out, because it may contain a password.
            throw new StorageUnavailableException(
                $"{setting} is not a valid PostgreSQL connection string. Set it to a value such as "
                    + "'Host=db.example.com;Database=scim;Username=scim;Password=...'."
            );
        }
    }

    private static string NormalizeKeyword(string name) =>
        name.Replace(" ", "", StringComparison.Ordinal).ToLowerInvariant();
}
