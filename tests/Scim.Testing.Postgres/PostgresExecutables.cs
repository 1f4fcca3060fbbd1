namespace Scim.Testing.Postgres;

/// <summary>
/// Where PostgreSQL's programs are: the folder named by <c>PG_BIN</c>, the path, or Debian's folders, the newest
/// version first.
/// </summary>
internal static class PostgresExecutables
{
    /// <summary>The path of a program.</summary>
    /// <exception cref="InvalidOperationException">It is not installed.</exception>
    public static string FindExecutable(string name) =>
        GetSearchFolders().Select(f => Path.Combine(f, name)).FirstOrDefault(File.Exists)
        ?? throw new InvalidOperationException(
            $"PostgreSQL's '{name}' is not installed. tests/run.sh installs it; by hand: apt-get install postgresql."
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
