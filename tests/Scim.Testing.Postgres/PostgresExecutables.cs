namespace Scim.Testing.Postgres;

/// <summary>
/// Finds PostgreSQL's programs: in the folder named by <c>PG_BIN</c>, in Debian's folders (newest version first), or on
/// the search path.
/// </summary>
internal static class PostgresExecutables
{
    /// <summary>The path of a program.</summary>
    /// <exception cref="InvalidOperationException">The program is not installed.</exception>
    public static string FindExecutable(string name) =>
        GetSearchFolders().Select(f => Path.Combine(f, name)).FirstOrDefault(File.Exists)
        ?? throw new InvalidOperationException(
            $"PostgreSQL's '{name}' is not installed. "
                + "Run tests/run.sh, or install it with 'apt-get install postgresql'."
        );

    private static IEnumerable<string> GetSearchFolders()
    {
        if (Environment.GetEnvironmentVariable("PG_BIN") is { Length: > 0 } chosen)
            return [chosen];
        const string Debian = "/usr/lib/postgresql";
        IEnumerable<string> versions = Directory.Exists(Debian)
            ? Directory.GetDirectories(Debian).OrderByDescending(v => v, StringComparer.Ordinal)
            : [];
        string[] path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(
            Path.PathSeparator,
            StringSplitOptions.RemoveEmptyEntries
        );
        return [.. versions.Select(v => Path.Combine(v, "bin")), .. path];
    }
}
