using System.Data.Common;
using Npgsql;

namespace Scim.Storage.Postgres;

/// <summary>What a connection string says where its author left it open.</summary>
internal static class PostgresConnectionDefaults
{
    // Resetting a pooled connection costs more than most of our statements, and they leave nothing behind in a session.
    // There are a few dozen statements, run all day; lists of unusual shapes come on top. A connection that does not
    // come up, or a statement that does not end, must not hold a request for longer than its client waits. Compiling a
    // statement takes longer than any of ours does. Rows are joined by looking each one up in an index, since our
    // statements join few: a plan that reads a table because it is small today would be kept when it has grown.
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
        (
            "Options",
            "-c jit=off -c random_page_cost=1.1 -c enable_hashjoin=off -c enable_mergejoin=off"
        ),
    ];

    /// <summary>The connection string with our settings where it has none of its own.</summary>
    /// <param name="connectionString">The connection string.</param>
    /// <param name="setting">The name of the setting that it comes from.</param>
    /// <exception cref="StorageUnavailableException">It is no connection string of PostgreSQL's.</exception>
    public static string ApplyDefaults(
        string connectionString,
        string setting = "ConnectionStrings__Scim"
    )
    {
        try
        {
            var said = new DbConnectionStringBuilder { ConnectionString = connectionString };
            HashSet<string> names = [.. said.Keys!.Cast<string>().Select(NormalizeKeyword)];
            var complete = new NpgsqlConnectionStringBuilder(connectionString);
            if (string.IsNullOrEmpty(complete.Host))
                throw new ArgumentException("it names no Host");
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
            when (e
                    is ArgumentException
                        or FormatException
                        or InvalidCastException
                        or KeyNotFoundException
            )
        {
            // The message of the driver may repeat a password.
            throw new StorageUnavailableException(
                $"The setting {setting} is no connection string for PostgreSQL. Set it to one such as 'Host=db.example.com;Database=scim;Username=scim;Password=...'."
            );
        }
    }

    private static string NormalizeKeyword(string name) =>
        name.Replace(" ", "", StringComparison.Ordinal).ToLowerInvariant();
}
