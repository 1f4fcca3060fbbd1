namespace Scim.Benchmarks.Servers;

/// <summary>Makes databases.</summary>
internal static class Databases
{
    /// <summary>An empty database.</summary>
    public static async Task<Database> Create(Storage storage) => storage == Storage.Sqlite ? new SqliteFiles() : await PostgresDatabases.Create();
}
